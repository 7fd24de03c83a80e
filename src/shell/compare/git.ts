import { requireOwnGitDir } from "../../git/own-git-dir.ts";
import type { GitCall, RunGit } from "../../git/run-git.ts";
import { AegisError } from "../../kit/errors.ts";
import { realPath } from "../../kit/real-path.ts";
import { say } from "../../kit/sentence.ts";

/** Bytes as a string, one character per byte: paths need not be valid UTF-8. */
export type ByteString = string;

/**
 * Runs one git command with the fenced runner and returns its output. Throws GIT_FAILED for exit codes other than 0 and
 * `answers`.
 */
export async function askGit(
  git: RunGit,
  cwd: string,
  args: readonly string[],
  options: Pick<GitCall, "env" | "answers"> & { input?: ByteString } = {},
): Promise<ByteString> {
  const { input, ...rest } = options;
  const call = { ...rest, args, ...(input ? { input: Buffer.from(input, "latin1") } : {}) };
  return (await git(cwd, call)).stdout.toString("latin1");
}

export function utf8(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Git's directories and files for a work tree. All paths are absolute. */
export interface TreePlace {
  dir: string;
  gitDir: string;
  commonDir: string;
  objects: string;
  exclude: string;
  format: string;
}

/**
 * Throws FOREIGN_GIT_DIR if the tree does not belong to the repository at `commonDir`: its `.git` file may name a
 * directory whose configuration runs programs.
 */
export async function locateTree(
  git: RunGit,
  dir: string,
  repository?: string,
): Promise<TreePlace> {
  if (repository !== undefined) requireOwnGitDir(dir, repository);
  const out = await askGit(git, dir, [
    "rev-parse",
    "--path-format=absolute",
    "--show-toplevel",
    "--absolute-git-dir",
    "--git-common-dir",
    "--git-path",
    "objects",
    "--git-path",
    "info/exclude",
    "--show-object-format",
  ]);
  const [top = dir, gitDir = "", commonDir = "", objects = "", exclude = "", format = "sha1"] =
    utf8(out).trimEnd().split("\n");
  if (repository !== undefined && realPath(commonDir) !== realPath(repository)) {
    throw new AegisError(
      "FOREIGN_GIT_DIR",
      say(
        `${dir} uses the git directory ${gitDir}, which does not belong to this repository.`,
        `${dir}이(가) 이 저장소의 것이 아닌 git 폴더 ${gitDir}을(를) 씁니다.`,
      ),
      say(
        "Somebody replaced its .git file. Run `git worktree repair` in the main checkout to repair the worktree.",
        "누군가 .git 파일을 바꾸었습니다. 원래 체크아웃에서 `git worktree repair`를 실행하면 worktree가 복구됩니다.",
      ),
    );
  }
  return { dir: top, gitDir, commonDir, objects, exclude, format };
}
