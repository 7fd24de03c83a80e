import type { Language } from "../../../kit/sentence.ts";
import type { RunState } from "../run/state.ts";
import { duration, progressBar, workerRows } from "../text/dashboard.ts";
import { WORDS } from "../text/messages.ts";
import { short } from "./lines.ts";
import { NOTE_WORDS } from "./words.ts";

/**
 * All Workers of a run in one table that is drawn again at each change. It stands still between changes, so that it
 * gives a duration only for Workers that have ended. `now` is in epoch milliseconds.
 */
export function board(state: RunState, now: number, language: Language): string {
  const { title, columns } = NOTE_WORDS[language].dashboard;
  const words = WORDS[language];
  const rows = workerRows(state, now).map((row) => {
    const ended = ENDED.has(row.status);
    const status = words.status[row.status];
    const again = row.attempts > 1 ? ` (${words.attempt(row.attempts)})` : "";
    const time = ended ? duration(row.seconds) : "–";
    return [row.id, short(row.feature, 60), `${status}${again}`, time];
  });
  const table = [columns, columns.map(() => "---"), ...rows].map((cells) => line(cells)).join("\n");
  return [title, table, progressBar(state, language)].join("\n\n");
}

const ENDED: ReadonlySet<string> = new Set(["completed", "failed", "stopped", "cancelled"]);

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
