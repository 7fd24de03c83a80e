/** True if `path` is `folder` or lies below it. Both are absolute and normalised; nothing is looked up. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
