import { say } from "../../../kit/sentence.ts";
import { qaReason, qaVerdict } from "../qa.ts";
import { namesAndStates } from "../text/worker-states.ts";
import { allProblems } from "./conflict-text.ts";
import { type Denial, deny } from "./denial.ts";
import type { Asked, EventOf, EventType } from "./events.ts";
import type { RunState, WorkerState } from "./state.ts";
import { wayOut } from "./way-out.ts";
import { completedCommits, openWorkers, unfinishedWorkers } from "./workers-of.ts";

/** Checks from the state alone, before any work for the event, whether the event may happen. */
export type Precondition<T extends EventType> = (
  state: RunState,
  asked: Asked<T>,
) => Denial | undefined;
/** Checks the event's evidence. */
export type Guard<T extends EventType> = (state: RunState, event: EventOf<T>) => Denial | undefined;

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
  const { problems } = check;
  return problems.length === 0
    ? undefined
    : deny("CONFLICTS_FOUND", allProblems(problems), wayOut(problems));
};

export const checkedHead: Guard<"INTEGRATED"> = ({ conflictCheck }, { head }) =>
  conflictCheck?.head === head ? undefined : unchecked();

export function unchecked(): Denial {
  return deny(
    "CONFLICTS_UNCHECKED",
    say(
      "The Workers' changes were not checked against each other, or something changed since.",
      "Worker들의 변경을 서로 비교해 검사하지 않았거나, 검사한 뒤에 무언가 바뀌었습니다.",
    ),
    "Call check_conflicts, then integrate.",
  );
}

export const integrated: Precondition<"QA_PASSED" | "QA_FAILED"> = ({ integration }) =>
  integration ? undefined : otherTree();

export const integratedTree: Guard<"QA_PASSED" | "QA_FAILED"> = (state, event) => {
  if (state.integration?.tree !== event.tree) return otherTree();
  const { passed, why } = qaVerdict(event.results);
  if (event.type !== "QA_PASSED" || passed) return undefined;
  const reason = qaReason({ why, results: event.results });
  return deny(
    "QA_FAILED",
    say(`QA did not pass: ${reason.en}.`, `QA가 통과하지 못했습니다: ${reason.ko}.`),
    "Call qa_run again.",
  );
};

function otherTree(): Denial {
  return deny(
    "NOTHING_INTEGRATED",
    say("QA ran on another tree.", "QA를 다른 트리에서 실행했습니다."),
    "Call integrate, then qa_run.",
  );
}

export const qaPassed: Precondition<"COMMIT_PREPARED" | "COMMITTED"> = ({ qa }) => {
  if (!qa)
    return deny(
      "QA_NOT_RUN",
      say(
        "QA has not run on the integrated tree.",
        "통합된 트리에서 아직 QA를 실행하지 않았습니다.",
      ),
      "Call qa_run.",
    );
  if (qa.type !== "QA_FAILED") return undefined;
  const reason = qaReason(qa);
  return deny(
    "QA_FAILED",
    say(`QA failed: ${reason.en}`, `QA가 실패했습니다: ${reason.ko}`),
    "Call worker_retry or fix, integrate, qa_run.",
  );
};

export const testedTree: Guard<"COMMIT_PREPARED" | "COMMITTED"> = ({ qa }, { tree }) =>
  qa?.tree === tree
    ? undefined
    : deny(
        "QA_STALE",
        say("QA passed on a different tree.", "QA가 통과한 것은 다른 트리입니다."),
        "Call integrate and qa_run again.",
      );

/** Names the unfinished Workers; also the answer to a false claim of completion. */
export function workersOpen(workers: readonly Pick<WorkerState, "spec" | "now">[]): Denial {
  const { en, ko } = namesAndStates(workers);
  return deny(
    "WORKERS_OPEN",
    say(`Unfinished: ${en}.`, `완료되지 않은 Worker: ${ko}.`),
    "worker_wait for running Workers, worker_retry for failed and stopped ones; to drop a Worker, propose a plan without it.",
  );
}

function sorted(record: Record<string, string>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
