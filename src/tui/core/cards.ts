import { callsOfWorker, nowText } from "../../runs/core/now-text.ts";
import { type WorkerStatus, whyIn } from "../../runs/core/status.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import type { QaResult, RunEvent, RunRecord } from "../../swarm/core/run/events.ts";
import { workerNamed } from "../../swarm/core/run/workers-of.ts";
import { duration } from "../../swarm/core/text/dashboard.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { type Aside, type DiffStat, NO_ASIDE } from "./aside.ts";
import { cut, filled, folded, type Line, part, type Role } from "./line.ts";
import type { PanelLook } from "./look.ts";
import type { FollowedRun } from "./seen.ts";
import { clock } from "./server-seen.ts";
import { eventName, eventText, saidIn } from "./timeline.ts";
import type { TuiWords } from "./tui-words.ts";
import { TUI_WORDS } from "./words.ts";
import { roleOf, statusText } from "./worker-parts.ts";

/** From this width on, two cards stand side by side. */
const TWO_COLUMNS = 110;
const GAP = 2;
/** Rows of a long reason. */
const MOST_ROWS = 3;
const ENDED: ReadonlySet<WorkerStatus["status"]> = new Set(["failed", "stopped", "cancelled"]);

/** `now` is in epoch milliseconds. */
interface CardTime {
  readonly now: number;
  readonly aside?: Aside;
}

/** One card per Worker, with an empty row after each. */
export function cardLines(
  run: FollowedRun,
  workers: readonly WorkerStatus[],
  look: PanelLook,
  { now, aside = NO_ASIDE }: CardTime,
): Line[] {
  const perRow = look.columns >= TWO_COLUMNS ? 2 : 1;
  const columns = Math.floor((look.columns - GAP * (perRow - 1)) / perRow);
  const cards = workers.map((worker) => cardOf(run, worker, { ...look, columns }, { now, aside }));
  const lines: Line[] = [];
  for (let at = 0; at < cards.length; at += perRow)
    lines.push(...sideBySide(cards.slice(at, at + perRow), columns), []);
  return lines;
}

function sideBySide(cards: readonly (readonly Line[])[], columns: number): Line[] {
  const [left = [], right] = cards;
  if (!right) return [...left];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [
    ...filled(left[at] ?? [], columns + GAP),
    ...(right[at] ?? []),
  ]);
}

function cardOf(
  run: FollowedRun,
  worker: WorkerStatus,
  look: PanelLook,
  { now: at, aside: { diffs, chosen, calls } }: Required<CardTime>,
): Line[] {
  const words = TUI_WORDS[look.language];
  const { card } = words;
  const waits = worker.waitsFor && RUN_WORDS[look.language].waitsFor(worker.waitsFor);
  const { spec, now } = workerNamed(run.state, worker.name) ?? {};
  const diff = diffs.get(worker.id);
  const last = lastAbout(run.records, worker);
  // The reason of an end has rows of its own; a changed plan starts the Worker again after such an end.
  const hasEnded = ENDED.has(worker.status) && last !== undefined && isEnd(last.event);
  const reason = hasEnded ? saidIn(last.event, look.language) : undefined;
  const why = reason ?? whyIn(worker, look.language) ?? waits;
  const { refusedCalls, refusedReports } = worker;
  const live = callsOfWorker(calls, run.state, worker.name);
  const doing = live && nowText(live, RUN_WORDS[look.language], at);
  const facts: Line[] = [
    [part("muted", factsOf(worker, words, look))],
    fact(card.feature, worker.feature),
    fact(card.scope, spec?.scope.join(", ") ?? ""),
    ...(doing === undefined ? [] : [fact(card.now, doing)]),
    ...(last ? [lastRow(last, reason !== undefined, look)] : []),
    ...(diff ? [diffRow(diff, card)] : []),
    ...(now?.status === "completed" ? qaRows(now.result.qa, card) : []),
    ...(refusedCalls + refusedReports > 0
      ? [[part("warn", card.refused(refusedCalls, refusedReports))]]
      : []),
  ];
  const inner = look.columns - 2;
  const body = [
    ...facts,
    ...(why ? reasonRows(roleOf(worker), `${card.why}: ${oneRow(why)}`, inner) : []),
  ];
  return [
    head(worker, look, worker.id === chosen),
    ...body.map((line) => cut([part("muted", "│ "), ...line], look.columns)),
  ];
}

/** The beginning of a long reason, with "…" if something is missing. */
function reasonRows(role: Role, text: string, columns: number): Line[] {
  const rows = folded(role, text, columns, 2);
  if (rows.length <= MOST_ROWS) return rows;
  const last = rows[MOST_ROWS - 1] ?? [];
  return [...rows.slice(0, MOST_ROWS - 1), cut([...last, part(role, "  …")], columns)];
}

function head(worker: WorkerStatus, look: PanelLook, isChosen: boolean): Line {
  const status = part(roleOf(worker), statusText(worker, look));
  return cut(
    [
      isChosen
        ? part("chosen", `▸ ${worker.id} ${worker.name}`)
        : part("strong", `${worker.id} ${worker.name}`),
      part("muted", "  "),
      status,
    ],
    look.columns,
  );
}

function factsOf(worker: WorkerStatus, { card }: TuiWords, { language }: PanelLook): string {
  return [
    ...(worker.attempts > 0 ? [WORDS[language].attempt(worker.attempts)] : []),
    ...(worker.seconds === undefined ? [] : [duration(worker.seconds)]),
    card.retriesLeft(worker.retriesLeft),
    ...(worker.minutesLeft === undefined ? [] : [card.minutesLeft(worker.minutesLeft)]),
  ].join(" · ");
}

function diffRow({ files, added, removed, at }: DiffStat, card: TuiWords["card"]): Line {
  return [part("plain", card.diff(files, added, removed)), part("muted", ` (${clock(at)})`)];
}

/** The Worker's own QA, as the report that was accepted shows it; nothing where the plan runs none. */
function qaRows(results: readonly QaResult[], card: TuiWords["card"]): Line[] {
  if (results.length === 0) return [];
  const passed = results.filter(({ exitCode }) => exitCode === 0).length;
  return [[part("ok", card.qa(passed, results.length))]];
}

function fact(name: string, value: string): Line {
  return [part("muted", `${name}: `), part("plain", oneRow(value))];
}

function oneRow(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function lastRow({ at, event }: RunRecord, withoutReason: boolean, look: PanelLook): Line {
  const text = withoutReason ? eventName(event, look) : eventText(event, look);
  return fact(TUI_WORDS[look.language].card.last, `${at.slice(11, 19)} ${text}`);
}

function isEnd({ type }: RunEvent): boolean {
  return type === "WORKER_FAILED" || type === "WORKER_CANCELLED";
}

/** The newest record about a Worker. */
function lastAbout(
  records: readonly RunRecord[],
  { id, name }: WorkerStatus,
): RunRecord | undefined {
  return records.findLast(({ event }) => {
    const who = namesIn(event);
    return who.includes(name) || who.includes(id);
  });
}

function namesIn(event: RunEvent): readonly string[] {
  if ("worker" in event) return [event.worker];
  if (event.type === "CALL_REFUSED") return [event.who];
  return event.type === "WORKERS_DISPATCHED" ? event.names : [];
}
