import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { realPath } from "../kit/real-path.ts";

/**
 * The real location of a write to `path`. Resolves symbolic links, even dangling links and links in the middle; the
 * path need not exist. Throws ELOOP-like errors of the file system.
 */
export function realTarget(path: string, depth = 0): string {
  if (depth > 40) throw new Error(`too many symbolic links at ${path}`);
  try {
    return realPath(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  const parent = dirname(path);
  // A link's target is relative to the real location of its folder, not to the path that led there.
  if (isLink(path))
    return realTarget(resolve(realTarget(parent, depth + 1), readlinkSync(path)), depth + 1);
  return parent === path ? path : join(realTarget(parent, depth + 1), basename(path));
}

/** True if a file lies at this path; a folder is none. */
export function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

/** True for an existing file that has a second name on disk. */
export function isHardLinked(path: string): boolean {
  const found = statOf(path);
  return found?.isFile() === true && found.nlink > 1;
}

/** True for a pipe, socket or device. */
export function isSpecial(path: string): boolean {
  const found = statOf(path);
  return found !== undefined && !found.isFile() && !found.isDirectory() && !found.isSymbolicLink();
}

function isLink(path: string): boolean {
  return statOf(path)?.isSymbolicLink() ?? false;
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return undefined;
  }
}

/** ENOTDIR: the path needs a directory where a file stands, such as `.git` in a worktree. */
function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
