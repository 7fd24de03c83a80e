import { isIn } from "../../../kit/path-in.ts";
import type { Access } from "./rights.ts";

/** Paths have one character per byte: a file's name on Linux is bytes. */
export interface Asked {
  readonly visible: readonly string[];
  readonly readWrite: readonly string[];
  /** Below visible paths; a path that may be written shows all that lies below it. */
  readonly hidden: readonly string[];
}

export interface Grant {
  /** Without links. */
  readonly path: string;
  readonly access: Access;
}

export interface Disk {
  /** The path without links; undefined if there is none. */
  real(path: string): string | undefined;
  /** Names in a folder; none if it cannot be read. */
  entries(path: string): string[];
}

/**
 * The rules for one call. Landlock only adds rights to a folder and all that lies below it, so a folder with something
 * hidden below it is granted entry by entry.
 */
export function grantsOf(asked: Asked, disk: Disk): Grant[] {
  const real = (paths: readonly string[]) => [
    ...new Set(paths.flatMap((path) => disk.real(path) ?? [])),
  ];
  const hidden = real(asked.hidden);
  const shown = (path: string): Grant[] => {
    if (hidden.some((other) => isIn(path, other))) return [];
    if (!hidden.some((other) => isIn(other, path))) return [{ path, access: "read" }];
    const entries = disk
      .entries(path)
      .map((name) => (path === "/" ? `/${name}` : `${path}/${name}`));
    return [{ path, access: "list" }, ...entries.flatMap(shown)];
  };
  return [
    ...real(asked.visible).flatMap(shown),
    ...real(asked.readWrite).map((path): Grant => ({ path, access: "write" })),
  ];
}
