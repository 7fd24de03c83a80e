import type { EventOf, EventType, RunRecord } from "./events.ts";
import { chosenPlan, proposedPlan } from "./plan-choice.ts";
import { plannedWorkers } from "./planned-workers.ts";
import {
  INITIAL,
  ownFault,
  type RunState,
  spokeSince,
  type WorkerStage,
  type WorkerState,
} from "./state.ts";
import { transitionOf } from "./transitions.ts";
import { doneHome, readyHome, startingHome } from "./worker-home.ts";
import { workerNamed } from "./workers-of.ts";

type Fold<T extends EventType> = (
  state: RunState,
  event: EventOf<T>,
  at: number,
  seq: number,
) => Partial<RunState>;

/** What each event changes in the state. The type requires an entry for every event. */
const FOLDS: { [T in EventType]: Fold<T> } = {
  RUN_STARTED: (_state, { runId, sessionID, order = 0, language, previousEndedAt }, at) => ({
    ...{ runId, sessionID, order, startedAt: at },
    ...(language === undefined ? {} : { language }),
    ...(previousEndedAt === undefined ? {} : { answeredAt: previousEndedAt }),
  }),
  PLAN_PROPOSED: proposedPlan,
  PLAN_CHOICE_MADE: chosenPlan,
  PLAN_SHOWN: ({ proposal }, _event, at) =>
    proposal ? { proposal: { ...proposal, shownAt: at } } : {},
  PLAN_APPROVED: (state, { approval, base }, at) => {
    if (!state.proposal) return {};
    const { proposal, ...rest } = state;
    return {
      // At a later approval the work tree holds foundation files; only the first approval saw the user's own tree.
      approved: { ...proposal, approval, base: state.approved?.base ?? base ?? proposal.base },
      answeredAt: at,
      workers: plannedWorkers(rest.workers, proposal.plan.workers),
    };
  },
  PLAN_DECLINED: (_state, _event, at) => ({ answeredAt: at }),
  FOUNDATION_WRITING: ({ foundationWrites }, { call, from, paths, users = [], nested = [] }) => ({
    foundationWrites: {
      ...foundationWrites,
      open: [...(foundationWrites?.open ?? []), { call, from, paths, users, nested }],
      namedPaths: [...new Set([...(foundationWrites?.namedPaths ?? []), ...(paths ?? [])])],
    },
  }),
  FOUNDATION_WRITTEN: (
    { foundationWrites },
    { call, tree, head, superseded = [], nested = [] },
  ) => ({
    foundationWrites: {
      written: { tree, head, superseded, nested },
      open: (foundationWrites?.open ?? []).filter((write) => write.call !== call),
      namedPaths: foundationWrites?.namedPaths ?? [],
    },
  }),
  FOUNDATION_FROZEN: (_state, event) => ({ foundation: event }),
  WORKERS_DISPATCHED: (state, { names }, at) => {
    const sent = new Set(names.map((name) => workerNamed(state, name)));
    return {
      workers: state.workers.map((worker) =>
        sent.has(worker) ? { ...worker, now: { status: "queued" }, queuedAt: at } : worker,
      ),
    };
  },
  WORKER_STARTING: (state, event, at) =>
    change(state, event.worker, ({ endedAt: _ended, ...worker }) => ({
      ...worker,
      now: { status: "running", stage: "exploring" },
      attempts: event.attempt,
      nudges: 0,
      pauses: 0,
      refusedReports: 0,
      startedAt: at,
      askedAt: at,
      home: startingHome(worker, event),
    })),
  WORKER_STARTED: (state, { worker: name, sessionID }, at) =>
    change(state, name, (worker) => ({
      ...worker,
      ...(worker.now.status === "running" ? { now: { ...worker.now, sessionID } } : {}),
      ...(worker.home ? { home: readyHome(worker.home, sessionID, at) } : {}),
    })),
  WORKER_STAGE: (state, { worker: name, stage }) =>
    change(state, name, (worker) =>
      worker.now.status === "running" ? { ...worker, now: enter(worker.now, stage) } : worker,
    ),
  WORKER_NUDGED: (state, event, at) =>
    change(state, event.worker, (worker) => ({
      ...worker,
      nudges: worker.nudges + 1,
      askedAt: at,
    })),
  WORKER_PAUSED: (state, { worker: name, why, ko }, at) => {
    const reason = { why, ...(ko === undefined ? {} : { ko }) };
    const isDown = state.server && state.server.backAt === undefined;
    return {
      ...change(state, name, (worker) =>
        worker.now.status === "running"
          ? { ...worker, pauses: worker.pauses + 1, now: { ...worker.now, paused: reason } }
          : worker,
      ),
      server: { ...reason, since: isDown ? (state.server?.since ?? at) : at },
    };
  },
  WORKER_RESUMED: (state, { worker: name }, at) => ({
    ...change(state, name, (worker) => {
      if (worker.now.status !== "running") return worker;
      const { paused: _over, ...now } = worker.now;
      return { ...worker, now, askedAt: at };
    }),
    ...(state.server ? { server: { backAt: at, ...state.server } } : {}),
  }),
  REPORT_REFUSED: (state, event) =>
    change(state, event.worker, (worker) => ({
      ...worker,
      refusedReports: worker.refusedReports + 1,
      ...(worker.now.status === "running"
        ? { now: { ...worker.now, stage: worker.now.before ?? worker.now.stage } }
        : {}),
    })),
  WORKER_COMPLETED: (state, event, at) =>
    change(state, event.worker, (worker) => ({
      ...worker,
      endedAt: at,
      now: { status: "completed", result: event },
      ...(worker.home ? { home: doneHome(worker.home) } : {}),
    })),
  WORKER_FAILED: (state, event, at) =>
    change(state, event.worker, (worker) => ({
      ...worker,
      endedAt: at,
      now: { status: "failed", failure: event },
    })),
  WORKER_CANCELLED: (state, event, at) =>
    change(state, event.worker, (worker) => ({
      ...worker,
      endedAt: at,
      now: {
        status: "cancelled",
        reason: event.reason,
        ...(event.ko === undefined ? {} : { ko: event.ko }),
      },
    })),
  WORKER_RETRIED: (state, event, at) =>
    change(state, event.worker, ({ sentBackBy: _before, ...worker }) => ({
      ...worker,
      ...(event.by === undefined ? {} : { sentBackBy: event.by }),
      retries: worker.retries + (ownFault(state, worker) ? 1 : 0),
      freeRetries:
        ownFault(state, worker) || spokeSince(worker, event) ? 0 : worker.freeRetries + 1,
      instructions: event.instructions,
      now: { status: "queued" },
      queuedAt: at,
    })),
  SCOPE_REQUESTED: (state, event) =>
    change(state, event.worker, (worker) => ({
      ...worker,
      scopeRequests: [...worker.scopeRequests, { paths: event.paths, why: event.why }],
    })),
  CALL_REFUSED: (state, { who }) => {
    const refusedCalls = state.refusedCalls + 1;
    return workerNamed(state, who)
      ? {
          refusedCalls,
          ...change(state, who, (worker) => ({
            ...worker,
            refusedCalls: worker.refusedCalls + 1,
          })),
        }
      : { refusedCalls };
  },
  WORKERS_SETTLED: () => ({}),
  LANGUAGE_HEARD: (_state, { language }) => ({ language }),
  CONFLICTS_CHECKED: (_state, event) => ({ conflictCheck: event }),
  INTEGRATED: (_state, event) => ({ integration: event }),
  QA_PASSED: (_state, event) => ({ qa: event }),
  QA_FAILED: (_state, event) => ({ qa: event }),
  COMMIT_PREPARED: (_state, event) => ({ prepared: event }),
  RUN_RESUMED: (_state, event) => ({ resumed: event }),
  BRANCH_CHOSEN: (_state, { branch }) => ({ chosenBranch: branch }),
  COMMITTED: (_state, event, at) => ({ committed: event, endedAt: at }),
  RUN_ABORTED: (_state, event, at) => ({ aborted: event, endedAt: at }),
};

