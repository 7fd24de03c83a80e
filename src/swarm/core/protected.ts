import { STATE_FOLDER } from "../../kit/state-paths.ts";

/** Folders that steer git, the host or us. The host reads its own in every folder up from where it starts. */
const DIRECTORIES: ReadonlySet<string> = new Set([".git", ".opencode", STATE_FOLDER]);
const FILES: ReadonlySet<string> = new Set(["opencode.json", "opencode.jsonc", "tui.json"]);

/**
 * True for a path that no agent may write, anywhere in a tree. `path` is relative, with `/`.
 * Ignores case, since many disks do (upper case first: it also folds letters such as ſ).
 */
export function isProtected(path: string): boolean {
  const segments = path.normalize("NFC").toUpperCase().toLowerCase().split("/");
  return segments.some((name) => DIRECTORIES.has(name)) || FILES.has(segments.at(-1) ?? "");
}
