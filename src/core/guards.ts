import { type Denial, deny } from "./denial.ts";
import type { EventOf, EventType } from "./events.ts";
import { qaVerdict } from "./qa.ts";
import {
  completedCommits,
  openWorkers,
  type RunState,
  unfinishedWorkers,
  workerNamed,
} from "./state.ts";

/** Retries per Worker before a person has to decide. */
export const RETRY_LIMIT = 2;

type Guard<T extends EventType> = (state: RunState, event: EventOf<T>) => Denial | undefined;

export const thatProposal: Guard<"PLAN_SHOWN" | "PLAN_APPROVED" | "PLAN_DECLINED"> = (
  state,
  event,
) =>
  state.proposal?.number === event.proposal
    ? undefined
    : deny(
        "NO_PROPOSAL",
        "There is no open proposal, or the user's answer belongs to an older one.",
        "Call design_propose, then design_approve.",
      );

export const approvedByUser: Guard<"PLAN_APPROVED"> = (state, event) => {
  const missing = thatProposal(state, event);
  if (missing || !state.proposal) return missing;
  const { approval } = event;
  if (approval.by === "question") return undefined;
  const { createdAt } = approval;
  // One message answers once, and what was said in an earlier run was said to that one.
  if (createdAt <= (state.answeredAt ?? 0))
    return tooOld("Those words are older than the user's last answer to a plan, or than this run.");
  const { plan, at, shownAt } = state.proposal;
  const workers = plan.workers.length;
  if (createdAt <= at)
    return workers === 1
      ? undefined
      : tooOld(
          `Those words are older than the plan, and a plan of ${workers} Workers needs an answer to the plan itself.`,
        );
  // A "yes" to anything else the Commander asked is no yes to a plan that nobody has seen.
  return shownAt !== undefined && createdAt > shownAt
    ? undefined
    : tooOld("When the user wrote those words they had not been shown this plan.");
};

function tooOld(why: string): Denial {
  return deny(
    "QUOTE_TOO_OLD",
    why,
    "Write one sentence and end your turn: Aegis puts the stored plan above it. Then quote the user's answer.",
  );
}

export const dispatchable: Guard<"WORKERS_DISPATCHED"> = (state, event) => {
  const unknown = event.names.filter((name) => !workerNamed(state, name));
  if (unknown.length > 0)
    return deny(
      "UNKNOWN_WORKER",
      `The approved plan has no Worker ${unknown.join(", ")}; it has ${names(state.workers)}.`,
      "Use names of the approved plan, or propose a new plan.",
    );
  const started = event.names.filter((name) => workerNamed(state, name)?.now.status !== "planned");
  // A smaller plan may leave nobody to start: then the way on is open.
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

/** A Worker whose dependency is not even dispatched would wait for ever. */
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
        `They depend on ${[...new Set(missing)].join(", ")}, which is not dispatched.`,
        "Dispatch those too, or call dispatch_workers without only.",
      );
}

export const queued: Guard<"WORKER_STARTING"> = (state, { worker }) =>
  workerNamed(state, worker)?.now.status === "queued" ? undefined : notRunning(worker);

export const stillRunning: Guard<"WORKER_STARTED"> = (state, { worker }) =>
  workerNamed(state, worker)?.now.status === "running" ? undefined : notRunning(worker);

/** A Worker counts as complete only while it runs, with a diff, all of it its own, and every QA command at 0. */
export const evidence: Guard<"WORKER_COMPLETED"> = (state, event) => {
  const worker = workerNamed(state, event.worker);
  if (worker?.now.status !== "running") return notRunning(event.worker);
  if (event.files.length === 0 && !worker.spec.may_change_nothing)
    return deny("EMPTY_DIFF", `${event.worker} changed nothing.`, "Do the work, then report.");
  const bad = event.qa.find(({ exitCode }) => exitCode !== 0);
  if (bad)
    return deny(
      "QA_FAILED",
      `"${bad.command}" ended with ${bad.exitCode}.`,
      "Mend it and report again.",
    );
  const missing = worker.spec.qa.find((line) => event.qa.every(({ command }) => command !== line));
  return missing === undefined
    ? undefined
    : deny("QA_NOT_RUN", `"${missing}" was not run.`, "Report again.");
};

