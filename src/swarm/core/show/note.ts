import type { Language } from "../../../kit/sentence.ts";
import { codedProblem } from "../run/conflict-text.ts";
import type { EventOf, EventType, RunEvent } from "../run/events.ts";
import type { RunState } from "../run/state.ts";
import { workerNamed } from "../run/workers-of.ts";
import { listed, phaseLine, short, workerTitle } from "./lines.ts";
import { qaNote } from "./qa-note.ts";
import { NOTE_WORDS } from "./words.ts";

/** An event of a run as it has just happened. */
export interface Happened<T extends EventType = EventType> {
  before: RunState;
  after: RunState;
  event: EventOf<T>;
  /** The paths of the commit, as git names them. */
  files?: readonly string[] | undefined;
}

type Told<T extends EventType> = (happened: Happened<T>, language: Language) => string[];

/** What a person reads of an event, in paragraphs. An event that is not here is seen in a row or not worth a line. */
const TOLD: { [T in EventType]?: Told<T> } = {
  PLAN_APPROVED: ({ before, event: { approval } }, language) => {
    const workers = before.proposal?.plan.workers.length ?? 0;
    const { approvedByAnswer, approvedByWords } = NOTE_WORDS[language];
    return [
      approval.by === "quote"
        ? approvedByWords(workers, short(approval.quote, 80))
        : approvedByAnswer(workers),
    ];
  },
  PLAN_DECLINED: (_happened, language) => [NOTE_WORDS[language].declined],
  FOUNDATION_FROZEN: ({ event: { files } }, language) => {
    const { frozen, frozenNothing } = NOTE_WORDS[language];
    return [files.length > 0 ? frozen(listed(files, language)) : frozenNothing];
  },
  WORKERS_DISPATCHED: ({ after, event: { names } }, language) => {
    const sent = names.flatMap((name) => workerNamed(after, name) ?? []);
    return sent.length === 0
      ? []
      : [NOTE_WORDS[language].dispatched(sent.map(workerTitle).join(", "))];
  },
  WORKER_FAILED: ({ after, event }, language) => {
    const { worker: name, failure, why, ko = why, commit } = event;
    // Only the user's own act or the end of OpenCode interrupts a Worker, and both are told where they happen.
    if (failure === "INTERRUPTED") return [];
    const words = NOTE_WORDS[language];
    const worker = workerNamed(after, name);
    const reason = `${words.failure[failure]} (${short(language === "ko" ? ko : why)})`;
    const head = words.failed(worker ? workerTitle(worker) : name, reason);
    return [commit ? `${head} ${words.kept}` : head];
  },
  WORKER_PAUSED: ({ before, event: { why, ko = why } }, language) =>
    serverIsDown(before)
      ? []
      : [NOTE_WORDS[language].serverDown(short(language === "ko" ? ko : why))],
  WORKER_RESUMED: ({ before }, language) =>
    serverIsDown(before) ? [NOTE_WORDS[language].serverBack] : [],
  SCOPE_REQUESTED: ({ after, event: { worker: name, paths } }, language) => {
    const worker = workerNamed(after, name);
    const who = worker ? workerTitle(worker) : name;
    return [NOTE_WORDS[language].scopeWanted(who, listed(paths, language))];
  },
  CONFLICTS_CHECKED: ({ event: { problems, commits } }, language) => {
    const { none, found } = NOTE_WORDS[language].conflicts;
    if (problems.length === 0) return [none(Object.keys(commits).length)];
    const lines = problems
      .slice(0, 8)
      .map((problem) => `- ❌ ${short(codedProblem(problem)[language])}`);
    return [found(problems.length), lines.join("\n")];
  },
  INTEGRATED: ({ event: { applied } }, language) => [
    NOTE_WORDS[language].integrated(listed(Object.keys(applied), language)),
  ],
  QA_PASSED: ({ event }, language) => qaNote(event, language),
  QA_FAILED: ({ event }, language) => qaNote(event, language),
  COMMITTED: ({ after, event: { commit, subject }, files = [] }, language) => {
    const words = NOTE_WORDS[language];
    const { branch } = after.prepared ?? {};
    const id = commit.slice(0, 12);
    const head = words.committed(id, short(subject));
    return [
      branch === undefined ? head : `${head} (${words.on(short(branch, 60))})`,
      ...(files.length > 0 ? [words.files(files.length, listed(files, language))] : []),
      words.takeBack(id),
    ];
  },
  RUN_ABORTED: ({ before, event: { quote, kept } }, language) => {
    if (quote.startsWith(SLASH_ACT)) return [];
    const words = NOTE_WORDS[language];
    if (!before.approved) return [words.cancelledPlan];
    const patches = kept.filter((each) => !each.startsWith("("));
    return [
      words.aborted,
      ...(patches.length > 0
        ? [`${words.keptPatches(patches.length)} ${listed(patches, language)}`]
        : []),
    ];
  },
};

/** How the journal notes an act by slash command, whose answer the person already reads in the conversation. */
const SLASH_ACT = "(/aegis";

/** What people read in the conversation of an event; undefined if the event needs no words. */
export function noteOf(happened: Happened, language: Language): string | undefined {
  const { before, after, event } = happened;
  const told = TOLD[event.type] as Told<RunEvent["type"]> | undefined;
  const moved = after.phase !== before.phase && after.phase !== "DONE";
  const paragraphs = [
    ...(told?.(happened, language) ?? []),
    ...(moved ? [phaseLine(after, language)] : []),
  ];
  return paragraphs.length > 0 ? paragraphs.join("\n\n") : undefined;
}

function serverIsDown({ server }: RunState): boolean {
  return server !== undefined && server.backAt === undefined;
}
