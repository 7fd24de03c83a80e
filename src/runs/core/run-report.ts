import type { Language } from "../../kit/sentence.ts";
import { type ChoiceFacts, choiceFacts } from "../../swarm/core/plan/choices.ts";
import { finalQa } from "../../swarm/core/plan/plan.ts";
import { runOpen } from "../../swarm/core/run/state.ts";
import { choiceFact } from "../../swarm/core/text/choice-text.ts";
import { shownStatus, type WorkerRow } from "../../swarm/core/text/dashboard.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { type ApprovalFacts, approvalFacts, approvalText } from "./approval-text.ts";
import { eventWord } from "./event-words.ts";
import { type Happened, historyOf } from "./history.ts";
import { fact, item, type Look, minuteOf, oneLine, type ScreenLine, statusWord } from "./look.ts";
import { outcomeOf, type SeenRun, titleOf } from "./outcome.ts";
import { type ListedRun, listed } from "./run-list.ts";
import type { RunWords } from "./run-words.ts";
import { RUN_WORDS } from "./words.ts";

/** A Worker's kept work, as far as a report tells of it. */
export interface ReportedWork {
  commit: string | null;
  /** Ref, patch file or commit; null if nothing is there. */
  where: string | null;
  files: { path: string; status: string }[];
  state: "kept" | "gone" | "none" | "at-work";
}

export interface ReportedWorker {
  id: string;
  name: string;
  feature: string;
  status: WorkerRow["status"];
  attempts: number;
  retries: number;
  scope: readonly string[];
  task: string;
  ownQa: readonly string[];
  report: string | null;
  work: ReportedWork;
}

/** The document of `runs show --json`. */
export interface RunReport {
  v: 1;
  command: "runs show";
  ok: true;
  run: ListedRun;
  plan: {
    summary: string;
    shared: readonly string[];
    qa: readonly { name: string; command: string }[];
  } | null;
  approval: ApprovalFacts;
  choices: ChoiceFacts | null;
  workers: ReportedWorker[];
  history: Happened[];
  kept: string[];
}

export function reportOf(
  run: SeenRun,
  works: ReadonlyMap<string, ReportedWork>,
  only?: string,
): RunReport {
  const { state, records } = run;
  const drawn = state.approved ?? state.proposal;
  const plan = drawn?.plan;
  const isOpen = runOpen(state);
  const workers = state.workers.filter(({ id }) => only === undefined || id === only);
  return {
    v: 1,
    command: "runs show",
    ok: true,
    run: listed(run),
    plan: plan ? { summary: plan.summary, shared: plan.shared, qa: finalQa(plan) } : null,
    approval: approvalFacts(state.approved?.approval),
    choices: drawn ? choiceFacts(drawn) : null,
    workers: workers.map((worker) => ({
      id: worker.id,
      name: worker.spec.name,
      feature: worker.spec.feature,
      status: shownStatus(worker, isOpen),
      attempts: worker.attempts,
      retries: worker.retries,
      scope: worker.spec.scope,
      task: worker.spec.spec,
      ownQa: worker.spec.qa,
      report: worker.now.status === "completed" ? worker.now.result.summary : null,
      work: works.get(worker.id) ?? { commit: null, where: null, files: [], state: "none" },
    })),
    history: historyOf(records, only === undefined ? undefined : workers[0]),
    kept: state.aborted?.kept ?? [],
  };
}

/** A whole run. */
export function reportLines(report: RunReport, run: SeenRun, look: Look): ScreenLine[] {
  const words = RUN_WORDS[look.language];
  const { head } = words;
  const { state } = run;
  return [
    { text: oneLine(`${titleOf(run) ?? words.noTitle} · ${run.id}`), strong: true },
    fact(head.outcome, `${words.outcome[outcomeOf(run)]} (${state.phase})`),
    fact(
      "",
      `${words.started(minuteOf(state.startedAt))}, ${words.ended(minuteOf(state.endedAt))}`,
    ),
    ...(state.committed
      ? [fact(head.commit, `${state.committed.commit} ${state.committed.subject}`)]
      : []),
    ...(report.plan
      ? [
          fact(head.summary, report.plan.summary),
          fact(head.plan, approvalText(report.approval, words)),
          ...(report.choices
            ? [fact(head.choices, choiceFact(report.choices, look.language))]
            : []),
          fact(head.shared, report.plan.shared.join(", ")),
          ...report.plan.qa.map(({ name, command }) => fact(head.qa, `${name}: ${command}`)),
        ]
      : []),
    ...report.workers.flatMap((worker) => [{ text: "" }, ...workerLines(worker, words, look)]),
    ...historyLines(report.history, words, look.language),
  ];
}

/** One Worker, with its whole task. */
export function workerReportLines(report: RunReport, look: Look): ScreenLine[] {
  const words = RUN_WORDS[look.language];
  const { head } = words;
  return [
    ...report.workers.flatMap((worker) => [
      ...workerLines(worker, words, look),
      fact(head.scope, worker.scope.join(", ")),
      fact(head.task, worker.task),
      ...worker.ownQa.map((command) => fact(head.ownQa, command)),
      ...((worker.report ?? "") === "" ? [] : [fact(head.report, worker.report ?? "")]),
      ...worker.work.files.map(({ path, status }) => item(`${path} (${status})`)),
    ]),
    ...historyLines(report.history, words, look.language),
  ];
}

function workerLines(worker: ReportedWorker, words: RunWords, look: Look): ScreenLine[] {
  const { id, name, feature, attempts, work } = worker;
  const status = statusWord(worker.status, look);
  const tries = attempts > 1 ? `, ${WORDS[look.language].attempt(attempts)}` : "";
  const found = {
    kept: words.patch.at(work.where ?? ""),
    gone: words.patch.gone,
    none: words.patch.none,
    "at-work": words.patch.atWork,
  }[work.state];
  const files = work.files.length > 0 ? `${words.patch.files(work.files.length)}, ` : "";
  return [
    { text: oneLine(`${id} ${name}: ${feature}`), strong: true },
    fact(words.columns.status, `${status}${tries}`),
    fact(words.head.work, `${files}${found}`),
  ];
}

function historyLines(
  history: readonly Happened[],
  words: RunWords,
  language: Language,
): ScreenLine[] {
  if (history.length === 0) return [];
  const lines = history.map(({ at, event: type, isStop, worker, text, ko = text }) => {
    const who = worker === null ? "" : `${worker} `;
    const what = eventWord({ type, isStop }, language);
    const said = language === "ko" ? ko : text;
    return item(`${at.slice(0, 19).replace("T", " ")} ${who}${what}: ${said}`);
  });
  return [{ text: "" }, { text: words.head.history, strong: true }, ...lines];
}
