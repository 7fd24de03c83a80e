import { reportQa } from "../plan/plan.ts";
import { qaVerdict } from "../qa.ts";
import { type Denial, deny } from "./denial.ts";
import type { Asked, EventOf, EventType } from "./events.ts";
import { ownFault, type RunState, spokeSince, type WorkerState } from "./state.ts";
import { namesAndStates } from "./stopped.ts";
import { wayOut } from "./way-out.ts";
import {
  completedCommits,
  mayChangeNothing,
  openWorkers,
  unfinishedWorkers,
  workerNamed,
} from "./workers-of.ts";

/** The number of retries per Worker before a person has to decide. */
export const RETRY_LIMIT = 2;
/** The number of retries in a row after faults of others, such as a full disk, before a person has to look. */
export const FREE_RETRY_LIMIT = 5;

/** Checks from the state alone, before any work for the event, whether the event may happen. */
export type Precondition<T extends EventType> = (
  state: RunState,
  asked: Asked<T>,
) => Denial | undefined;
/** Checks the event's evidence. */
export type Guard<T extends EventType> = (state: RunState, event: EventOf<T>) => Denial | undefined;

export const dispatchable: Guard<"WORKERS_DISPATCHED"> = (state, event) => {
  const unknown = event.names.filter((name) => !workerNamed(state, name));
  if (unknown.length > 0)
    return deny(
      "UNKNOWN_WORKER",
      `The approved plan has no Worker ${unknown.join(", ")}; it has ${names(state.workers)}.`,
      "Use names of the approved plan, or propose a new plan.",
    );
  const started = event.names.filter((name) => workerNamed(state, name)?.now.status !== "planned");
  // If the new plan adds no Worker, an empty dispatch is allowed so that the run can go on.
  const nobody = event.names.length === 0 && state.phase !== "DISPATCH";
  if (started.length > 0 || nobody)
    return deny(
      "NOTHING_TO_DISPATCH",
      started.length > 0
        ? `Already dispatched: ${started.join(", ")}.`
        : "No Worker is left to dispatch.",
      "Call worker_status; use worker_retry for a finished Worker.",
    );
  return leftBehind(state, event.names);
};

/** Refuses Workers whose dependencies are not dispatched, because they would wait forever. */
function leftBehind(state: RunState, names: readonly string[]): Denial | undefined {
  const sent = names.map((name) => workerNamed(state, name));
  const missing = sent
    .flatMap((worker) => worker?.spec.depends_on ?? [])
    .filter((name) => {
      const needed = workerNamed(state, name);
      return needed?.now.status === "planned" && !sent.includes(needed);
    });
  return missing.length === 0
    ? undefined
    : deny(
        "WORKERS_OPEN",
        `These Workers depend on ${[...new Set(missing)].join(", ")}, which is not dispatched.`,
        "Dispatch those Workers too, or call dispatch_workers without only.",
      );
}

export const queued: Precondition<"WORKER_STARTING"> = (state, { worker }) =>
  workerNamed(state, worker)?.now.status === "queued" ? undefined : notRunning(worker);

export const running: Precondition<"WORKER_STARTED" | "WORKER_COMPLETED"> = (state, { worker }) =>
  workerNamed(state, worker)?.now.status === "running" ? undefined : notRunning(worker);

export const atWork: Precondition<"WORKER_PAUSED"> = (state, { worker }) => {
  const now = workerNamed(state, worker)?.now;
  return now?.status === "running" && !now.paused ? undefined : notRunning(worker);
};

export const paused: Precondition<"WORKER_RESUMED"> = (state, { worker }) => {
  const now = workerNamed(state, worker)?.now;
  return now?.status === "running" && now.paused ? undefined : notRunning(worker);
};

/** A Worker begins to implement once per attempt and never goes back to exploring. */
export const forwardStage: Guard<"WORKER_STAGE"> = (state, { worker, stage }) => {
  const now = workerNamed(state, worker)?.now;
  const forward = stage === "self-qa" || (now?.status === "running" && now.stage === "exploring");
  return forward
    ? undefined
    : deny("NOT_IN_PHASE", `${worker} is past ${stage}.`, "Go on with the task.");
};

/** A Worker is complete only if it has a diff, now or in the integrated tree, and every QA command ended with 0. */
export const provenComplete: Guard<"WORKER_COMPLETED"> = (state, event) => {
  const spec = workerNamed(state, event.worker)?.spec;
  if (event.files.length === 0 && !mayChangeNothing(state, event.worker))
    return deny("EMPTY_DIFF", `${event.worker} changed nothing.`, "Do the work, then report.");
  const bad = event.qa.find(({ exitCode }) => exitCode !== 0);
  if (bad)
    return deny(
      "QA_FAILED",
      `"${bad.command}" ended with ${bad.exitCode}.`,
      "Fix it and report again.",
    );
  const { approved } = state;
  const needed = spec && approved ? reportQa(approved.plan, spec) : spec?.qa;
  const missing = needed?.find((line) => event.qa.every(({ command }) => command !== line));
  return missing === undefined
    ? undefined
    : deny("QA_NOT_RUN", `"${missing}" was not run.`, "Report again.");
};

