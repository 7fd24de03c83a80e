import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { AegisError } from "../kit/errors.ts";

/**
 * Looks where git would look, before git does: a .git file that leads to another repository brings that
 * one's configuration, and with it programs of its choice (filters, diff drivers). Throws FOREIGN_GIT_DIR.
 * A directory outside any checkout is left to git's own words.
 */
export function requireOwnGitDir(cwd: string, commonDir: string): void {
  const pointer = nearestPointer(resolve(cwd));
  if (pointer === undefined) return;
  const found = gitDirOf(pointer);
  const common = realpathSync(commonDir);
  if (found === common || (found && dirname(found) === join(common, "worktrees"))) return;
  throw new AegisError(
    "FOREIGN_GIT_DIR",
    `${pointer} does not lead to this repository's git directory ${commonDir}.`,
    "Somebody replaced it. `git worktree repair` in the main checkout mends a worktree.",
  );
}

function nearestPointer(from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const pointer = join(dir, ".git");
    if (lstatSync(pointer, { throwIfNoEntry: false })) return pointer;
    if (dir === dirname(dir)) return undefined;
  }
}

/** Real path; undefined when it leads nowhere. */
function gitDirOf(pointer: string): string | undefined {
  try {
    const real = realpathSync(pointer);
    if (!lstatSync(real).isFile()) return real;
    const text = readFileSync(real, "utf8");
    const named = /^gitdir: (.+?)\r?\n?$/s.exec(text)?.[1];
    // Git resolves the name from the folder the file is found in.
    return named === undefined ? undefined : realpathSync(resolve(dirname(pointer), named));
  } catch {
    return undefined;
  }
}