export const unsettled: Guard<"WORKER_FAILED" | "WORKER_CANCELLED"> = (state, { worker, type }) => {
  const status = workerNamed(state, worker)?.now.status;
  const open = status === "planned" || status === "queued" || status === "running";
  return open || (type === "WORKER_CANCELLED" && status === "failed")
    ? undefined
    : notRunning(worker);
};

export const retryable: Guard<"WORKER_RETRIED"> = (state, { worker }) => {
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
  return target.retries >= RETRY_LIMIT
    ? deny(
        "RETRY_BUDGET",
        `${worker} was retried ${target.retries} times, which is the limit.`,
        "Tell the user what fails and ask how to go on; a new plan may be proposed.",
      )
    : undefined;
};

export const settled: Guard<"WORKERS_SETTLED"> = (state) =>
  openWorkers(state).length === 0 ? undefined : workersOpen(openWorkers(state));

export const allCompleted: Guard<"CONFLICTS_CHECKED"> = (state) =>
  unfinishedWorkers(state).length === 0 ? undefined : workersOpen(unfinishedWorkers(state));

export const checkedAndClear: Guard<"INTEGRATED"> = (state, event) => {
  const open = unfinishedWorkers(state);
  if (open.length > 0) return workersOpen(open);
  const check = state.conflictCheck;
  const fresh =
    check !== undefined &&
    check.head === event.head &&
    JSON.stringify(sorted(check.commits)) === JSON.stringify(sorted(completedCommits(state)));
  if (!fresh)
    return deny(
      "CONFLICTS_UNCHECKED",
      "The Workers' changes were not checked against each other, or something changed since.",
      "Call check_conflicts, then integrate.",
    );
  return check.problems.length === 0
    ? undefined
    : deny(
        "CONFLICTS_FOUND",
        check.problems.map(({ text }) => text).join("; "),
        "Mend them with worker_retry, then check_conflicts again.",
      );
};

export const integratedTree: Guard<"QA_PASSED" | "QA_FAILED"> = (state, event) => {
  if (state.integration?.tree !== event.tree)
    return deny("NOTHING_INTEGRATED", "QA ran on another tree.", "Call integrate, then qa_run.");
  const verdict = qaVerdict(event.results);
  return event.type === "QA_PASSED" && !verdict.passed
    ? deny("QA_FAILED", `That is no pass: ${verdict.why}.`, "Call qa_run again.")
    : undefined;
};

export const qaPassed: Guard<"COMMIT_PREPARED" | "COMMITTED"> = (state, event) => {
  const { qa } = state;
  if (!qa) return deny("QA_NOT_RUN", "QA has not run on the integrated tree.", "Call qa_run.");
  if (qa.type === "QA_FAILED")
    return deny(
      "QA_FAILED",
      `QA failed: ${qa.why}`,
      "Call worker_retry or fix, integrate, qa_run.",
    );
  return qa.tree === event.tree
    ? undefined
    : deny(
        "QA_STALE",
        "The tree is not the one that passed QA.",
        "Call integrate and qa_run again.",
      );
};

/** Also the answer to a false "done": what exactly is unfinished. */
export function workersOpen(
  workers: readonly { spec: { name: string }; now: { status: string } }[],
): Denial {
  const list = workers.map(({ spec, now }) => `${spec.name} (${now.status})`).join(", ");
  return deny(
    "WORKERS_OPEN",
    `Unfinished: ${list}.`,
    "worker_wait for running ones, worker_retry for failed ones; to drop one, propose a plan without it.",
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
