import { alike, inBoth, type Sentence, say } from "../../kit/sentence.ts";
import { qaReason } from "../../swarm/core/qa.ts";
import { codedProblem } from "../../swarm/core/run/conflict-text.ts";
import { cancelReason, failureReason, korean } from "../../swarm/core/run/end-reason.ts";
import type { RunEvent, RunRecord } from "../../swarm/core/run/events.ts";
import type { WorkerState } from "../../swarm/core/run/state.ts";
import { isStop } from "./event-words.ts";

/** What went wrong or was refused, and each QA run, with its time: the part of a journal that people look back for. */
export interface Happened {
  at: string;
  event: RunEvent["type"];
  /** True if this end of a Worker is a stop: it has not failed. */
  isStop?: true;
  worker: string | null;
  text: string;
  /** The same in Korean, if the words are ours. */
  ko?: string;
}

export function historyOf(records: readonly RunRecord[], worker?: WorkerState): Happened[] {
  return records.flatMap(({ at, event }) => {
    const text = textOf(event);
    const about =
      "worker" in event ? event.worker : event.type === "CALL_REFUSED" ? event.who : null;
    if (text === undefined || (worker && about !== worker.spec.name && about !== worker.id))
      return [];
    const stop = isStop(event) ? { isStop: true as const } : {};
    return [{ at, event: event.type, ...stop, worker: about, text: text.en, ...korean(text) }];
  });
}

/** What an event says in its own words; undefined for an event that only happened. */
export function textOf(event: RunEvent): Sentence | undefined {
  if (event.type === "WORKER_FAILED") return failureReason(event);
  if (event.type === "WORKER_CANCELLED") return cancelReason(event);
  if (event.type === "WORKER_RETRIED")
    return say(event.instructions, event.ko ?? event.instructions);
  if (event.type === "QA_FAILED") {
    const { en, ko } = qaReason(event);
    const results = resultsOf(event.results);
    return say(`${en}: ${results.en}`, `${ko}: ${results.ko}`);
  }
  if (event.type === "QA_PASSED") return resultsOf(event.results);
  if (event.type === "REPORT_REFUSED") {
    const { code, why, ko = why } = event;
    return say(`${code}: ${why}`, `${code}: ${ko}`);
  }
  if (event.type === "CONFLICTS_CHECKED") return problemsOf(event);
  const text = ownWords(event);
  return text === undefined ? undefined : alike(text);
}

/** What people, models and programs have said, and codes. */
function ownWords(event: RunEvent): string | undefined {
  switch (event.type) {
    case "PLAN_DECLINED":
      return event.answer;
    case "CALL_REFUSED":
      return `${event.tool}: ${event.code} ${event.detail}`;
    case "RUN_ABORTED":
      return event.quote;
    default:
      return undefined;
  }
}

function problemsOf({
  problems,
}: Extract<RunEvent, { type: "CONFLICTS_CHECKED" }>): Sentence | undefined {
  if (problems.length === 0) return undefined;
  return inBoth((language) =>
    problems.map((problem) => codedProblem(problem)[language]).join("; "),
  );
}

type Results = Extract<RunEvent, { type: "QA_PASSED" }>["results"];

function resultsOf(results: Results): Sentence {
  return inBoth((language) =>
    results.map((result) => `${result.name} ${endOf(result)[language]}`).join(", "),
  );
}

function endOf({ exitCode, timedOut }: Results[number]): Sentence {
  if (timedOut) return say("timeout", "시간 초과");
  if (exitCode === null) return say("ended by a signal", "시그널로 종료");
  return exitCode === 0 ? say("passed", "통과") : say(`exit ${exitCode}`, `종료 코드 ${exitCode}`);
}
