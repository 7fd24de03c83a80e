import { lstatSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { realPath } from "../kit/real-path.ts";
import { say } from "../kit/sentence.ts";

/**
 * Checks, before git runs, where git would find its directory. A .git file that leads to another repository brings that
 * repository's configuration and its programs (filters, diff drivers). Throws FOREIGN_GIT_DIR. For a directory outside
 * any checkout, git reports the error itself.
 */
export function requireOwnGitDir(cwd: string, commonDir: string): void {
  const pointer = nearestPointer(resolve(cwd));
  if (pointer === undefined) return;
  const found = gitDirOf(pointer);
  const common = realPath(commonDir);
  if (found === common || (found && dirname(found) === join(common, "worktrees"))) return;
  throw new AegisError(
    "FOREIGN_GIT_DIR",
    say(
      `${pointer} does not lead to this repository's git directory ${commonDir}.`,
      `${pointer}이(가) 이 저장소의 git 폴더 ${commonDir}을(를) 가리키지 않습니다.`,
    ),
    say(
      "Somebody replaced it. Run `git worktree repair` in the main checkout to repair a worktree.",
      "누군가 바꾼 것입니다. 원래 체크아웃에서 `git worktree repair`를 실행하면 worktree가 복구됩니다.",
    ),
  );
}

function nearestPointer(from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const pointer = join(dir, ".git");
    if (lstatSync(pointer, { throwIfNoEntry: false })) return pointer;
    if (dir === dirname(dir)) return undefined;
  }
}

/** Real path of the git directory; undefined if the pointer leads nowhere. */
function gitDirOf(pointer: string): string | undefined {
  try {
    const real = realPath(pointer);
    if (!lstatSync(real).isFile()) return real;
    const text = readFileSync(real, "utf8");
    const named = /^gitdir: (.+?)\r?\n?$/s.exec(text)?.[1];
    // Git resolves the path from the folder in which it finds the .git file.
    return named === undefined ? undefined : realPath(resolve(dirname(pointer), named));
  } catch {
    return undefined;
  }
}
