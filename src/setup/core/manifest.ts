import { z } from "zod";
import { type Json, withPart } from "../../kit/json.ts";

const Sha = z.string().regex(/^[0-9a-f]{64}$/);

/** A file as it was: its bytes lie in the backup folder under their hash. */
const Before = z.object({ sha: Sha, mode: z.number(), uid: z.number(), gid: z.number() });

/** A setting of OpenCode's: what it was (absent: not there) and what we made of it. */
const Setting = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  before: z.json().optional(),
  after: z.json(),
});
export type Setting = z.infer<typeof Setting>;

/** One change of the disk, with what is needed to take it back. Paths are absolute (relative in the file, where below its project or home) and lead through no link. */
export const Change = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("file"),
    path: z.string(),
    /** Absent: there was no file. */
    before: Before.optional(),
    after: Sha,
    /** What the file is to the user; uninstall treats them differently when they were edited since. */
    role: z.enum(["config", "prompt", "settings", "lines", "seed"]),
    /** With role `lines`: what was added. */
    lines: z.array(z.string()).optional(),
    /** With role `config`. */
    settings: z.array(Setting).optional(),
    /** The user has edited it between two installs: only our part of it may be taken back. */
    mixed: z.literal(true).optional(),
  }),
  /** A folder that was not there. */
  z.object({ kind: z.literal("folder"), path: z.string() }),
]);
export type Change = z.infer<typeof Change>;
export type FileChange = Extract<Change, { kind: "file" }>;

export const MANIFEST_VERSION = 1;

/** What an install has done here. `.aegis/install/manifest.json` of a project. */
export const Manifest = z.object({
  v: z.literal(MANIFEST_VERSION),
  /** Names the transaction that wrote it. */
  id: z.string(),
  version: z.string(),
  /** In the order they were made. */
  changes: z.array(Change),
});
export type Manifest = z.infer<typeof Manifest>;

/** What is about to be done, on disk while it is done: a process that is cut off leaves it behind. */
export const Pending = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("install"),
    v: z.literal(MANIFEST_VERSION),
    id: z.string(),
    version: z.string(),
    changes: z.array(Change),
    /** The project's folder whose manifest of the same id says that this is done as well. */
    owner: z.string().optional(),
  }),
  z.object({ kind: z.literal("uninstall"), v: z.literal(MANIFEST_VERSION) }),
]);
export type Pending = z.infer<typeof Pending>;

/** What a second install adds to the first: each path keeps the oldest "before" and gets the newest "after". */
export function joined(first: readonly Change[], second: readonly Change[]): Change[] {
  const all = new Map(first.map((change) => [change.path, change]));
  for (const change of second) {
    const known = all.get(change.path);
    if (change.kind === "folder" || known?.kind !== "file" || !change.before)
      all.set(change.path, change);
    else all.set(change.path, joinedFile(known, change));
  }
  return [...all.values()];
}

function joinedFile(known: FileChange, change: FileChange): FileChange {
  const edited = change.before?.sha !== known.after;
  const inPart = change.role === "config" || change.role === "lines";
  // A whole file that was edited since is the user's by now, and what uninstall gives back.
  if (edited && !inPart) return change;
  const { before: _newer, ...rest } = change;
  const lines = [...new Set([...(known.lines ?? []), ...(change.lines ?? [])])];
  return {
    ...rest,
    ...(known.before ? { before: known.before } : {}),
    ...(lines.length > 0 ? { lines } : {}),
    ...(change.role === "config" ? { settings: joinedSettings(known, change) } : {}),
    ...(edited || known.mixed ? { mixed: true as const } : {}),
  };
}

function joinedSettings(known: FileChange, change: FileChange): Setting[] {
  const all = [...(known.settings ?? [])];
  for (const one of change.settings ?? []) {
    // What lies in an object that an install has made is a part of that one.
    const index = all.findIndex(({ path }) => path.every((key, depth) => one.path[depth] === key));
    const outer = all[index];
    if (!outer) all.push(one);
    else {
      const after = withPart(
        outer.after as Json,
        one.path.slice(outer.path.length),
        one.after as Json,
      );
      all[index] = { ...outer, after };
    }
  }
  return all;
}
