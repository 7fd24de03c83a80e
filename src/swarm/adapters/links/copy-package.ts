import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readdir, rename, symlink, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { removeTree } from "../../../kit/remove-tree.ts";
import { type Ground, realOrNone, twinOf } from "./ground.ts";

/** Copies a package of the checkout's `node_modules` to the worktree, unless the worktree has a copy. */
export async function copyPackage(ground: Ground, path: string): Promise<void> {
  const at = join(ground.tree, path);
  const now = await lstat(at).catch(() => undefined);
  if (now?.isDirectory()) return;
  const source = await realOrNone(join(ground.top, path));
  if (source === undefined) return;
  // A copy that was cut off must not look like a whole one.
  const fresh = join(dirname(at), `.aegis-${basename(at)}`);
  await removeTree(fresh);
  await copyFolder(ground, source, fresh);
  if (now) await unlink(at);
  await rename(fresh, at);
}

async function copyFolder(ground: Ground, from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyFolder(ground, source, target);
    else if (entry.isSymbolicLink()) await copyLink(ground, source, target);
    else if (entry.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}

async function copyLink(ground: Ground, source: string, at: string): Promise<void> {
  const real = await realOrNone(source);
  if (real !== undefined) await symlink(await twinOf(ground, real), at);
}
