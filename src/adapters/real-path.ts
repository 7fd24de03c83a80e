import { lstatSync, readlinkSync, realpathSync } from "node:fs";
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
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (isLink(path)) return realTarget(resolve(dirname(path), readlinkSync(path)), depth + 1);
  const parent = dirname(path);
  return parent === path ? path : join(realTarget(parent, depth + 1), basename(path));
}

/** True for an existing file that has a second name on disk. */
export function isHardLinked(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.nlink > 1;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
