import type { PathLike, Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";

/**
 * Something lies at the path; links are followed, so a link that leads nowhere counts as nothing. Throws every error
 * of the file system except "no such path": a folder that this user may not enter must not pass for an empty place.
 */
export async function isThere(path: PathLike): Promise<boolean> {
  return (await found(stat(path))) !== undefined;
}

/** Like `isThere` for the path itself: a link counts, also if it leads nowhere. */
export async function isOccupied(path: PathLike): Promise<boolean> {
  return (await found(lstat(path))) !== undefined;
}

/** A folder lies at the path; links are followed. Throws as `isThere` does. */
export async function isFolder(path: PathLike): Promise<boolean> {
  return (await found(stat(path)))?.isDirectory() ?? false;
}

async function found(asked: Promise<Stats>): Promise<Stats | undefined> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
}
