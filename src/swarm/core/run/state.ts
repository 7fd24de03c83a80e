import type { Phase } from "../phases/phase.ts";
import type { Plan, WorkerSpec } from "../plan/plan.ts";
import type { Approval, EventOf } from "./events.ts";

export type WorkerStage = EventOf<"WORKER_STAGE">["stage"];

/** Where a Worker stands. Only a completed one has a result, only a failed one a reason. */
export type WorkerStatus =
  | { status: "planned" }
  | { status: "queued" }
  /** `before`: the stage that a self-QA interrupts. */
  | { status: "running"; stage: WorkerStage; before?: WorkerStage; sessionID?: string }
  | { status: "completed"; result: EventOf<"WORKER_COMPLETED"> }
  | { status: "failed"; failure: EventOf<"WORKER_FAILED"> }
  | { status: "cancelled"; reason: string };

export interface WorkerState {
  /** w01, w02 …: also the name of its worktree folder. */
  id: string;
  spec: WorkerSpec;
  now: WorkerStatus;
  /** Attempts started, and retries asked for by the Commander. */
  attempts: number;
  retries: number;
  nudges: number;
  refusedReports: number;
  /** Set while it has a worktree. */
  home?: { directory: string; base: string; sessionID?: string };
  /** Epoch milliseconds: when it last entered the queue, when its attempt began and ended. */
  queuedAt?: number;
  startedAt?: number;
  endedAt?: number;
  instructions?: string;
  scopeRequests: { paths: string[]; why: string }[];
  refusedCalls: number;
}

/** A call of the Commander's that writes in FOUNDATION and has not come back. */
export interface OpenWrite {
  call: string;
  from: string;
  /** Absent for a shell. */
  paths?: readonly string[] | undefined;
  users: readonly string[];
}

export interface Proposal {
  /** Sequence number of its event: names "that very plan". */
  number: number;
  /** Epoch milliseconds. */
  at: number;
  plan: Plan;
  base: EventOf<"PLAN_PROPOSED">["base"];
  /** The session that proposed it; absent in older journals. */
  sessionID?: string;
  /** When the user was shown it before a text, epoch milliseconds. */
  shownAt?: number;
}

/** The whole run, folded from its events. Nothing here is stored anywhere else. */
export interface RunState {
  phase: Phase;
  /** Absent: no run is open and ordinary work is allowed. */
  runId?: string;
  sessionID?: string;
  startedAt?: number;
  proposal?: Proposal;
  /**
   * When the user last answered a plan, epoch milliseconds, or ended the run before this one: older words
   * approve nothing any more.
   */
  answeredAt?: number;
  /** When the run ended, epoch milliseconds. */
  endedAt?: number;
  /** The plan in force. */
  approved?: Proposal & { approval: Approval };
  /**
   * The foundation as far as the Commander has written it: `tree` is `head` with its files. All other
   * differences in the checkout are the user's.
   */
  foundationWrites?: {
    written?: { tree: string; head: string; superseded: readonly string[] };
    open: OpenWrite[];
    /** All paths that file tools of the Commander have named so far. */
    namedPaths: readonly string[];
  };
  foundation?: EventOf<"FOUNDATION_FROZEN">;
  workers: WorkerState[];
  conflictCheck?: EventOf<"CONFLICTS_CHECKED">;
  integration?: EventOf<"INTEGRATED">;
  qa?: EventOf<"QA_PASSED" | "QA_FAILED">;
  prepared?: EventOf<"COMMIT_PREPARED">;
  committed?: EventOf<"COMMITTED">;
  aborted?: EventOf<"RUN_ABORTED">;
  refusedCalls: number;
  seq: number;
}

export const INITIAL: RunState = {
  phase: "DESIGN",
  workers: [],
  refusedCalls: 0,
  seq: 0,
};

/** True while a run is under way: a plan was proposed and it is neither committed nor aborted. */
export function runOpen(state: RunState): boolean {
  return state.runId !== undefined && state.phase !== "DONE";
}

/** By name, or by id where no Worker has that name. */
export function workerNamed(state: RunState, name: string): WorkerState | undefined {
  return (
    state.workers.find(({ spec }) => spec.name === name) ??
    state.workers.find(({ id }) => id === name)
  );
}

export function workerOfSession(state: RunState, sessionID: string): WorkerState | undefined {
  return state.workers.find(({ home }) => home?.sessionID === sessionID);
}

/** Workers that are still to come to an end by themselves. One that waits for a failed one is not. */
export function openWorkers(state: RunState): WorkerState[] {
  return state.workers.filter(
    (worker) =>
      worker.now.status === "planned" ||
      worker.now.status === "running" ||
      (worker.now.status === "queued" && blockedBy(state, worker) === undefined),
  );
}

/** The failed or cancelled Worker a queued one waits for, directly or by others. */
export function blockedBy(state: RunState, worker: WorkerState): string | undefined {
  for (const name of worker.spec.depends_on ?? []) {
    const needed = workerNamed(state, name);
    if (!needed) continue;
    if (needed.now.status === "failed" || needed.now.status === "cancelled") return name;
    const deeper = needed.now.status === "queued" ? blockedBy(state, needed) : undefined;
    if (deeper) return deeper;
  }
  return undefined;
}

/** Workers without an accepted result, whatever the reason. */
export function unfinishedWorkers(state: RunState): WorkerState[] {
  return state.workers.filter(({ now }) => now.status !== "completed");
}

/** Queued Workers whose dependencies are all completed, in plan order. */
export function startableWorkers(state: RunState): WorkerState[] {
  return state.workers.filter(
    ({ now, spec }) =>
      now.status === "queued" &&
      (spec.depends_on ?? []).every((name) => workerNamed(state, name)?.now.status === "completed"),
  );
}

/** The newest accepted commit of every completed Worker. */
export function completedCommits(state: RunState): Record<string, string> {
  const commits: Record<string, string> = {};
  for (const { spec, now } of state.workers)
    if (now.status === "completed") commits[spec.name] = now.result.commit;
  return commits;
}
