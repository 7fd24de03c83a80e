import { lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Where a write to `path` would really land: symbolic links resolved, also dangling ones and those in
 * the middle, for a path that need not exist. Throws ELOOP-like errors of the file system.
 */
export function realTarget(path: string, depth = 0): string {
  if (depth > 40) throw new Error(`too many symbolic links at ${path}`);
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  const parent = dirname(path);
  // A link counts from the real place of its folder, not from the way that led there.
  if (isLink(path))
    return realTarget(resolve(realTarget(parent, depth + 1), readlinkSync(path)), depth + 1);
  return parent === path ? path : join(realTarget(parent, depth + 1), basename(path));
}

/** True for an existing file that has a second name on disk. */
export function isHardLinked(path: string): boolean {
  const found = statOf(path);
  return found?.isFile() === true && found.nlink > 1;
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

/** ENOTDIR: a file stands where the path wants a directory, as `.git` in a worktree does. */
function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
