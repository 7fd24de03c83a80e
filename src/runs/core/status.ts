import type { Language } from "../../kit/sentence.ts";
import type { AgentCalls, LiveCalls } from "../../swarm/core/live-calls.ts";
import { type ChoiceFacts, choiceFacts } from "../../swarm/core/plan/choices.ts";
import { endReason } from "../../swarm/core/run/end-reason.ts";
import { interruptedIn } from "../../swarm/core/run/interrupted.ts";
import { type RunState, runOpen, type WorkerState } from "../../swarm/core/run/state.ts";
import { minutesLeft, NO_TIME, type TimeLimits } from "../../swarm/core/run/time-limits.ts";
import { RETRY_LIMIT } from "../../swarm/core/run/worker-guards.ts";
import { blockedBy, someWait, workerNamed } from "../../swarm/core/run/workers-of.ts";
import { type WorkerRow, workerRows } from "../../swarm/core/text/dashboard.ts";
import type { Found } from "../../swarm/core/text/recovered.ts";
import { type ApprovalFacts, approvalFacts } from "./approval-text.ts";
import { type FoundProblems, foundProblems } from "./conflict-status.ts";
import { type Driver, type OnResume, onResume, type UsersTurn, usersTurn } from "./next-steps.ts";
import { callsOfWorker } from "./now-text.ts";
import { countsOf, type Outcome, outcomeOf, type SeenRun, titleOf } from "./outcome.ts";

