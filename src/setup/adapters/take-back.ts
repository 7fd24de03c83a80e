import { lstat } from "node:fs/promises";
import type { Change, FileChange } from "../core/manifest.ts";
import { removeEmpty, type StateFiles } from "./state-files.ts";
import {
  type FoundFile,
  readFound,
  removeFile,
  removeHalf,
  sha256,
  writeWhole,
} from "./write-file.ts";

/** An entry that stays on disk, with the reason. */
export interface Left {
  path: string;
  why: "edited" | "deleted" | "not-empty" | "setting" | "needed";
  /** With `setting`: its name. */
  what?: string;
}

export interface TakenBack {
  paths: string[];
  left: Left[];
}

/** A file edited since the install, without our part of it. */
export interface Ours {
  content: Buffer;
  /** The file held only our part, and did not exist before. */
  nothingLeft: boolean;
  /** Settings that have another value now. */
  kept: string[];
}
/** How to take out our part of a file, and which of a change's lines stay because something still needs them. */
export interface TakingOut {
  withoutOurs(change: FileChange, now: Buffer): Ours;
  neededLines?(change: FileChange): Promise<readonly string[]>;
}

/**
 * Takes changes back, the newest first. A file as we left it becomes byte for byte what it was. Of
 * a file edited since, `part` says what remains; without `part` the file stays. Can be cut off
 * anywhere and repeated.
 */
export async function takeBack(
  state: StateFiles,
  changes: readonly Change[],
  part?: TakingOut,
): Promise<TakenBack> {
  const done: TakenBack = { paths: [], left: [] };
  for (const change of changes.toReversed()) {
    if (change.kind === "folder") await takeFolder(change.path, done);
    else await takeFile(state, await withoutNeeded(change, part, done), part, done);
  }
  return done;
}

/** A change without the lines that stay; the rest is then only a part of the file. */
async function withoutNeeded(
  change: FileChange,
  part: TakingOut | undefined,
  done: TakenBack,
): Promise<FileChange> {
  const needed = (await part?.neededLines?.(change)) ?? [];
  const lines = change.lines ?? [];
  if (!lines.some((line) => needed.includes(line))) return change;
  done.left.push({ path: change.path, why: "needed" });
  return { ...change, mixed: true, lines: lines.filter((line) => !needed.includes(line)) };
}

async function takeFolder(path: string, done: TakenBack): Promise<void> {
  const is = await lstat(path).catch(() => undefined);
  if (!is?.isDirectory() || (await removeEmpty(path))) return;
  // The folder still holds our state, which is removed later, or belongs to an entry named above.
  if (!done.left.some((left) => left.path.startsWith(`${path}/`)))
    done.left.push({ path, why: "not-empty" });
}

async function takeFile(
  state: StateFiles,
  change: FileChange,
  part: TakingOut | undefined,
  done: TakenBack,
): Promise<void> {
  await removeHalf(change.path);
  const now = await readFound(change.path);
  const sha = now && sha256(now.content);
  if (sha === change.before?.sha) return;
  if (!now) {
    done.left.push({ path: change.path, why: "deleted" });
    return;
  }
  if (sha === change.after && !change.mixed) {
    await restore(state, change);
    done.paths.push(change.path);
    return;
  }
  await takePart(change, now, part, done);
}

async function restore(state: StateFiles, { path, before }: FileChange): Promise<void> {
  if (!before) return removeFile(path);
  const { sha, mode, uid, gid } = before;
  await writeWhole(path, await state.kept(sha, path), { owner: { mode, uid, gid } });
}

async function takePart(
  change: FileChange,
  now: FoundFile,
  part: TakingOut | undefined,
  done: TakenBack,
): Promise<void> {
  const { path, role } = change;
  if (!part || (role !== "config" && role !== "lines")) {
    done.left.push({ path, why: "edited" });
    return;
  }
  const { content, nothingLeft, kept } = part.withoutOurs(change, now.content);
  for (const what of kept) done.left.push({ path, why: "setting", what });
  if (nothingLeft) await removeFile(path);
  else if (!content.equals(now.content)) await writeWhole(path, content, { owner: now.owner });
  else return;
  done.paths.push(path);
}
