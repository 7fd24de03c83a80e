import type { PathLike, Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";

/**
 * True if something exists at the path. Follows links, so a link that leads nowhere counts as nothing. Throws every
 * file system error except "no such path": a folder that this user may not enter must not look like a missing path.
 */
export async function isThere(path: PathLike): Promise<boolean> {
  return (await found(stat(path))) !== undefined;
}

/** Like `isThere`, but does not follow links: a link counts even if it leads nowhere. */
export async function isOccupied(path: PathLike): Promise<boolean> {
  return (await entryAt(path)) !== undefined;
}

/** What lies at the path itself, without following a link; undefined if nothing does. Throws like `isThere`. */
export async function entryAt(path: PathLike): Promise<Stats | undefined> {
  return found(lstat(path));
}

/** True if a folder exists at the path. Follows links; a link to itself is no folder. Throws like `isThere`. */
export async function isFolder(path: PathLike): Promise<boolean> {
  const stats = stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ELOOP") return undefined;
    throw error;
  });
  return (await found(stats))?.isDirectory() ?? false;
}

async function found(asked: Promise<Stats | undefined>): Promise<Stats | undefined> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
}
