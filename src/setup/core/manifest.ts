import { z } from "zod";
import { type Json, withPart } from "../../kit/json.ts";

const Sha = z.string().regex(/^[0-9a-f]{64}$/);

/** A file's old state; the backup folder holds its bytes under their hash. */
const Before = z.object({ sha: Sha, mode: z.number(), uid: z.number(), gid: z.number() });

/** A setting of OpenCode: its old value (absent: not set) and the value we wrote. */
const Setting = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  before: z.json().optional(),
  after: z.json(),
});
export type Setting = z.infer<typeof Setting>;

/**
 * One change on disk, with the data to take it back. Paths are absolute and contain no link; in the
 * file they are relative if they lie below its project or home.
 */
export const Change = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("file"),
    path: z.string(),
    /** Absent: there was no file. */
    before: Before.optional(),
    after: Sha,
    /** What the file means to the user; uninstall treats edited files by their role. */
    role: z.enum(["config", "prompt", "settings", "lines", "seed"]),
    /** With role `lines`: the added lines. */
    lines: z.array(z.string()).optional(),
    /** With role `config`. */
    settings: z.array(Setting).optional(),
    /** The user edited the file between two installs: only our part may be taken back. */
    mixed: z.literal(true).optional(),
  }),
  /** A folder that did not exist. */
  z.object({ kind: z.literal("folder"), path: z.string() }),
]);
export type Change = z.infer<typeof Change>;
export type FileChange = Extract<Change, { kind: "file" }>;

export const MANIFEST_VERSION = 1;

/** The result of an install here: `.aegis/install/manifest.json` of a project. */
export const Manifest = z.object({
  v: z.literal(MANIFEST_VERSION),
  /** Id of the transaction that wrote the manifest. */
  id: z.string(),
  version: z.string(),
  /** In the order in which the changes were made. */
  changes: z.array(Change),
});
export type Manifest = z.infer<typeof Manifest>;

/** An intention, on disk while it is carried out: a process that is cut off leaves it behind. */
export const Pending = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("install"),
    v: z.literal(MANIFEST_VERSION),
    id: z.string(),
    version: z.string(),
    changes: z.array(Change),
    /** The project's folder; if its manifest has the same id, this change is complete too. */
    owner: z.string().optional(),
  }),
  z.object({ kind: z.literal("uninstall"), v: z.literal(MANIFEST_VERSION) }),
]);
export type Pending = z.infer<typeof Pending>;

/** Adds a second install to the first: each path keeps the oldest "before" and gets the newest "after". */
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
  // A whole file that the user edited belongs to the user, and uninstall restores that version.
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
    // A setting inside an object that an install made is part of that object.
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
