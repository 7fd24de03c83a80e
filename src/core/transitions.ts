import type { Denial } from "./denial.ts";
import type { EventOf, EventType } from "./events.ts";
import * as guard from "./guards.ts";
import type { Phase } from "./phase.ts";
import type { RunState } from "./state.ts";

/** Where an event leads from a phase, and what must hold first. */
export interface Transition<T extends EventType> {
  to: Phase;
  guard?: (state: RunState, event: EventOf<T>) => Denial | undefined;
}
type Table = { [P in Phase]: { [T in EventType]?: Transition<T> } };

/** What Workers do to a run while they work, in whichever phase they are sent back from. */
const WORKING = {
  WORKERS_DISPATCHED: { to: "MONITORING", guard: guard.dispatchable },
  WORKER_STARTING: { to: "MONITORING", guard: guard.queued },
  WORKER_STARTED: { to: "MONITORING", guard: guard.stillRunning },
  WORKER_STAGE: { to: "MONITORING" },
  WORKER_NUDGED: { to: "MONITORING" },
  REPORT_REFUSED: { to: "MONITORING" },
  WORKER_COMPLETED: { to: "MONITORING", guard: guard.evidence },
  WORKER_FAILED: { to: "MONITORING", guard: guard.unsettled },
  WORKER_CANCELLED: { to: "MONITORING", guard: guard.unsettled },
  WORKER_RETRIED: { to: "MONITORING", guard: guard.retryable },
  SCOPE_REQUESTED: { to: "MONITORING" },
  WORKERS_SETTLED: { to: "INTEGRATE", guard: guard.settled },
} as const satisfies Table["MONITORING"];

/**
 * THE table: phase × event → next phase, and the guard that may refuse.
 * An event that is not listed under a phase is refused there. CALL_REFUSED is noted in any phase.
 */
export const TRANSITIONS = {
  DESIGN: {
    RUN_STARTED: { to: "DESIGN" },
    PLAN_PROPOSED: { to: "DESIGN" },
    PLAN_SHOWN: { to: "DESIGN", guard: guard.thatProposal },
    PLAN_APPROVED: { to: "FOUNDATION", guard: guard.approvedByUser },
    PLAN_DECLINED: { to: "DESIGN", guard: guard.thatProposal },
    RUN_ABORTED: { to: "DONE" },
  },
  FOUNDATION: {
    PLAN_PROPOSED: { to: "FOUNDATION" },
    PLAN_SHOWN: { to: "FOUNDATION", guard: guard.thatProposal },
    PLAN_APPROVED: { to: "FOUNDATION", guard: guard.approvedByUser },
    PLAN_DECLINED: { to: "FOUNDATION", guard: guard.thatProposal },
    FOUNDATION_WRITING: { to: "FOUNDATION" },
    FOUNDATION_WRITTEN: { to: "FOUNDATION" },
    FOUNDATION_FROZEN: { to: "DISPATCH" },
    RUN_ABORTED: { to: "DONE" },
  },
  DISPATCH: {
    PLAN_PROPOSED: { to: "DISPATCH" },
    PLAN_SHOWN: { to: "DISPATCH", guard: guard.thatProposal },
    PLAN_APPROVED: { to: "DISPATCH", guard: guard.approvedByUser },
    PLAN_DECLINED: { to: "DISPATCH", guard: guard.thatProposal },
    WORKERS_DISPATCHED: { to: "MONITORING", guard: guard.dispatchable },
    RUN_ABORTED: { to: "DONE" },
  },
  MONITORING: { ...WORKING, RUN_ABORTED: { to: "DONE" } },
  INTEGRATE: {
    CONFLICTS_CHECKED: { to: "INTEGRATE", guard: guard.allCompleted },
    INTEGRATED: { to: "FINAL_QA", guard: guard.checkedAndClear },
    WORKER_RETRIED: { to: "MONITORING", guard: guard.retryable },
    WORKER_CANCELLED: { to: "INTEGRATE", guard: guard.unsettled },
    PLAN_PROPOSED: { to: "INTEGRATE" },
    PLAN_SHOWN: { to: "INTEGRATE", guard: guard.thatProposal },
    PLAN_APPROVED: { to: "DISPATCH", guard: guard.approvedByUser },
    PLAN_DECLINED: { to: "INTEGRATE", guard: guard.thatProposal },
    RUN_ABORTED: { to: "DONE" },
  },
  FINAL_QA: {
    QA_PASSED: { to: "FINAL_QA", guard: guard.integratedTree },
    QA_FAILED: { to: "INTEGRATE", guard: guard.integratedTree },
    CONFLICTS_CHECKED: { to: "INTEGRATE", guard: guard.allCompleted },
    COMMIT_PREPARED: { to: "FINAL_QA", guard: guard.qaPassed },
    COMMITTED: { to: "DONE", guard: guard.qaPassed },
    WORKER_RETRIED: { to: "MONITORING", guard: guard.retryable },
    PLAN_PROPOSED: { to: "FINAL_QA" },
    PLAN_SHOWN: { to: "FINAL_QA", guard: guard.thatProposal },
    PLAN_APPROVED: { to: "DISPATCH", guard: guard.approvedByUser },
    PLAN_DECLINED: { to: "FINAL_QA", guard: guard.thatProposal },
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

/** What may happen now. */
export function acceptedEvents(phase: Phase): EventType[] {
  return Object.keys(TRANSITIONS[phase]) as EventType[];
}
