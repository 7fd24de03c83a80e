import { AegisError } from "../kit/errors.ts";
import { realPath } from "../kit/real-path.ts";
import { alike, say } from "../kit/sentence.ts";
import { shellWord } from "../kit/shell-word.ts";
import { oneValue } from "./output.ts";
import type { RunGit } from "./run-git.ts";

export interface Checkout {
  readonly top: string;
  /** Git directory of this checkout; a linked worktree has its own git directory below the common one. */
  readonly gitDir: string;
}

/** Finds the checkout that contains a directory. Throws the errors that `inspect` documents. */
export async function locate(run: RunGit, dir: string): Promise<Checkout> {
  const args = ["rev-parse", ...KIND, ...PATHS];
  const { code, stdout, stderr } = await run(dir, { args, answers: [128, -1] });
  const [bare, inside, ...paths] = stdout.toString().replace(/\n$/, "").split("\n");
  // Git stops at the first question that it cannot answer.
  if (bare === "true" && inside === "false") throw bareRepository(dir);
  if (inside === "false") throw noRepository(dir, "inside the git directory");
  if (code !== 0) throw noRepository(dir, stderr);
  const [top, gitDir, further] = paths;
  if (top !== undefined && gitDir !== undefined && further === undefined) return { top, gitDir };
  // A line break in a path: each path is an answer of its own.
  return { top: await revParse(run, dir, PATHS[0]), gitDir: await revParse(run, dir, PATHS[1]) };
}

const KIND = ["--is-bare-repository", "--is-inside-work-tree"];
const PATHS = ["--show-toplevel", "--absolute-git-dir"] as const;

/** Real path of the git directory that all worktrees share. */
export async function commonDirOf(run: RunGit, dir: string): Promise<string> {
  const args = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
  return realPath(oneValue((await run(dir, { args })).stdout));
}

export async function revParse(run: RunGit, dir: string, question: string): Promise<string> {
  return oneValue((await run(dir, { args: ["rev-parse", question] })).stdout);
}

function bareRepository(dir: string): AegisError {
  return new AegisError(
    "BARE_REPOSITORY",
    say(
      `${dir} is a bare repository: it has no files to work on.`,
      `${dir}은(는) 작업할 파일이 없는 bare 저장소입니다.`,
    ),
    say("Clone it and start in the clone.", "클론한 뒤 그 안에서 시작하세요."),
  );
}

function noRepository(dir: string, said: string): AegisError {
  const cause = new Error(said.trim());
  if (said.includes("dubious ownership")) {
    return new AegisError(
      "UNTRUSTED_REPOSITORY",
      say(
        `Git refuses ${dir} because another user owns it.`,
        `다른 사용자의 저장소라서 git이 거부합니다: ${dir}`,
      ),
      alike(`git config --global --add safe.directory ${shellWord(dir)}`),
      { cause },
    );
  }
  return new AegisError(
    "NOT_A_REPOSITORY",
    say(`${dir} is not inside a git checkout.`, `git 체크아웃 안이 아닙니다: ${dir}`),
    alike("git init && git commit --allow-empty -m init"),
    { cause },
  );
}
