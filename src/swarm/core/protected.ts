import { STATE_FOLDER } from "../../kit/state-paths.ts";

/** Folders that steer git, the host or us. The host reads its own folder in every parent of its start folder. */
const DIRECTORIES: ReadonlySet<string> = new Set([".git", ".opencode", STATE_FOLDER]);
const FILES: ReadonlySet<string> = new Set(["opencode.json", "opencode.jsonc", "tui.json"]);

/**
 * True for a path that no agent may write, anywhere in a tree. `path` is relative, with `/`. Ignores case, as
 * many disks do; the change to upper case first also folds letters such as ſ.
 */
export function isProtected(path: string): boolean {
  const segments = path.normalize("NFC").toUpperCase().toLowerCase().split("/");
  return segments.some((name) => DIRECTORIES.has(name)) || FILES.has(segments.at(-1) ?? "");
}
