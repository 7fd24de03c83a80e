import { realpath } from "node:fs/promises";
import { AegisError } from "../kit/errors.ts";
import { oneValue } from "./output.ts";
import type { RunGit } from "./run-git.ts";

export interface Checkout {
  readonly top: string;
  /** Git directory of this checkout; a linked worktree has its own git directory below the common one. */
  readonly gitDir: string;
}

/** Finds the checkout that contains a directory. Throws the errors that `inspect` documents. */
export async function locate(run: RunGit, dir: string): Promise<Checkout> {
  await requireWorkTree(run, dir);
  const [top, gitDir] = await Promise.all([
    revParse(run, dir, "--show-toplevel"),
    revParse(run, dir, "--absolute-git-dir"),
  ]);
  return { top, gitDir };
}

/** Real path of the git directory that all worktrees share. */
export async function commonDirOf(run: RunGit, dir: string): Promise<string> {
  const args = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
  return realpath(oneValue((await run(dir, { args })).stdout));
}

export async function revParse(run: RunGit, dir: string, question: string): Promise<string> {
  return oneValue((await run(dir, { args: ["rev-parse", question] })).stdout);
}

async function requireWorkTree(run: RunGit, dir: string): Promise<void> {
  const args = ["rev-parse", "--is-bare-repository", "--is-inside-work-tree"];
  const { code, stdout, stderr } = await run(dir, { args, answers: [128, -1] });
  if (code !== 0) throw noRepository(dir, stderr);
  const [bare, inside] = stdout.toString().split("\n");
  if (inside === "true") return;
  if (bare === "true") {
    throw new AegisError(
      "BARE_REPOSITORY",
      `${dir} is a bare repository: it has no files to work on.`,
      "Clone it and start in the clone.",
    );
  }
  throw noRepository(dir, "inside the git directory");
}

function noRepository(dir: string, said: string): AegisError {
  const cause = new Error(said.trim());
  if (said.includes("dubious ownership")) {
    return new AegisError(
      "UNTRUSTED_REPOSITORY",
      `Git refuses ${dir} because another user owns it.`,
      `git config --global --add safe.directory ${JSON.stringify(dir)}`,
      { cause },
    );
  }
  return new AegisError(
    "NOT_A_REPOSITORY",
    `${dir} is not inside a git checkout.`,
    "git init && git commit --allow-empty -m init",
    { cause },
  );
}
