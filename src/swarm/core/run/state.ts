import type { Phase } from "../phases/phase.ts";
import type { DrawnPlan, PlanChoices } from "../plan/choices.ts";
import type { WorkerSpec } from "../plan/plan.ts";
import type { Approval } from "./event-parts.ts";
import type { EventOf } from "./events.ts";

export type WorkerStage = EventOf<"WORKER_STAGE">["stage"];

/** The state of a Worker. Only a completed Worker has a result, and only a failed Worker has a failure. */
export type WorkerStatus =
  | { status: "planned" }
  | { status: "queued" }
  /** `before`: the stage that a self-QA interrupts. */
  | {
      status: "running";
      stage: WorkerStage;
      before?: WorkerStage;
      sessionID?: string;
      /** Set while the Worker waits for the model server. */
      paused?: { why: string; ko?: string };
    }
  | { status: "completed"; result: EventOf<"WORKER_COMPLETED"> }
  | { status: "failed"; failure: EventOf<"WORKER_FAILED"> }
  | { status: "cancelled"; reason: string; ko?: string };

export interface WorkerState {
  /** w01, w02 …; also the name of the worktree folder. */
  id: string;
  spec: WorkerSpec;
  now: WorkerStatus;
  /** Started attempts, and retries that the Commander asked for. */
  attempts: number;
  retries: number;
  /** Retries in a row, without a word from the user, after attempts that others ended. */
  freeRetries: number;
  nudges: number;
  /** Pauses of this attempt. */
  pauses: number;
  refusedReports: number;
  /**
   * Set while the Worker has a worktree. `prepared`: when it was last ready for an attempt, in epoch milliseconds;
   * `carried`: earlier work that the worktree was made with, until a report is accepted.
   */
  home?: {
    directory: string;
    base: string;
    sessionID?: string;
    prepared?: number;
    carried?: NonNullable<EventOf<"WORKER_STARTING">["carried"]>;
  };
  /** Epoch milliseconds at which the Worker last entered the queue, and its attempt began and ended. */
  queuedAt?: number;
  startedAt?: number;
  endedAt?: number;
  /** Epoch milliseconds of our last words to the Worker; an older answer is not the answer to them. */
  askedAt?: number;
  instructions?: string;
  /** Who gave them; absent: the Commander. */
  sentBackBy?: "user";
  scopeRequests: { paths: string[]; why: string }[];
  refusedCalls: number;
}

/** A call in which the Commander writes in FOUNDATION and that has not returned. */
export interface OpenWrite {
  call: string;
  from: string;
  /** Absent for a shell. */
  paths?: readonly string[] | undefined;
  users: readonly string[];
  /** Repositories inside the checkout before the call. */
  nested: readonly string[];
}

export interface Proposal extends DrawnPlan {
  /** The sequence number of the proposal's event; identifies this plan. */
  number: number;
  /** Epoch milliseconds. */
  at: number;
  base: EventOf<"PLAN_PROPOSED">["base"];
  /** The session that proposed the plan; absent in older journals. */
  sessionID?: string;
  /** When we showed the user the plan before a text, in epoch milliseconds. */
  shownAt?: number;
}

/** The whole state of a run, folded from its events and stored nowhere else. */
export interface RunState {
  phase: Phase;
  /** If absent, no run was started and ordinary work is allowed. */
  runId?: string;
  sessionID?: string;
  /** This run's place among the project's runs. */
  order?: number;
  startedAt?: number;
  /** What the user reads, as far as the run has heard it; absent in older journals. */
  language?: EventOf<"LANGUAGE_HEARD">["language"];
  proposal?: Proposal;
  /** What the user has chosen in this run; a later plan keeps it as far as it can. */
  choices?: PlanChoices;
  /**
   * When the user last answered a plan or the previous run ended, in epoch milliseconds; older words approve
   * nothing.
   */
  answeredAt?: number;
  /** When the run ended, in epoch milliseconds. */
  endedAt?: number;
  /** The plan in force. */
  approved?: Proposal & { approval: Approval };
  /**
   * The foundation so far: `tree` is `head` with the Commander's files. All other differences in the checkout
   * are the user's.
   */
  foundationWrites?: {
    written?: {
      tree: string;
      head: string;
      superseded: readonly string[];
      nested: readonly string[];
    };
    open: OpenWrite[];
    /** All paths that the Commander's file tools have named so far. */
    namedPaths: readonly string[];
  };
  foundation?: EventOf<"FOUNDATION_FROZEN">;
  workers: WorkerState[];
  conflictCheck?: EventOf<"CONFLICTS_CHECKED">;
  integration?: EventOf<"INTEGRATED">;
  qa?: EventOf<"QA_PASSED" | "QA_FAILED">;
  prepared?: EventOf<"COMMIT_PREPARED">;
  /** The branch that the user has named instead of the one of the approval. */
  chosenBranch?: string;
  /** The last time that a start found this run cut off. */
  resumed?: EventOf<"RUN_RESUMED">;
  committed?: EventOf<"COMMITTED">;
  aborted?: EventOf<"RUN_ABORTED">;
  /** The model server's last trouble, in epoch milliseconds, and since when it answers again. */
  server?: { why: string; ko?: string; since: number; backAt?: number };
  refusedCalls: number;
  seq: number;
}

/**
 * Failures that are no fault of the Worker: the machine, the model server or a person ended the attempt. A retry after
 * such a failure does not count.
 */
const OF_OTHERS: ReadonlySet<EventOf<"WORKER_FAILED">["failure"]> = new Set([
  "INTERRUPTED",
  "MODEL_SERVER",
  "START_FAILED",
]);

/**
 * False if others are to blame for the end of the Worker's attempt, if the attempt never began, or if its accepted work
 * clashes with what others, often the user, have done since.
 */
export function ownFault(
  { conflictCheck }: Pick<RunState, "conflictCheck">,
  { spec, now, startedAt, queuedAt }: WorkerState,
): boolean {
  const clashes = conflictCheck?.problems.some(
    ({ code, worker }) => code === "MERGE_CONFLICT" && worker === spec.name,
  );
  if (now.status !== "failed") return clashes !== true;
  if (OF_OTHERS.has(now.failure.failure)) return false;
  return startedAt !== undefined && startedAt >= (queuedAt ?? 0);
}

/** True if the user has said something since the Worker's attempt ended. */
export function spokeSince(
  worker: WorkerState,
  { spokenAt = 0 }: { spokenAt?: number | undefined },
): boolean {
  return spokenAt > (worker.endedAt ?? 0);
}

export const INITIAL: RunState = {
  phase: "DESIGN",
  workers: [],
  refusedCalls: 0,
  seq: 0,
};

/** True from the start of a run until it is committed or aborted. */
export function runOpen(state: RunState): boolean {
  return state.runId !== undefined && state.phase !== "DONE";
}
