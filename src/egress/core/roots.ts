import { isIn } from "../../kit/path-in.ts";
/** A folder and the file system that holds it. */
export interface Folder {
  readonly path: string;
  readonly device: number;
}

/**
 * The folders that need a layer: a folder below another one only if it lies on another file system, which a layer over
 * the outer folder does not show. Outer folders come first.
 */
export function layerRoots(folders: readonly Folder[]): string[] {
  const sorted = folders.toSorted((a, b) => a.path.length - b.path.length);
  const roots: Folder[] = [];
  for (const folder of sorted) {
    const outer = roots.findLast(({ path }) => isIn(folder.path, path));
    if (outer === undefined || outer.device !== folder.device) roots.push(folder);
  }
  return [...new Set(roots.map(({ path }) => path))];
}
