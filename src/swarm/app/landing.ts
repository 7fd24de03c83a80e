import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { nothingIntegrated } from "../core/run/out-of-phase.ts";
import { type CommitMessage, commitMessage } from "../core/text/commit-message.ts";
import { type BranchWords, leftBranch } from "./branch-choice.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Commits the tree that passed QA, bit for bit, on the user's branch, and updates the checkout without
 * touching the user's own changes. If the branch or a file moved meanwhile, this stops before a file changes.
 */
export async function commitRun(
  swarm: Swarm,
  message: CommitMessage,
  words?: BranchWords,
): Promise<{ denial: Denial } | { commit: string; tree: string; branch: string | undefined }> {
  const { git, top, run } = swarm;
  await run.catchUp();
  const denied = run.refusal({ type: "COMMIT_PREPARED" }) ?? (await leftBranch(swarm, words));
  if (denied) return { denial: denied };
  const { integration, runId } = run.state;
  if (!integration) return { denial: nothingIntegrated() };
  const { tree } = integration;
  const rendered = commitMessage(message, runId ?? "none");
  if (!rendered.ok) return { denial: rendered.denial };
  const facts = await git.inspect(top);
  if (facts.head !== integration.head)
    return {
      denial: deny(
        "BRANCH_MOVED",
        say(
          `Your branch is at ${facts.head.slice(0, 9)} now; QA ran on top of ${integration.head.slice(0, 9)}.`,
          `브랜치는 지금 ${facts.head.slice(0, 9)}에 있는데, QA는 ${integration.head.slice(0, 9)} 위에서 실행했습니다.`,
        ),
        "Call check_conflicts, integrate and qa_run: the work is rebased and checked again.",
      ),
    };
  const commit = await git.commitTree(top, {
    tree,
    parents: [facts.head],
    message: rendered.text,
    identity: "user",
  });
  const before = facts.head;
  const subject = rendered.text.split("\n")[0] ?? "";
  const branch = facts.branch;
  const denial = await run.submit({
    type: "COMMIT_PREPARED",
    commit,
    tree,
    before,
    subject,
    ...(branch ? { branch } : {}),
  });
  if (denial) return { denial };
  const landed = await git.land({
    top,
    branch,
    expectedHead: before,
    commit,
    base: await landingBase(swarm, before),
  });
  if (landed.outcome === "branch-moved")
    return {
      denial: deny(
        "BRANCH_MOVED",
        say(
          "Your branch moved while we made the commit; nothing was changed.",
          "커밋을 만드는 동안 브랜치가 이동했습니다. 아무것도 변경하지 않았습니다.",
        ),
        "Call check_conflicts, integrate, qa_run and commit again.",
      ),
    };
  if (landed.outcome === "overlap")
    return {
      denial: deny(
        "USER_CHANGES_OVERLAP",
        say(
          `The result changes lines in which the user has uncommitted changes: ${landed.paths.join(", ")}. Nothing was touched.`,
          `사용자가 아직 커밋하지 않은 변경이 있는 줄을 결과가 바꿉니다: ${landed.paths.join(", ")}. 아무것도 변경하지 않았습니다.`,
        ),
        "Ask the user to commit or stash those files, then check_conflicts, integrate, qa_run, commit.",
        say(
          "Commit or stash these files, then write “go on”.",
          "이 파일을 커밋하거나 stash한 뒤 “계속해 줘”라고 쓰세요.",
        ),
      ),
    };
  const refused = await run.submitDone({ type: "COMMITTED", commit, tree, subject });
  return refused ? { denial: refused } : { commit, tree, branch };
}

/** The tree that the swarm built on: the current HEAD with the foundation on top. */
async function landingBase(swarm: Swarm, head: string): Promise<string> {
  const { foundation } = swarm.run.state;
  if (!foundation || foundation.head === head) return foundation?.commit ?? head;
  const rebased = await swarm.git.merge(swarm.top, {
    base: foundation.head,
    ours: head,
    theirs: foundation.commit,
  });
  return rebased.tree;
}
