import { type Sentence, say } from "../../kit/sentence.ts";
import { eventWord, isStop } from "../../runs/core/event-words.ts";
import { cancelReason, failureReason } from "../../swarm/core/run/end-reason.ts";
import type { EventOf, QaResult, RunRecord } from "../../swarm/core/run/events.ts";
import { momentOf } from "./timeline.ts";

/** A call that a rule refused. Times in epoch milliseconds. */
export interface Refusal {
  at: number;
  who: string;
  tool: string;
  code: string;
  /** What was tried, as the journal notes it: a path, a command, an agent. */
  detail: string;
}

export interface Retry {
  at: number;
  worker: string;
  /** How the attempt before had ended. */
  after: Sentence | undefined;
  instructions: Sentence;
}

/** A report of a Worker that was not accepted. */
export interface RefusedReport {
  at: number;
  worker: string;
  code: string;
  why: Sentence;
}

export interface QaRun {
  at: number;
  /** The Worker whose own QA it was; undefined for the final QA. */
  worker: string | undefined;
  passed: boolean;
  /** Why the final QA failed. */
  why: string | undefined;
  results: readonly QaResult[];
}

export interface ConflictCheck {
  at: number;
  head: string;
  commits: number;
  problems: EventOf<"CONFLICTS_CHECKED">["problems"];
}

/** Time for which a Worker waited for the model server; `to` is undefined if the journal holds no end. */
export interface Pause {
  worker: string;
  from: number;
  to: number | undefined;
  why: Sentence;
}

/** What a run's journal tells beside its course. */
export interface Happenings {
  refusals: Refusal[];
  refusedReports: RefusedReport[];
  retries: Retry[];
  qa: QaRun[];
  conflicts: ConflictCheck[];
  pauses: Pause[];
}

export function happeningsOf(records: readonly RunRecord[]): Happenings {
  const found: Happenings = {
    ...{ refusals: [], refusedReports: [], retries: [] },
    ...{ qa: [], conflicts: [], pauses: [] },
  };
  const ends = new Map<string, Sentence>();
  for (const { at: time, event } of records) {
    const at = momentOf(time, 0);
    noteRefused(found, event, at);
    noteChecked(found, event, at);
    notePaused(found.pauses, event, at);
    if (event.type === "WORKER_RETRIED") {
      const { worker, instructions, ko = instructions } = event;
      const told = say(instructions, ko);
      found.retries.push({ at, worker, after: ends.get(worker), instructions: told });
    }
    const end = endOf(event);
    if (end) ends.set(...end);
  }
  return found;
}

type Event = RunRecord["event"];

/** How a Worker's attempt ended, by the name that every screen has for it, with the reason. */
function endOf(event: Event): [worker: string, end: Sentence] | undefined {
  switch (event.type) {
    case "WORKER_FAILED":
    case "WORKER_CANCELLED": {
      const { en, ko } =
        event.type === "WORKER_FAILED" ? failureReason(event) : cancelReason(event);
      const named = { type: event.type, isStop: isStop(event) };
      return [
        event.worker,
        say(`${eventWord(named, "en")}: ${en}`, `${eventWord(named, "ko")}: ${ko}`),
      ];
    }
    case "WORKER_COMPLETED":
      return [event.worker, say(eventWord(event, "en"), eventWord(event, "ko"))];
    default:
      return undefined;
  }
}

function noteRefused({ refusals, refusedReports }: Happenings, event: Event, at: number): void {
  if (event.type === "CALL_REFUSED") {
    const { who, tool, code, detail } = event;
    refusals.push({ at, who, tool, code, detail });
  }
  if (event.type === "REPORT_REFUSED") {
    const { worker, code, why, ko = why } = event;
    refusedReports.push({ at, worker, code, why: say(why, ko) });
  }
}

function noteChecked({ qa, conflicts }: Happenings, event: Event, at: number): void {
  switch (event.type) {
    case "QA_PASSED":
      qa.push({ at, worker: undefined, passed: true, why: undefined, results: event.results });
      break;
    case "QA_FAILED":
      qa.push({ at, worker: undefined, passed: false, why: event.why, results: event.results });
      break;
    case "WORKER_COMPLETED": {
      const { worker, qa: results } = event;
      if (results.length > 0) qa.push({ at, worker, passed: true, why: undefined, results });
      break;
    }
    case "CONFLICTS_CHECKED": {
      const { head, commits, problems } = event;
      conflicts.push({ at, head, commits: Object.keys(commits).length, problems });
    }
  }
}

/** A pause ends with the Worker's next step, whatever it is. */
function notePaused(pauses: Pause[], event: Event, at: number): void {
  if (event.type === "WORKER_PAUSED") {
    const { worker, why, ko = why } = event;
    pauses.push({ worker, from: at, to: undefined, why: say(why, ko) });
    return;
  }
  const ending =
    event.type === "WORKER_RESUMED" ||
    event.type === "WORKER_COMPLETED" ||
    event.type === "WORKER_FAILED" ||
    event.type === "WORKER_CANCELLED";
  const open = ending && pauses.findLast(({ worker }) => worker === event.worker);
  if (open && open.to === undefined) open.to = at;
}
