import type { RunGit } from "../../git/run-git.ts";
import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import { REFS } from "../../kit/state-paths.ts";
import { askGit } from "./git.ts";

const AUTHOR = {
  GIT_AUTHOR_NAME: "Aegis",
  GIT_AUTHOR_EMAIL: "aegis@localhost",
  GIT_COMMITTER_NAME: "Aegis",
  GIT_COMMITTER_EMAIL: "aegis@localhost",
};

const MESSAGE = "Kept by Aegis: an agent's shell was not allowed to change this";

/**
 * Keeps trees and commits under one new ref refs/aegis/rescued/<n>; returns its name, or undefined if there is nothing
 * to keep. Several commits become the parents of one commit.
 */
export async function rescue(
  git: RunGit,
  commonDir: string,
  things: { trees: readonly string[]; commits: readonly string[] },
): Promise<string | undefined> {
  const commits = [...things.commits];
  for (const tree of things.trees) commits.push(await commitTree(git, commonDir, tree, []));
  const [first, ...others] = commits;
  if (first === undefined) return undefined;
  const kept =
    others.length === 0 ? first : await commitTree(git, commonDir, `${first}^{tree}`, commits);
  return nameCommit(git, commonDir, kept);
}

async function commitTree(
  git: RunGit,
  dir: string,
  tree: string,
  parents: readonly string[],
): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((one) => ["-p", one]), "-m", MESSAGE];
  return (await askGit(git, dir, args, { env: AUTHOR })).trim();
}

// Another Worker's watch may take the same number first; `update-ref` then fails, because the ref must not exist yet.
async function nameCommit(git: RunGit, dir: string, commit: string): Promise<string> {
  const out = await askGit(git, dir, [
    "for-each-ref",
    "--format=%(refname:lstrip=3)",
    `${REFS}/rescued`,
  ]);
  const taken = out.split("\n").map(Number).filter(Number.isInteger);
  const first = Math.max(0, ...taken) + 1;
  let cause: unknown;
  for (let number = first; number < first + 50; number += 1) {
    const name = `${REFS}/rescued/${number}`;
    try {
      await askGit(git, dir, ["update-ref", name, commit, ""]);
      return name;
    } catch (error) {
      cause = error;
    }
  }
  throw new AegisError(
    "RESCUE_FAILED",
    say(
      `The changed content is in commit ${commit}, but no ref could be created for this commit.`,
      `변경된 내용은 커밋 ${commit}에 있지만 이 커밋의 ref를 만들 수 없었습니다.`,
    ),
    say(`Keep it with: git branch rescued ${commit}`, `보관하려면: git branch rescued ${commit}`),
    { cause },
  );
}