/** Evidence that an event makes invalid: an answered proposal, a check or a QA of another tree. */
const VOIDS: { [T in EventType]?: (keyof RunState)[] } = {
  PLAN_APPROVED: ["proposal", "conflictCheck", "qa"],
  PLAN_DECLINED: ["proposal"],
  WORKER_RETRIED: ["conflictCheck", "qa"],
  WORKERS_DISPATCHED: ["conflictCheck", "qa"],
  INTEGRATED: ["qa"],
  COMMIT_PREPARED: ["resumed"],
  COMMITTED: ["proposal"],
  RUN_ABORTED: ["proposal"],
};

/** Folds one recorded event. It does not judge the event again, which was accepted when it was written. */
export function evolve(state: RunState, { event, at, seq }: RunRecord): RunState {
  const fold = FOLDS[event.type] as Fold<EventType>;
  const next: RunState = { ...state, ...fold(state, event, Date.parse(at), seq), seq };
  for (const key of VOIDS[event.type] ?? []) delete next[key];
  if (event.type === "PLAN_APPROVED" && !stillWanted(next)) delete next.integration;
  const edge = transitionOf(state.phase, event.type);
  return edge ? { ...next, phase: edge.to } : next;
}

export function replay(records: readonly RunRecord[]): RunState {
  return records.reduce(evolve, INITIAL);
}

type Running = Extract<WorkerState["now"], { status: "running" }>;

/** Two reports may be checked at the same time, so `before` keeps the stage before the first report. */
function enter(now: Running, stage: WorkerStage): Running {
  const before = now.stage === "self-qa" ? now.before : now.stage;
  return stage === "self-qa" && before ? { ...now, stage, before } : { ...now, stage };
}

function change(
  state: RunState,
  name: string,
  edit: (worker: WorkerState) => WorkerState,
): Partial<RunState> {
  const target = workerNamed(state, name);
  return {
    workers: state.workers.map((worker) => (worker === target ? edit(worker) : worker)),
  };
}

/** False if the integrated tree holds work of a Worker that the plan no longer has; we must not build on that. */
function stillWanted(state: RunState): boolean {
  return Object.keys(state.integration?.applied ?? {}).every(
    (name) => workerNamed(state, name)?.now.status === "completed",
  );
}
