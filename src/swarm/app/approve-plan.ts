import { say } from "../../kit/sentence.ts";
import { runRef } from "../../kit/state-paths.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { Approval, ApprovalWay } from "../core/run/event-parts.ts";
import { denialOf } from "../core/run/machine.ts";
import type { Proposal } from "../core/run/state.ts";
import { findQuote, type UserMessage } from "../core/words/approval.ts";
import type { Swarm } from "./swarm.ts";
import { userState } from "./user-changes.ts";

type Approver = Pick<Swarm, "git" | "top" | "run">;

/**
 * Records the user's approval. The first approval of a run also records the user's tree as it is now, with
 * edits made since the proposal. Uncommitted work is kept under refs/aegis/<run>/user before the swarm writes.
 * If the tree cannot be read (an unfinished merge), this rejects and approves nothing.
 */
export async function approvePlan(
  place: Approver,
  proposal: number,
  approval: Approval,
): Promise<Denial | undefined> {
  const { run } = place;
  const approved = { type: "PLAN_APPROVED", proposal, approval } as const;
  if (run.state.approved) return run.submit(approved);
  const denial = denialOf(run.state, approved);
  if (denial) return denial;
  const base = await userState(place);
  await keepUserWork(place, base);
  return run.submit({ ...approved, base });
}

/**
 * Approves the proposal with a quote from the user's `messages` in that session. Rejects as `approvePlan` does.
 */
export async function approveByQuote(
  place: Approver,
  proposal: Proposal,
  said: {
    quote: string;
    sessionID: string;
    messages: () => Promise<readonly UserMessage[]>;
    way: ApprovalWay;
  },
): Promise<Denial | undefined> {
  const { quote, sessionID } = said;
  if (sessionID !== proposal.sessionID && sessionID !== place.run.state.sessionID)
    return deny(
      "ASK_THE_USER",
      say(
        "The plan was proposed in another session, so the user's words here are not about it.",
        "계획을 다른 세션에서 제안했으므로, 사용자가 여기서 한 말은 그 계획에 대한 것이 아닙니다.",
      ),
      "Call design_approve without quote, or propose the plan here.",
    );
  const verdict = findQuote(quote, await said.messages());
  return verdict.ok
    ? approvePlan(place, proposal.number, { ...verdict.approval, way: said.way })
    : verdict.denial;
}

async function keepUserWork({ git, top, run }: Approver, base: Proposal["base"]): Promise<void> {
  if (base.tree === (await git.treeOf(top, base.head))) return;
  const commit = await git.commitTree(top, {
    tree: base.tree,
    parents: [base.head],
    message: "aegis: the user's uncommitted work at the approval",
  });
  await git.updateRef(top, runRef(run.state.runId, "user"), commit);
}
