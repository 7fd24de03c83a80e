import { lstat, rm, rmdir } from "node:fs/promises";
import type { RunGit } from "../../git/run-git.ts";
import { everyPart } from "../../kit/every-part.ts";
import { removeTree } from "../../kit/remove-tree.ts";
import { askGit, type ByteString, type TreePlace, utf8 } from "./git.ts";
import type { TreeSnapshot } from "./tree-snapshot.ts";
import { writeFromSnapshot } from "./tree-snapshot.ts";

export interface TreeChange {
  path: ByteString;
  /** True if the path did not exist before. */
  added: boolean;
}

/** Paths with a changed content, mode or kind. A move is a deletion and an addition. */
export async function changesBetween(
  git: RunGit,
  place: TreePlace,
  before: string,
  after: string,
): Promise<TreeChange[]> {
  if (before === after) return [];
  const out = await askGit(git, place.dir, [
    "diff-tree",
    "-r",
    "-z",
    "--no-renames",
    before,
    after,
  ]);
  const fields = out.split("\0");
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    changes.push({
      path: fields[at + 1] ?? "",
      added: fields[at]?.startsWith(":000000 ") ?? false,
    });
  }
  return changes;
}

/** Restores the changed paths from the snapshot, also those after a path that fails; returns the paths as text. */
export async function undoChanges(
  git: RunGit,
  place: TreePlace,
  before: TreeSnapshot,
  changes: readonly TreeChange[],
): Promise<string[]> {
  const old = changes.filter((one) => !one.added).map((one) => one.path);
  await everyPart([
    // New paths go first: a new symlink may stand in the place of a directory.
    ...changes.filter((one) => one.added).map((one) => () => removePath(place.dir, one.path)),
    ...old.map((path) => () => removeFile(place.dir, path)),
    () => writeFromSnapshot(git, place, before, old),
  ]);
  return changes.map((change) => utf8(change.path));
}

async function removePath(dir: string, path: ByteString): Promise<void> {
  await removeTree(absolute(dir, path));
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    try {
      await rmdir(absolute(dir, path.slice(0, at)));
    } catch {
      return; // not empty (or gone with its parent): nothing above it is empty either
    }
  }
}

// Git skips a file whose size and times look unchanged, so the changed file is removed first, but never through a
// parent that is no longer a directory.
async function removeFile(dir: string, path: ByteString): Promise<void> {
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const parent = await lstat(absolute(dir, path.slice(0, at))).catch(() => undefined);
    if (!parent?.isDirectory()) return;
  }
  const found = await lstat(absolute(dir, path)).catch(() => undefined);
  if (found && !found.isDirectory()) await rm(absolute(dir, path), { force: true });
}

function absolute(dir: string, path: ByteString): Buffer {
  return Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, "latin1")]);
}
