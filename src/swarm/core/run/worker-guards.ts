import { type Sentence, say } from "../../../kit/sentence.ts";
import { reportQa } from "../plan/plan.ts";
import { howEnded } from "../qa.ts";
import { plainStatus } from "../text/dashboard.ts";
import { koreanStatus } from "../text/worker-states.ts";
import { type Denial, deny } from "./denial.ts";
import type { Guard, Precondition } from "./guards.ts";
import { ownFault, type RunState, spokeSince, type WorkerState } from "./state.ts";
import { mayChangeNothing, workerNamed } from "./workers-of.ts";

/** The number of retries per Worker before a person has to decide. */
export const RETRY_LIMIT = 2;
/** The number of retries in a row after faults of others, such as a full disk, before a person has to look. */
export const FREE_RETRY_LIMIT = 5;

export const dispatchable: Guard<"WORKERS_DISPATCHED"> = (state, event) => {
  const unknown = event.names.filter((name) => !workerNamed(state, name));
  if (unknown.length > 0)
    return deny(
      "UNKNOWN_WORKER",
      noSuchWorker(unknown.join(", "), state),
      "Use names of the approved plan, or propose a new plan.",
    );
  const started = event.names.filter((name) => workerNamed(state, name)?.now.status !== "planned");
  // If the new plan adds no Worker, an empty dispatch is allowed so that the run can go on.
  const nobody = event.names.length === 0 && state.phase !== "DISPATCH";
  if (started.length > 0 || nobody)
    return deny(
      "NOTHING_TO_DISPATCH",
      started.length > 0
        ? say(
            `Already dispatched: ${started.join(", ")}.`,
            `이미 파견했습니다: ${started.join(", ")}.`,
          )
        : say("No Worker is left to dispatch.", "파견할 Worker가 남아 있지 않습니다."),
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
  if (missing.length === 0) return undefined;
  const named = [...new Set(missing)].join(", ");
  return deny(
    "WORKERS_OPEN",
    say(
      `These Workers depend on ${named}, which is not dispatched.`,
      `이 Worker들이 기다려야 하는 ${named}이(가) 아직 파견되지 않았습니다.`,
    ),
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
  if (forward) return undefined;
  return deny(
    "NOT_IN_PHASE",
    say(
      `${worker} is past ${stage}.`,
      `${worker}은(는) 이미 ‘${plainStatus(stage, "ko")}’ 상태를 지났습니다.`,
    ),
    "Go on with the task.",
  );
};

/** A Worker is complete only if it has a diff, now or in the integrated tree, and every QA command ended with 0. */
export const provenComplete: Guard<"WORKER_COMPLETED"> = (state, event) => {
  const spec = workerNamed(state, event.worker)?.spec;
  if (event.files.length === 0 && !mayChangeNothing(state, event.worker))
    return deny(
      "EMPTY_DIFF",
      say(`${event.worker} changed nothing.`, `${event.worker}이(가) 변경한 것이 없습니다.`),
      "Do the work, then report.",
    );
  const bad = event.qa.find(({ exitCode }) => exitCode !== 0);
  if (bad)
    return deny(
      "QA_FAILED",
      say(`"${bad.command}" ended with ${bad.exitCode}.`, `${howEnded(bad).ko}.`),
      "Fix it and report again.",
    );
  const { approved } = state;
  const needed = spec && approved ? reportQa(approved.plan, spec) : spec?.qa;
  const missing = needed?.find((line) => event.qa.every(({ command }) => command !== line));
  return missing === undefined
    ? undefined
    : deny(
        "QA_NOT_RUN",
        say(`"${missing}" was not run.`, `"${missing}" 명령을 실행하지 않았습니다.`),
        "Report again.",
      );
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
    return deny("UNKNOWN_WORKER", noSuchWorker(worker, state), "Call worker_status for the names.");
  if (target.now.status === "queued" || target.now.status === "running")
    return deny(
      "WORKER_CLOSED",
      say(
        `${worker} is ${target.now.status}; it needs no retry.`,
        `${worker}은(는) ‘${koreanStatus(target)}’ 상태라 재시도할 필요가 없습니다.`,
      ),
      "Use worker_send to steer it, or worker_cancel first.",
    );
  return retriesUsedUp(state, target)
    ? deny(
        "RETRY_BUDGET",
        say(
          `${worker} was retried ${target.retries} times, which is the limit.`,
          `${worker}은(는) 이미 한도인 ${target.retries}번을 재시도했습니다.`,
        ),
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
        say(
          `${event.worker} was retried ${FREE_RETRY_LIMIT} times in a row, and none of the reasons lay with the Worker.`,
          `${event.worker}을(를) 연속 ${FREE_RETRY_LIMIT}번 재시도했는데, 원인이 Worker에 있었던 적은 없습니다.`,
        ),
        "Tell the user the last reason and end your turn; after the user's answer, retry it again.",
      )
    : undefined;
};

function notRunning(worker: string): Denial {
  return deny(
    "WORKER_NOT_RUNNING",
    say(`${worker} is not running.`, `${worker}은(는) 실행 중이 아닙니다.`),
    "Call worker_status.",
  );
}

/** `wanted`: one name, or several with commas between them. */
function noSuchWorker(wanted: string, { workers }: RunState): Sentence {
  const names = workers.map(({ spec }) => spec.name).join(", ");
  return say(
    `The approved plan has no Worker ${wanted}; it has ${names}.`,
    `승인된 계획에 Worker ${wanted}이(가) 없습니다. 계획에 있는 Worker: ${names}.`,
  );
}
