import type { Phase } from "../phases/phase.ts";
import type { Denial } from "./denial.ts";
import type { Asked, EventOf, EventType } from "./events.ts";
import * as guard from "./guards.ts";
import * as answer from "./plan-guards.ts";
import type { RunState } from "./state.ts";
import * as worker from "./worker-guards.ts";

/** The phase to which an event leads, and the checks before it. */
export interface Transition<T extends EventType> {
  to: Phase;
  /** Checks the state alone. Asked first, also before any work for the event. */
  may?: (state: RunState, asked: Asked<T>) => Denial | undefined;
  /** Checks the evidence of the event. */
  guard?: (state: RunState, event: EventOf<T>) => Denial | undefined;
}
type Table = { [P in Phase]: { [T in EventType]?: Transition<T> } };

/** Events of Workers in MONITORING. */
const WORKING = {
  WORKERS_DISPATCHED: { to: "MONITORING", guard: worker.dispatchable },
  WORKER_STARTING: { to: "MONITORING", may: worker.queued },
  WORKER_STARTED: { to: "MONITORING", may: worker.running },
  WORKER_STAGE: { to: "MONITORING", guard: worker.forwardStage },
  WORKER_NUDGED: { to: "MONITORING" },
  WORKER_PAUSED: { to: "MONITORING", may: worker.atWork },
  WORKER_RESUMED: { to: "MONITORING", may: worker.paused },
  REPORT_REFUSED: { to: "MONITORING" },
  WORKER_COMPLETED: { to: "MONITORING", may: worker.running, guard: worker.provenComplete },
  WORKER_FAILED: { to: "MONITORING", may: worker.unsettled },
  WORKER_CANCELLED: { to: "MONITORING", may: worker.unsettled },
  WORKER_RETRIED: { to: "MONITORING", may: worker.retryable, guard: worker.retriedWithReason },
  SCOPE_REQUESTED: { to: "MONITORING" },
  WORKERS_SETTLED: { to: "INTEGRATE", may: guard.settled },
} as const satisfies Table["MONITORING"];

/**
 * THE table: phase × event → next phase, the precondition (`may`) and the check of the evidence (`guard`).
 * An event that is not listed under a phase is refused there. CALL_REFUSED, LANGUAGE_HEARD and
 * RUN_RESUMED are noted in any phase.
 */
export const TRANSITIONS = {
  DESIGN: {
    RUN_STARTED: { to: "DESIGN" },
    PLAN_PROPOSED: { to: "DESIGN" },
    PLAN_SHOWN: { to: "DESIGN", may: answer.proposed, guard: answer.thatProposal },
    PLAN_CHOICE_MADE: { to: "DESIGN", may: answer.proposed, guard: answer.choosable },
    PLAN_APPROVED: { to: "FOUNDATION", may: answer.proposed, guard: answer.approvedByUser },
    PLAN_DECLINED: { to: "DESIGN", may: answer.proposed, guard: answer.thatProposal },
    RUN_ABORTED: { to: "DONE" },
  },
  FOUNDATION: {
    PLAN_PROPOSED: { to: "FOUNDATION" },
    PLAN_SHOWN: { to: "FOUNDATION", may: answer.proposed, guard: answer.thatProposal },
    PLAN_CHOICE_MADE: { to: "FOUNDATION", may: answer.proposed, guard: answer.choosable },
    PLAN_APPROVED: { to: "FOUNDATION", may: answer.proposed, guard: answer.approvedByUser },
    PLAN_DECLINED: { to: "FOUNDATION", may: answer.proposed, guard: answer.thatProposal },
    FOUNDATION_WRITING: { to: "FOUNDATION" },
    FOUNDATION_WRITTEN: { to: "FOUNDATION" },
    FOUNDATION_FROZEN: { to: "DISPATCH" },
    RUN_ABORTED: { to: "DONE" },
  },
  DISPATCH: {
    PLAN_PROPOSED: { to: "DISPATCH" },
    PLAN_SHOWN: { to: "DISPATCH", may: answer.proposed, guard: answer.thatProposal },
    PLAN_CHOICE_MADE: { to: "DISPATCH", may: answer.proposed, guard: answer.choosable },
    PLAN_APPROVED: { to: "DISPATCH", may: answer.proposed, guard: answer.approvedByUser },
    PLAN_DECLINED: { to: "DISPATCH", may: answer.proposed, guard: answer.thatProposal },
    WORKERS_DISPATCHED: { to: "MONITORING", guard: worker.dispatchable },
    RUN_ABORTED: { to: "DONE" },
  },
  MONITORING: { ...WORKING, RUN_ABORTED: { to: "DONE" } },
  INTEGRATE: {
    CONFLICTS_CHECKED: { to: "INTEGRATE", may: guard.allCompleted },
    BRANCH_CHOSEN: { to: "INTEGRATE" },
    INTEGRATED: { to: "FINAL_QA", may: guard.checkedAndClear, guard: guard.checkedHead },
    WORKER_RETRIED: { to: "MONITORING", may: worker.retryable, guard: worker.retriedWithReason },
    WORKER_CANCELLED: { to: "INTEGRATE", may: worker.unsettled },
    PLAN_PROPOSED: { to: "INTEGRATE" },
    PLAN_SHOWN: { to: "INTEGRATE", may: answer.proposed, guard: answer.thatProposal },
    PLAN_CHOICE_MADE: { to: "INTEGRATE", may: answer.proposed, guard: answer.choosable },
    PLAN_APPROVED: { to: "DISPATCH", may: answer.proposed, guard: answer.approvedByUser },
    PLAN_DECLINED: { to: "INTEGRATE", may: answer.proposed, guard: answer.thatProposal },
    RUN_ABORTED: { to: "DONE" },
  },
  FINAL_QA: {
    QA_PASSED: { to: "FINAL_QA", may: guard.integrated, guard: guard.integratedTree },
    QA_FAILED: { to: "INTEGRATE", may: guard.integrated, guard: guard.integratedTree },
    CONFLICTS_CHECKED: { to: "INTEGRATE", may: guard.allCompleted },
    BRANCH_CHOSEN: { to: "FINAL_QA" },
    COMMIT_PREPARED: { to: "FINAL_QA", may: guard.qaPassed, guard: guard.testedTree },
    COMMITTED: { to: "DONE", may: guard.qaPassed, guard: guard.testedTree },
    WORKER_RETRIED: { to: "MONITORING", may: worker.retryable, guard: worker.retriedWithReason },
    PLAN_PROPOSED: { to: "FINAL_QA" },
    PLAN_SHOWN: { to: "FINAL_QA", may: answer.proposed, guard: answer.thatProposal },
    PLAN_CHOICE_MADE: { to: "FINAL_QA", may: answer.proposed, guard: answer.choosable },
    PLAN_APPROVED: { to: "DISPATCH", may: answer.proposed, guard: answer.approvedByUser },
    PLAN_DECLINED: { to: "FINAL_QA", may: answer.proposed, guard: answer.thatProposal },
    RUN_ABORTED: { to: "DONE" },
  },
  DONE: {},
} as const satisfies Table;

/** The transition for an event, if the phase has one. */
export function transitionOf<T extends EventType>(
  phase: Phase,
  type: T,
): Transition<T> | undefined {
  const row: { [K in EventType]?: Transition<K> } = TRANSITIONS[phase];
  return row[type] as Transition<T> | undefined;
}