export const unsettled: Precondition<"WORKER_FAILED" | "WORKER_CANCELLED"> = (
  state,
  { worker, type },
) => {
  const status = workerNamed(state, worker)?.now.status;
  const open = status === "planned" || status === "queued" || status === "running";
  return open || (type === "WORKER_CANCELLED" && status === "failed")
    ? undefined
    : notRunning(worker);
};

/** A retry after a fault of others is free, also when the Worker's own retries are used up. */
export function retriesUsedUp(state: RunState, worker: WorkerState): boolean {
  return worker.retries >= RETRY_LIMIT && ownFault(state, worker);
}

export const retryable: Precondition<"WORKER_RETRIED"> = (state, { worker }) => {
  const target = workerNamed(state, worker);
  if (!target)
    return deny(
      "UNKNOWN_WORKER",
      `The approved plan has no Worker ${worker}; it has ${names(state.workers)}.`,
      "Call worker_status for the names.",
    );
  if (target.now.status === "queued" || target.now.status === "running")
    return deny(
      "WORKER_CLOSED",
      `${worker} is ${target.now.status}; it needs no retry.`,
      "Use worker_send to steer it, or worker_cancel first.",
    );
  return retriesUsedUp(state, target)
    ? deny(
        "RETRY_BUDGET",
        `${worker} was retried ${target.retries} times, which is the limit.`,
        "Tell the user what fails and ask how to go on; a new plan may be proposed.",
      )
    : undefined;
};

export const retriedWithReason: Guard<"WORKER_RETRIED"> = (state, event) => {
  const target = workerNamed(state, event.worker);
  if (!target || ownFault(state, target) || spokeSince(target, event)) return undefined;
  return target.freeRetries >= FREE_RETRY_LIMIT
    ? deny(
        "RETRY_BUDGET",
        `${event.worker} was retried ${FREE_RETRY_LIMIT} times in a row, and none of the reasons lay with the Worker.`,
        "Tell the user the last reason and end your turn; after the user's answer, retry it again.",
      )
    : undefined;
};

export const settled: Precondition<"WORKERS_SETTLED"> = (state) =>
  openWorkers(state).length === 0 ? undefined : workersOpen(openWorkers(state));

export const allCompleted: Precondition<"CONFLICTS_CHECKED"> = (state) =>
  unfinishedWorkers(state).length === 0 ? undefined : workersOpen(unfinishedWorkers(state));

export const checkedAndClear: Precondition<"INTEGRATED"> = (state) => {
  const open = unfinishedWorkers(state);
  if (open.length > 0) return workersOpen(open);
  const check = state.conflictCheck;
  const fresh =
    check !== undefined &&
    JSON.stringify(sorted(check.commits)) === JSON.stringify(sorted(completedCommits(state)));
  if (!fresh) return unchecked();
  return check.problems.length === 0
    ? undefined
    : deny(
        "CONFLICTS_FOUND",
        check.problems.map(({ text }) => text).join("; "),
        wayOut(check.problems),
      );
};

export const checkedHead: Guard<"INTEGRATED"> = ({ conflictCheck }, { head }) =>
  conflictCheck?.head === head ? undefined : unchecked();

export function unchecked(): Denial {
  return deny(
    "CONFLICTS_UNCHECKED",
    "The Workers' changes were not checked against each other, or something changed since.",
    "Call check_conflicts, then integrate.",
  );
}

export const integrated: Precondition<"QA_PASSED" | "QA_FAILED"> = ({ integration }) =>
  integration ? undefined : otherTree();

export const integratedTree: Guard<"QA_PASSED" | "QA_FAILED"> = (state, event) => {
  if (state.integration?.tree !== event.tree) return otherTree();
  const verdict = qaVerdict(event.results);
  return event.type === "QA_PASSED" && !verdict.passed
    ? deny("QA_FAILED", `QA did not pass: ${verdict.why}.`, "Call qa_run again.")
    : undefined;
};

function otherTree(): Denial {
  return deny("NOTHING_INTEGRATED", "QA ran on another tree.", "Call integrate, then qa_run.");
}

export const qaPassed: Precondition<"COMMIT_PREPARED" | "COMMITTED"> = ({ qa }) => {
  if (!qa) return deny("QA_NOT_RUN", "QA has not run on the integrated tree.", "Call qa_run.");
  return qa.type === "QA_FAILED"
    ? deny("QA_FAILED", `QA failed: ${qa.why}`, "Call worker_retry or fix, integrate, qa_run.")
    : undefined;
};

export const testedTree: Guard<"COMMIT_PREPARED" | "COMMITTED"> = ({ qa }, { tree }) =>
  qa?.tree === tree
    ? undefined
    : deny("QA_STALE", "QA passed on a different tree.", "Call integrate and qa_run again.");

/** Names the unfinished Workers; also the answer to a false claim of completion. */
export function workersOpen(workers: readonly Pick<WorkerState, "spec" | "now">[]): Denial {
  return deny(
    "WORKERS_OPEN",
    `Unfinished: ${namesAndStates(workers)}.`,
    "worker_wait for running Workers, worker_retry for failed and stopped ones; to drop a Worker, propose a plan without it.",
  );
}

function notRunning(worker: string): Denial {
  return deny("WORKER_NOT_RUNNING", `${worker} is not running.`, "Call worker_status.");
}

function names(workers: { spec: { name: string } }[]): string {
  return workers.map(({ spec }) => spec.name).join(", ");
}

function sorted(record: Record<string, string>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
