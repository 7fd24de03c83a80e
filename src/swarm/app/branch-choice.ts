import { AegisError } from "../../kit/errors.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { UserMessage } from "../core/words/approval.ts";
import { choosesBranch } from "../core/words/branch-words.ts";
import type { Swarm } from "./swarm.ts";

/** The user's words in which they name the branch that the work is to land on. */
export interface BranchWords {
  readonly quote: string;
  readonly messages: () => Promise<readonly UserMessage[]>;
}

/**
 * Refuses to go on while the checkout is on another branch than at the approval, until a person has gone back or has
 * named the new branch. What was approved for one place must not be done in another without a word. Throws BRANCH_GONE
 * if HEAD names no commit any more.
 */
export async function leftBranch(swarm: Swarm, words?: BranchWords): Promise<Denial | undefined> {
  const { git, top, run } = swarm;
  const { approved, chosenBranch, startedAt = 0 } = run.state;
  if (!approved) return undefined;
  const begun = approved.base.branch;
  const { branch } = await git.inspect(top).catch((error: unknown) => {
    if (!(error instanceof AegisError && error.code === "NO_COMMIT")) throw error;
    throw branchGone(begun, run.state.integration?.head ?? approved.base.head);
  });
  if (branch === begun || (branch !== undefined && branch === chosenBranch)) return undefined;
  if (words && branch !== undefined) {
    const since = (await words.messages()).filter(({ createdAt }) => createdAt > startedAt);
    if (choosesBranch(words.quote, branch, since))
      return run.submit({ type: "BRANCH_CHOSEN", branch, quote: words.quote });
  }
  return deny(
    "BRANCH_LEFT",
    say(
      `The plan was approved on ${named(begun)}; the checkout is on ${named(branch)} now. Nothing was changed.`,
      `계획은 ${namedInKorean(begun)}에서 승인되었는데, 체크아웃은 지금 ${namedInKorean(branch)}에 있습니다. 아무것도 변경하지 않았습니다.`,
    ),
    next(begun, branch),
    usersStep(begun, branch),
  );
}

/** The checkout is on a branch without a commit, although the run began on one. */
function branchGone(begun: string | undefined, head: string): AegisError {
  return new AegisError(
    "BRANCH_GONE",
    say(
      `The plan was approved on ${named(begun)}, and now HEAD names no commit: its branch is gone. Nothing was changed.`,
      `계획은 ${namedInKorean(begun)}에서 승인되었는데, 지금은 그 브랜치가 없어 HEAD가 가리키는 커밋이 없습니다. 아무것도 변경하지 않았습니다.`,
    ),
    alike(
      begun === undefined ? `git checkout ${head}` : `git update-ref refs/heads/${begun} ${head}`,
    ),
  );
}

function next(begun: string | undefined, branch: string | undefined): string {
  const back = begun === undefined ? "" : `Ask the user to go back (git switch ${begun})`;
  if (branch === undefined) return `${back || "Ask the user for a branch"}, then repeat the step.`;
  const here = `to say that the work shall land on ${branch}; then repeat the step with quote, their words with that name`;
  return back ? `${back}, or ${here}.` : `Ask the user ${here}.`;
}

/** What the user does or writes. */
function usersStep(begun: string | undefined, branch: string | undefined): Sentence {
  const back =
    begun === undefined
      ? undefined
      : say(`Go back: git switch ${begun}`, `돌아가기: git switch ${begun}`);
  const here =
    branch === undefined
      ? undefined
      : say(`Write that the work shall land on ${branch}`, `작업을 ${branch}에 반영하라고 쓰세요`);
  if (back && here) return say(`${back.en}. Or: ${here.en}`, `${back.ko}. 또는 ${here.ko}`);
  return back ?? here ?? say("Switch to a branch", "브랜치로 전환하세요");
}

function named(branch: string | undefined): string {
  return branch === undefined ? "a detached HEAD" : `branch ${branch}`;
}

function namedInKorean(branch: string | undefined): string {
  return branch === undefined ? "분리된 HEAD" : `브랜치 ${branch}`;
}
