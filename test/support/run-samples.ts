import type { Phase } from "../../src/swarm/core/phases/phase.ts";
import type { EventOf, EventType } from "../../src/swarm/core/run/events.ts";
import type { RunState } from "../../src/swarm/core/run/state.ts";
import {
  approval,
  checked,
  committed,
  completed,
  dispatched,
  emptyRun,
  failed,
  frozen,
  integrated,
  oid,
  planOf,
  QA_OK,
  type RunBuilder,
  settled,
  started,
} from "./run-builder.ts";

/** A run in each phase, reached by the shortest way. */
export const RUN_IN: Record<Phase, () => RunBuilder> = {
  DESIGN: () => emptyRun().propose(planOf(["a", "b"])),
  FOUNDATION: () => RUN_IN.DESIGN().approve(),
  DISPATCH: () => RUN_IN.FOUNDATION().freeze(),
  MONITORING: () => dispatched("a", "b").start("a"),
  INTEGRATE: () => settled("a", "b"),
  FINAL_QA: () => settled("a", "b").check().integrate(),
  DONE: () => settled("a", "b").check().integrate().pass().commit(),
};

/** One event of every type, fitted to the state as far as possible without the phase. */
export const SAMPLE: { [T in EventType]: (state: RunState) => EventOf<T> } = {
  RUN_STARTED: () => ({ type: "RUN_STARTED", runId: "run-1", sessionID: "ses-1" }),
  PLAN_PROPOSED: () => ({
    type: "PLAN_PROPOSED",
    plan: planOf(["a", "b"]),
    base: { head: oid("head"), branch: "main", tree: oid("base") },
  }),
  PLAN_SHOWN: (state) => ({ type: "PLAN_SHOWN", proposal: state.proposal?.number ?? 0 }),
  PLAN_CHOICE_MADE: (state) => ({
    type: "PLAN_CHOICE_MADE",
    proposal: state.proposal?.number ?? 0,
    choices: { workers: 1 },
    answer: "Workers 1",
    requestID: "que-1",
  }),
  PLAN_APPROVED: (state) => approval(state),
  PLAN_DECLINED: (state) => ({
    type: "PLAN_DECLINED",
    proposal: state.proposal?.number ?? 0,
    answer: "Cancel",
  }),
  FOUNDATION_WRITING: () => ({
    type: "FOUNDATION_WRITING",
    call: "ses-1/call-1",
    from: oid("before"),
    paths: ["src/shared/types.ts"],
  }),
  FOUNDATION_WRITTEN: () => ({
    type: "FOUNDATION_WRITTEN",
    call: "ses-1/call-1",
    tree: oid("groundwork"),
    head: oid("head"),
  }),
  FOUNDATION_FROZEN: frozen,
  WORKERS_DISPATCHED: () => ({ type: "WORKERS_DISPATCHED", names: ["a", "b"] }),
  WORKER_STARTING: () => started("b")[0],
  WORKER_STARTED: () => started("b")[1],
  WORKER_STAGE: () => ({ type: "WORKER_STAGE", worker: "a", stage: "implementing" }),
  WORKER_NUDGED: () => ({ type: "WORKER_NUDGED", worker: "a", why: "it stopped" }),
  WORKER_PAUSED: () => ({ type: "WORKER_PAUSED", worker: "a", why: "HTTP 503" }),
  WORKER_RESUMED: () => ({ type: "WORKER_RESUMED", worker: "a" }),
  REPORT_REFUSED: () => ({ type: "REPORT_REFUSED", worker: "a", code: "QA_FAILED", why: "red" }),
  WORKER_COMPLETED: () => completed("a"),
  WORKER_FAILED: () => failed("a"),
  WORKER_CANCELLED: () => ({ type: "WORKER_CANCELLED", worker: "a", reason: "not needed" }),
  WORKER_RETRIED: () => ({ type: "WORKER_RETRIED", worker: "a", instructions: "mend it" }),
  SCOPE_REQUESTED: () => ({ type: "SCOPE_REQUESTED", worker: "a", paths: ["x"], why: "needed" }),
  CALL_REFUSED: () => ({
    type: "CALL_REFUSED",
    who: "a",
    tool: "write",
    code: "OUT_OF_SCOPE",
    detail: "x",
  }),
  WORKERS_SETTLED: () => ({ type: "WORKERS_SETTLED" }),
  CONFLICTS_CHECKED: (state) => checked(state, []),
  INTEGRATED: (state) => integrated(state),
  QA_PASSED: (state) => ({
    type: "QA_PASSED",
    tree: state.integration?.tree ?? oid("none"),
    results: [QA_OK],
  }),
  QA_FAILED: (state) => ({
    type: "QA_FAILED",
    tree: state.integration?.tree ?? oid("none"),
    results: [{ ...QA_OK, exitCode: 1 }],
    why: '"npm test" ended with 1',
    suspects: ["a"],
  }),
  LANGUAGE_HEARD: () => ({ type: "LANGUAGE_HEARD", language: "ko" }),
  RUN_RESUMED: () => ({ type: "RUN_RESUMED", interrupted: ["a"] }),
  BRANCH_CHOSEN: () => ({ type: "BRANCH_CHOSEN", branch: "other", quote: "on other" }),
  COMMIT_PREPARED: (state) => ({
    type: "COMMIT_PREPARED",
    commit: oid("commit"),
    tree: state.integration?.tree ?? oid("none"),
    before: oid("head"),
  }),
  COMMITTED: (state) => committed(state),
  RUN_ABORTED: () => ({ type: "RUN_ABORTED", quote: "stop", kept: [] }),
};
export const EVENT_TYPES = Object.keys(SAMPLE) as EventType[];
