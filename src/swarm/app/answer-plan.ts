import type { Denial } from "../core/run/denial.ts";
import type { ApprovalWay } from "../core/run/event-parts.ts";
import { APPROVE_LABELS, CANCEL_LABELS } from "../core/text/messages.ts";
import { approvePlan } from "./approve-plan.ts";
import type { Swarm } from "./swarm.ts";

/** What the user's answer to the plan question means. */
export type PlanVerdict = "approved" | "cancelled" | "declined";

/**
 * Records the user's answer to the question about a plan. Only the exact label approves. "Cancel" ends a run
 * that has no approved plan, so that ordinary work is possible again. Any other answer declines the plan.
 * Rejects as `approvePlan` does.
 */
export async function answerPlan(
  swarm: Pick<Swarm, "git" | "top" | "run">,
  heard: { proposal: number; requestID: string; answer: string; way: ApprovalWay },
): Promise<{ verdict: PlanVerdict } | { denial: Denial }> {
  const { run } = swarm;
  const { proposal, answer, requestID, way } = heard;
  if (APPROVE_LABELS.includes(answer)) {
    const denial = await approvePlan(swarm, proposal, { by: "question", requestID, answer, way });
    return denial ? { denial } : { verdict: "approved" };
  }
  const cancels =
    CANCEL_LABELS.includes(answer) &&
    !run.state.approved &&
    run.state.proposal?.number === proposal;
  const denial = await run.submit(
    cancels
      ? { type: "RUN_ABORTED", quote: answer, kept: [] }
      : { type: "PLAN_DECLINED", proposal, answer },
  );
  return denial ? { denial } : { verdict: cancels ? "cancelled" : "declined" };
}
