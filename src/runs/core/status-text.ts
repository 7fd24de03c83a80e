import type { Language } from "../../kit/sentence.ts";
import { aligned } from "../../kit/width.ts";
import { PHASES } from "../../swarm/core/phases/phase.ts";
import { qaReason } from "../../swarm/core/qa.ts";
import { choiceFact } from "../../swarm/core/text/choice-text.ts";
import { duration, serverLine } from "../../swarm/core/text/dashboard.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { recoveredText } from "../../swarm/core/text/recovered.ts";
import { approvalText } from "./approval-text.ts";
import { fact, item, type Look, minuteOf, oneLine, type ScreenLine, statusWord } from "./look.ts";
import type { OnResume, UsersTurn } from "./next-steps.ts";
import { nowText } from "./now-text.ts";
import type { RunWords } from "./run-words.ts";
import { type RunStatus, type WorkerStatus, whyIn } from "./status.ts";
import { RUN_WORDS } from "./words.ts";

/** The status of the newest run. */
export function statusLines(status: RunStatus, look: Look): ScreenLine[] {
  const words = RUN_WORDS[look.language];
  const { run } = status;
  if (!run) return [{ text: words.noRun }];
  return [
    { text: oneLine(`${run.title ?? words.noTitle} · ${run.id}`), strong: true },
    { text: phaseLine(status, look) },
    ...journalLines(status, words),
    ...eventLines(status, look),
    { text: "" },
    ...factLines(status, words, look),
    ...workerLines(status, words, look),
    ...steps(words.head.yours, status.usersTurn, words.yours),
    ...steps(words.head.resume, status.onResume, words.resume),
  ];
}

function phaseLine({ run, workers, done }: RunStatus, { language }: Look): string {
  const words = RUN_WORDS[language];
  const number = PHASES.indexOf(run?.phase ?? "DESIGN") + 1;
  return [
    `${WORDS[language].phase} ${number}/7 ${run?.phase}`,
    words.outcome[run?.outcome ?? "open"],
    ...(workers.length > 0 ? [WORDS[language].completedOf(done, workers.length)] : []),
    words.started(minuteOf(run?.startedAt ?? undefined)),
    ...(run?.endedAt ? [words.ended(minuteOf(run.endedAt))] : []),
  ].join(" · ");
}

function journalLines({ journal, run, driver }: RunStatus, words: RunWords): ScreenLine[] {
  const fault = journal === "whole" ? [] : [words.journal[journal](run?.records ?? 0)];
  const unseen = run?.outcome === "open" && !driver?.alive ? [words.lastSeen] : [];
  return [...fault, ...unseen].map((text) => ({ text }));
}

/** What the last start has found, and how the model server does. */
function eventLines({ resumed, server }: RunStatus, { language }: Look): ScreenLine[] {
  const line = server ? serverLine(server, server.waiting, language, minuteOf) : undefined;
  const texts = [...(resumed ? recoveredText(resumed, language) : []), ...(line ? [line] : [])];
  return texts.map((text) => ({ text }));
}

function factLines(status: RunStatus, words: RunWords, { language, now }: Look): ScreenLine[] {
  const { run, driver, git, plan, conflictCheck, qa, commander } = status;
  const { head } = words;
  const doing = commander && now !== undefined ? nowText(commander, words, now) : undefined;
  const driven = driver && (driver.alive ? words.driver.alive : words.driver.dead)(driver.pid);
  return [
    fact(head.driver, driven ?? words.driver.none),
    ...(doing === undefined ? [] : [fact("Commander", doing)]),
    fact(head.branch, `${git.branch ?? words.detached}, ${git.head.slice(0, 12)}`),
    fact(head.plan, approvalText(plan, words)),
    ...(plan.choices ? [fact(head.choices, choiceFact(plan.choices, language))] : []),
    fact(head.conflicts, conflictsOf(conflictCheck, words)),
    ...(
      (language === "ko" ? conflictCheck?.problemsKo : undefined) ??
      conflictCheck?.problems ??
      []
    ).map(item),
    fact(head.qa, qaOf(qa, words, language)),
    fact(head.refused, words.refusals(run?.refusedCalls ?? 0)),
    ...(run?.commit ? [fact(head.commit, run.commit)] : []),
    ...(run?.kept ?? []).map((path) => fact(head.kept, path)),
  ];
}

function conflictsOf(check: RunStatus["conflictCheck"], words: RunWords): string {
  if (!check) return words.conflicts.none;
  if (check.problems.length > 0) return words.conflicts.problems(check.problems.length);
  return check.current ? words.conflicts.clear : words.conflicts.stale;
}

function qaOf(qa: RunStatus["qa"], words: RunWords, language: Language): string {
  if (!qa) return words.qa.none;
  return qa.passed
    ? words.qa.passed(qa.tree.slice(0, 12))
    : words.qa.failed(qaReason({ why: qa.why ?? "", results: qa.checks })[language]);
}

function workerLines({ workers }: RunStatus, words: RunWords, look: Look): ScreenLine[] {
  if (workers.length === 0) return [];
  const { columns: head } = words;
  const rows = aligned(
    [
      [head.id, head.status, head.time, head.tries, head.retries, head.limit, head.worker],
      ...workers.map((worker) => [
        worker.id,
        statusWord(worker.status, look),
        duration(worker.seconds),
        String(worker.attempts),
        String(worker.retriesLeft),
        worker.minutesLeft === undefined ? "–" : words.minutes(worker.minutesLeft),
        worker.name,
      ]),
    ],
    look.columns,
  );
  const notes = workers.flatMap((worker) => [
    ...noteOf(worker, words, look.language),
    ...nowOf(worker, words, look),
  ]);
  return [{ text: "" }, ...rows.map((text) => ({ text })), ...notes.map(item)];
}

function noteOf(worker: WorkerStatus, words: RunWords, language: Language): string[] {
  const { id, waitsFor } = worker;
  const note =
    whyIn(worker, language) ?? (waitsFor === undefined ? undefined : words.waitsFor(waitsFor));
  return note === undefined ? [] : [`${id}: ${note}`];
}

function nowOf({ id, live }: WorkerStatus, words: RunWords, { now }: Look): string[] {
  const text = live && now !== undefined ? nowText(live, words, now) : undefined;
  return text === undefined ? [] : [`${id}: ${text}`];
}

function steps<T extends UsersTurn | OnResume>(
  head: string,
  all: readonly T[],
  said: SaidSteps<T>,
): ScreenLine[] {
  if (all.length === 0) return [];
  return [{ text: "" }, { text: head, strong: true }, ...stepTexts(all, said).map(item)];
}

type SaidSteps<T extends UsersTurn | OnResume> = {
  [W in T["what"]]: (about: Extract<T, { what: W }>) => string;
};

/** Each step in words. */
export function stepTexts<T extends UsersTurn | OnResume>(
  all: readonly T[],
  said: SaidSteps<T>,
): string[] {
  // The table has one entry per kind of step, made for that kind.
  return all.map((step) => (said[step.what as T["what"]] as (about: T) => string)(step));
}