/** What was read to show a run: its journal, the lease, git and the settings. */
export interface StatusFacts {
  /** Undefined: no run was ever started here. */
  readonly run: SeenRun | undefined;
  readonly driver: Driver | undefined;
  readonly git: {
    readonly head: string;
    readonly branch: string | undefined;
    /** Folders of the worktrees that git knows. */
    readonly worktrees: readonly string[];
    /** The run's prepared commit is on its branch. */
    readonly isLanded: boolean;
    /** A commit was cut off on its way into the files. */
    readonly hasCutLanding: boolean;
  };
  /** What the driver shows of its agents now. */
  readonly calls?: LiveCalls | undefined;
  /** Undefined: the settings cannot be read. */
  readonly limits: TimeLimits | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface WorkerStatus extends WorkerRow {
  retries: number;
  retriesLeft: number;
  /** Whole minutes until the time limit of its queue or attempt; only while a living process watches it. */
  minutesLeft?: number;
  refusedReports: number;
  refusedCalls: number;
  /** The failed Worker that it waits for. */
  waitsFor?: string;
  /** Why it failed or was cancelled. */
  why?: string;
  /** The same in Korean, if the words are ours. */
  whyKo?: string;
  worktree: boolean;
  /** What the agent does now, if a living driver has seen it. */
  live?: AgentCalls;
}

/** The document of `status --json`. */
export interface RunStatus {
  v: 1;
  command: "status";
  ok: true;
  run: {
    id: string;
    title: string | null;
    outcome: Outcome;
    phase: RunState["phase"];
    /** Epoch milliseconds. */
    startedAt: number | null;
    endedAt: number | null;
    records: number;
    refusedCalls: number;
    commit?: string;
    kept?: string[];
  } | null;
  journal: "whole" | "torn" | "broken" | "newer";
  driver: Driver | null;
  git: { head: string; branch: string | null };
  /** `choices`: of the plan that waits for an answer, else of the plan in force. */
  plan: ApprovalFacts & { qaStrategy: string | null; choices: ChoiceFacts | null };
  workers: WorkerStatus[];
  /** What the Commander does now, if a living driver has seen it. */
  commander: AgentCalls | null;
  done: number;
  /** `current`: what the check saw is what HEAD has, or what this run has committed. */
  conflictCheck: ({ current: boolean } & FoundProblems) | null;
  qa: { passed: boolean; tree: string; why: string | null; checks: QaCheck[] } | null;
  usersTurn: UsersTurn[];
  onResume: OnResume[];
  /** What the last start found cut off, and what it did. */
  resumed: Found | null;
  /** The model server's last trouble, in epoch milliseconds. `waiting`: Workers are paused because of it. */
  server: (NonNullable<RunState["server"]> & { waiting: boolean }) | null;
}

export interface QaCheck {
  name: string;
  command: string;
  exitCode: number | null;
  timedOut: boolean;
  seconds: number;
}

export function statusOf(facts: StatusFacts): RunStatus {
  const { run, driver, git } = facts;
  const state = run?.state;
  return {
    v: 1,
    command: "status",
    ok: true,
    run: run ? summaryOf(run) : null,
    journal: run?.fault ?? "whole",
    driver: driver ?? null,
    git: { head: git.head, branch: git.branch ?? null },
    plan: planOf(state),
    workers: workersNow(facts),
    commander: facts.calls?.commander ?? null,
    done: state ? countsOf(state).done : 0,
    conflictCheck: state?.conflictCheck
      ? {
          // Our own commit moves the branch, and the commit is what was checked.
          current: state.committed !== undefined || state.conflictCheck.head === git.head,
          ...foundProblems(state.conflictCheck.problems),
        }
      : null,
    qa: state?.qa
      ? {
          passed: state.qa.type === "QA_PASSED",
          tree: state.qa.tree,
          why: state.qa.type === "QA_FAILED" ? state.qa.why : null,
          checks: state.qa.results.map(({ tail: _tail, counts: _counts, ...check }) => check),
        }
      : null,
    usersTurn: state ? usersTurn(state, driver, facts.calls?.commander) : [],
    onResume: state ? onResume(state, driver, git) : [],
    resumed: state?.resumed ? foundIn(state.resumed) : null,
    server: state?.server ? { ...state.server, waiting: someWait(asLeft(state, facts)) } : null,
  };
}

function workersNow(facts: StatusFacts): WorkerStatus[] {
  const { state } = facts.run ?? {};
  if (!state) return [];
  return workerStatuses(state, facts).map((worker) => {
    const live = callsOfWorker(facts.calls, state, worker.name);
    return live ? { ...worker, live } : worker;
  });
}

function summaryOf(run: SeenRun): RunStatus["run"] {
  const { state, records } = run;
  return {
    id: run.id,
    title: titleOf(run) ?? null,
    outcome: outcomeOf(run),
    phase: state.phase,
    startedAt: state.startedAt ?? null,
    endedAt: state.endedAt ?? null,
    records: records.length,
    refusedCalls: state.refusedCalls,
    ...(state.committed ? { commit: state.committed.commit } : {}),
    ...(state.aborted ? { kept: state.aborted.kept } : {}),
  };
}

function foundIn({ type: _type, ...found }: NonNullable<RunState["resumed"]>): Found {
  return found;
}

function planOf(state: RunState | undefined): RunStatus["plan"] {
  const { approved, proposal = approved } = state ?? {};
  return {
    ...approvalFacts(approved?.approval),
    qaStrategy: approved?.plan.qa_strategy ?? null,
    choices: proposal ? choiceFacts(proposal) : null,
  };
}

/** What a Worker's row needs to be known. */
export type WorkerFacts = Pick<StatusFacts, "run" | "driver" | "limits" | "now"> & {
  readonly git: Pick<StatusFacts["git"], "worktrees">;
};

/** The state as people read it: without a living driver no Worker works, also before a recovery has recorded that. */
export function asLeft(
  state: RunState,
  { run, driver }: Pick<StatusFacts, "run" | "driver">,
): RunState {
  const last = run?.records.at(-1);
  return last === undefined || driver?.alive ? state : (interruptedIn(state, last.at) ?? state);
}

/** Without a living driver, a Worker's clock ends at the last record: later times were not observed. */
export function workerStatuses(
  state: RunState,
  { run, driver, git, limits, now }: WorkerFacts,
): WorkerStatus[] {
  const watched = runOpen(state) && driver?.alive === true;
  const last = Date.parse(run?.records.at(-1)?.at ?? "");
  const rows = workerRows(
    asLeft(state, { run, driver }),
    watched || Number.isNaN(last) ? now : last,
  );
  return rows.flatMap((row) => {
    const worker = workerNamed(state, row.name);
    if (!worker) return [];
    const left = watched && limits ? minutesByTheClock(state, worker, limits, now) : undefined;
    const waitsFor = worker.now.status === "queued" ? blockedBy(state, worker) : undefined;
    return {
      ...row,
      retries: worker.retries,
      retriesLeft: Math.max(0, RETRY_LIMIT - worker.retries),
      ...(left === undefined ? {} : { minutesLeft: left }),
      refusedReports: worker.refusedReports,
      refusedCalls: worker.refusedCalls,
      ...(waitsFor === undefined ? {} : { waitsFor }),
      ...whyEnded(worker),
      worktree: worker.home !== undefined && git.worktrees.includes(worker.home.directory),
    };
  });
}

/** Minutes that are left of the queue or the attempt by the clock; undefined while that limit does not count. */
function minutesByTheClock(
  state: RunState,
  worker: WorkerState,
  limits: TimeLimits,
  now: number,
): number | undefined {
  const counting = minutesLeft(state, worker, NO_TIME, limits);
  const { queuedAt, startedAt } = worker;
  const [since, limit] =
    counting.queue === undefined
      ? [counting.attempt === undefined ? undefined : startedAt, limits.attemptMinutes]
      : [queuedAt, limits.queueMinutes];
  return since === undefined ? undefined : Math.max(0, Math.floor(limit - (now - since) / 60_000));
}

function whyEnded(worker: WorkerState): Pick<WorkerStatus, "why" | "whyKo"> {
  const why = endReason(worker);
  if (why === undefined) return {};
  return why.ko === why.en ? { why: why.en } : { why: why.en, whyKo: why.ko };
}

/** Why a Worker has ended, in this language as far as it is known. */
export function whyIn({ why, whyKo }: WorkerStatus, language: Language): string | undefined {
  return language === "ko" ? (whyKo ?? why) : why;
}
