import { type Sentence, say } from "../../../kit/sentence.ts";
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
    say(
      "There is no open proposal, or the user's answer belongs to an older one.",
      "답을 기다리는 계획이 없거나, 사용자의 답이 이전 계획에 대한 것입니다.",
    ),
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
  nothing: say("Nothing was chosen.", "고른 것이 없습니다."),
  strategy: say(
    "The plan has no commands for that QA strategy.",
    "계획에 그 QA 전략에 쓸 명령이 없습니다.",
  ),
  workers: say(
    "So many Workers of this plan cannot run at the same time.",
    "이 계획의 Worker를 동시에 그만큼 실행할 수는 없습니다.",
  ),
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
    return tooOld(
      say(
        "Those words are older than the user's last answer to a plan, or than this run.",
        "사용자가 계획에 마지막으로 답하기 전이나 이 실행이 시작되기 전에 한 말입니다.",
      ),
    );
  const { plan, at, shownAt } = state.proposal;
  const workers = plan.workers.length;
  if (createdAt <= at)
    return workers === 1
      ? undefined
      : tooOld(
          say(
            `Those words are older than the plan, and a plan of ${workers} Workers needs an answer to the plan itself.`,
            `계획보다 먼저 한 말입니다. Worker가 ${workers}개인 계획은 그 계획 자체에 대한 답이 있어야 합니다.`,
          ),
        );
  // A "yes" to another question of the Commander does not approve a plan that the user has not seen.
  return shownAt !== undefined && createdAt > shownAt
    ? undefined
    : tooOld(
        say(
          "The user had not been shown this plan when they wrote those words.",
          "사용자가 이 계획을 보기 전에 쓴 말입니다.",
        ),
      );
};

function tooOld(why: Sentence): Denial {
  return deny(
    "QUOTE_TOO_OLD",
    why,
    "Write one sentence and end your turn: Aegis puts the stored plan above it. Then quote the user's answer.",
  );
}
