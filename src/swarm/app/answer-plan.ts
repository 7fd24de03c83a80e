import type { PlanChoices } from "../core/plan/choices.ts";
import type { Denial } from "../core/run/denial.ts";
import type { ApprovalWay } from "../core/run/event-parts.ts";
import { BACK_LABELS, CHOOSE_LABELS } from "../core/text/choice-words.ts";
import { APPROVE_LABELS, CANCEL_LABELS } from "../core/text/messages.ts";
import { readChoice } from "../core/words/plan-choice.ts";
import { approvePlan } from "./approve-plan.ts";
import type { Swarm } from "./swarm.ts";

/**
 * What the user's answer to the plan question means. The plan still waits after `chosen`, after `choose` (they want to
 * see the choices), after `back`, and after `unclear` (the answer is about choices, and it is none of the plan's).
 */
export type PlanVerdict =
  | "approved"
  | "cancelled"
  | "declined"
  | "chosen"
  | "choose"
  | "back"
  | "unclear";

interface Heard {
  proposal: number;
  requestID: string;
  answer: string;
  way: ApprovalWay;
  /** The question was about the choices alone: nothing that is said there approves or ends anything. */
  ofChoices: boolean;
}

/**
 * Records the user's answer to the question about a plan. Only the exact label approves. "Cancel" ends a run
 * that has no approved plan, so that ordinary work is possible again. A text that names choices and nothing else makes
 * them. Any other answer declines the plan. Rejects as `approvePlan` does.
 */
export async function answerPlan(
  swarm: Pick<Swarm, "git" | "top" | "run">,
  heard: Heard,
): Promise<{ verdict: PlanVerdict } | { denial: Denial }> {
  const { run } = swarm;
  const { proposal, answer, requestID, way } = heard;
  const meant = meaningOf(heard);
  if (typeof meant === "object") return choose(swarm, { ...heard, choices: meant });
  if (meant === "choose" || meant === "back" || meant === "unclear") return { verdict: meant };
  if (meant === "approve") {
    const denial = await approvePlan(swarm, proposal, { by: "question", requestID, answer, way });
    return denial ? { denial } : { verdict: "approved" };
  }
  const cancels =
    meant === "cancel" && !run.state.approved && run.state.proposal?.number === proposal;
  const denial = await run.submit(
    cancels
      ? { type: "RUN_ABORTED", quote: answer, kept: [] }
      : { type: "PLAN_DECLINED", proposal, answer },
  );
  return denial ? { denial } : { verdict: cancels ? "cancelled" : "declined" };
}

type Meaning = "approve" | "cancel" | "decline" | "choose" | "back" | "unclear" | PlanChoices;

function meaningOf({ answer, ofChoices }: Heard): Meaning {
  if (CHOOSE_LABELS.includes(answer)) return "choose";
  if (ofChoices && BACK_LABELS.includes(answer)) return "back";
  const read = readChoice(answer);
  if (read.is === "choice") return read.choices;
  if (read.is === "unclear" || ofChoices) return "unclear";
  if (APPROVE_LABELS.includes(answer)) return "approve";
  return CANCEL_LABELS.includes(answer) ? "cancel" : "decline";
}

/** Records a choice that only the user can make: by an answer to our question, or by /aegis (then without a requestID). */
export async function choose(
  { run }: Pick<Swarm, "run">,
  made: Pick<Heard, "proposal" | "answer" | "way"> & { requestID?: string; choices: PlanChoices },
): Promise<{ verdict: "chosen" | "unclear" } | { denial: Denial }> {
  const { proposal, answer, way, requestID, choices } = made;
  const denial = await run.submit({
    type: "PLAN_CHOICE_MADE",
    ...{ proposal, choices, answer, way },
    ...(requestID === undefined ? {} : { requestID }),
  });
  if (!denial) return { verdict: "chosen" };
  return denial.code === "NO_SUCH_CHOICE" ? { verdict: "unclear" } : { denial };
}
