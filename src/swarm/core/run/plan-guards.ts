import { choiceLack } from "../plan/choices.ts";
import { type Denial, deny } from "./denial.ts";
import type { Guard, Precondition } from "./guards.ts";

type PlanAnswer = "PLAN_SHOWN" | "PLAN_CHOICE_MADE" | "PLAN_APPROVED" | "PLAN_DECLINED";

export const proposed: Precondition<PlanAnswer> = ({ proposal }) =>
  proposal ? undefined : noProposal();

export const thatProposal: Guard<PlanAnswer> = (state, event) =>
  state.proposal?.number === event.proposal ? undefined : noProposal();

function noProposal(): Denial {
  return deny(
    "NO_PROPOSAL",
    "There is no open proposal, or the user's answer belongs to an older one.",
    "Call design_propose, then design_approve.",
  );
}

/** Only what this plan can bear is a choice; who made it is for the edge to know, as with an approval. */
export const choosable: Guard<"PLAN_CHOICE_MADE"> = (state, event) => {
  const missing = thatProposal(state, event);
  if (missing || !state.proposal) return missing;
  const lack = choiceLack(state.proposal, event.choices);
  return lack && deny("NO_SUCH_CHOICE", CHOICE_LACK[lack], "Ask again with the plan's choices.");
};

const CHOICE_LACK = {
  nothing: "Nothing was chosen.",
  strategy: "The plan has no commands for that QA strategy.",
  workers: "So many Workers of this plan cannot run at the same time.",
};

export const approvedByUser: Guard<"PLAN_APPROVED"> = (state, event) => {
  const missing = thatProposal(state, event);
  if (missing || !state.proposal) return missing;
  const { approval } = event;
  // An act is taken only after the plan was shown; the edge knows who acted, as with an answer.
  if (approval.by !== "quote") return undefined;
  const { createdAt } = approval;
  // A message can answer only once, and words from an earlier run answered that run.
  if (createdAt <= (state.answeredAt ?? 0))
    return tooOld("Those words are older than the user's last answer to a plan, or than this run.");
  const { plan, at, shownAt } = state.proposal;
  const workers = plan.workers.length;
  if (createdAt <= at)
    return workers === 1
      ? undefined
      : tooOld(
          `Those words are older than the plan, and a plan of ${workers} Workers needs an answer to the plan itself.`,
        );
  // A "yes" to another question of the Commander does not approve a plan that the user has not seen.
  return shownAt !== undefined && createdAt > shownAt
    ? undefined
    : tooOld("The user had not been shown this plan when they wrote those words.");
};

function tooOld(why: string): Denial {
  return deny(
    "QUOTE_TOO_OLD",
    why,
    "Write one sentence and end your turn: Aegis puts the stored plan above it. Then quote the user's answer.",
  );
}
