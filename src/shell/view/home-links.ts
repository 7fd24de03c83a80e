import { posix } from "node:path";

/** A link in the private home of a call, so that tools find what the shell sees of the user's home. */
export interface HomeLink {
  /** Relative to the private home. */
  readonly at: string;
  readonly to: string;
}

/** One link for each visible path below the home; a path below another one comes with that one. */
export function homeLinks(home: string, visible: readonly string[]): HomeLink[] {
  const folder = home.replace(/\/+$/, "");
  if (folder === "") return [];
  const own = visible.filter((path) => path.startsWith(`${folder}/`));
  const outer = own.filter(
    (path) => !own.some((other) => other !== path && path.startsWith(`${other}/`)),
  );
  return [...new Set(outer)].map((path) => ({ at: posix.relative(folder, path), to: path }));
}
