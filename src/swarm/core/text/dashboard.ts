import type { Language } from "../../../kit/sentence.ts";
import type { QaResult } from "../run/events.ts";
import { type RunState, runOpen, type WorkerState } from "../run/state.ts";
import { isStopped } from "../run/stopped.ts";
import { WORDS } from "./messages.ts";

const BAR_WIDTH = 20;

/** A Worker's row in the dashboard, as plain data. Each surface draws the row in its own way. */
export interface WorkerRow {
  id: string;
  name: string;
  feature: string;
  status: keyof (typeof WORDS)["en"]["status"];
  /** Whole seconds from the Worker's start to now or to its end; undefined before the start. */
  seconds: number | undefined;
  attempts: number;
}

/**
 * The rows of all Workers. `now` is in epoch milliseconds. Every status comes from observed events; the end of a run
 * ends its Workers without an event for each.
 */
export function workerRows(state: RunState, now: number): WorkerRow[] {
  const isOpen = runOpen(state);
  const until = isOpen ? now : Math.min(now, state.endedAt ?? now);
  return state.workers.map((worker) => ({
    id: worker.id,
    name: worker.spec.name,
    feature: worker.spec.feature,
    status: shownStatus(worker, isOpen),
    seconds: secondsOf(worker, until),
    attempts: worker.attempts,
  }));
}

/** The dashboard as markdown: a table and a progress bar. */
export function dashboard(state: RunState, now: number, language: Language): string {
  const words = WORDS[language];
  const rows = workerRows(state, now).map((row) => {
    const status = words.status[row.status];
    const retry = row.attempts > 1 ? ` (${words.attempt(row.attempts)})` : "";
    return [row.id, escapeCell(row.feature), `${status}${retry}`, duration(row.seconds)];
  });
  return `${table(words.columns, rows)}\n\n${progressBar(state, language)}`;
}

/** `[████░░░░] 50% — 2/4 completed`; counts only accepted results. */
export function progressBar(state: RunState, language: Language): string {
  const all = state.workers.length;
  const done = state.workers.filter(({ now }) => now.status === "completed").length;
  const filled = all === 0 ? 0 : Math.floor((done / all) * BAR_WIDTH);
  const percent = all === 0 ? 0 : Math.floor((done / all) * 100);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  return `[${bar}] ${percent}% — ${WORDS[language].completedOf(done, all)}`;
}

/** QA results as a markdown table. */
export function qaTable(results: readonly QaResult[], language: Language): string {
  const rows = results.map((result) => [
    escapeCell(result.name),
    `${result.exitCode === 0 ? "✅" : "❌"}${result.timedOut ? " timeout" : ""} ${duration(result.seconds)}`,
    `\`${escapeCell(result.command)}\`${counts(result)}`,
  ]);
  return table(WORDS[language].qaColumns, rows);
}

export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return "–";
  const whole = Math.floor(seconds);
  return whole < 60
    ? `${whole}s`
    : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, "0")}s`;
}

const ENDED: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);

/** The status that people read. `isOpen`: the run is; its end ends all Workers. */
export function shownStatus(
  worker: Pick<WorkerState, "now">,
  isOpen: boolean,
): WorkerRow["status"] {
  const { now } = worker;
  if (!isOpen && !ENDED.has(now.status)) return "cancelled";
  if (isStopped(worker)) return "stopped";
  if (now.status !== "running") return now.status;
  return now.paused ? "paused" : now.stage;
}

/** A status inside a sentence, without its picture. */
export function plainStatus(status: WorkerRow["status"], language: Language): string {
  return WORDS[language].status[status].replace(/^[^\p{L}]+/u, "");
}

/**
 * The model server's last trouble in one sentence; undefined if there was none. `timeOfDay` writes a time in epoch
 * milliseconds as the reader's clock shows it.
 */
export function serverLine(
  server: RunState["server"],
  isAwaited: boolean,
  language: Language,
  timeOfDay: (at: number) => string,
): string | undefined {
  if (!server) return undefined;
  const words = WORDS[language].server;
  const { since, backAt } = server;
  const why = (language === "ko" ? server.ko : undefined) ?? server.why;
  if (backAt === undefined && !isAwaited) return words.was(why, timeOfDay(since));
  return backAt === undefined
    ? words.down(why, timeOfDay(since))
    : words.back(why, timeOfDay(since), timeOfDay(backAt));
}

function secondsOf(worker: WorkerState, now: number): number | undefined {
  if (worker.startedAt === undefined) return undefined;
  return Math.max(0, Math.floor(((worker.endedAt ?? now) - worker.startedAt) / 1000));
}

function counts({ counts }: QaResult): string {
  if (!counts) return "";
  return counts.failed > 0
    ? ` (${counts.passed} passed, ${counts.failed} failed)`
    : ` (${counts.passed} passed)`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function escapeCell(cell: string): string {
  return cell.replace(/\|/g, "\\|").replace(/\s+/g, " ").trim();
}
