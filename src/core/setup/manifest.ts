import { z } from "zod";

const Sha = z.string().regex(/^[0-9a-f]{64}$/);

/** A file as it was: its bytes lie in the backup folder under their hash. */
const Before = z.object({ sha: Sha, mode: z.number(), uid: z.number(), gid: z.number() });

/** One change of the disk, with what is needed to take it back. Paths are absolute. */
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
    /** With role `config`: each setting, what it was (absent: not there) and what we made of it. */
    settings: z
      .array(
        z.object({
          path: z.array(z.union([z.string(), z.number()])),
          before: z.json().optional(),
          after: z.json(),
        }),
      )
      .optional(),
  }),
  /** A folder that was not there. */
  z.object({ kind: z.literal("folder"), path: z.string() }),
]);
export type Change = z.infer<typeof Change>;

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

/** What a second install adds to the first: each path keeps the oldest "before" and gets the newest "after". */
export function joined(first: readonly Change[], second: readonly Change[]): Change[] {
  const all = new Map(first.map((change) => [change.path, change]));
  for (const change of second) {
    const known = all.get(change.path);
    if (!known || known.kind !== "file" || change.kind !== "file") {
      if (!known) all.set(change.path, change);
      continue;
    }
    const { before: _replaced, ...rest } = change;
    const lines = [...(known.lines ?? []), ...(change.lines ?? [])];
    all.set(change.path, {
      ...rest,
      ...(known.before ? { before: known.before } : {}),
      ...(lines.length > 0 ? { lines: [...new Set(lines)] } : {}),
    });
  }
  return [...all.values()];
}
