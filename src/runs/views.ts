import type { Environment } from "../kit/environment.ts";
import type { Language } from "../kit/sentence.ts";
import { readNewest } from "./adapters/read-runs.ts";
import { fact, type Look, minuteOf, type ScreenLine } from "./core/look.ts";
import { countsOf, outcomeOf, titleOf } from "./core/outcome.ts";
import { statusLines } from "./core/status-text.ts";
import { RUN_WORDS } from "./core/words.ts";
import { readStatus } from "./read-status.ts";

/** The checkout whose runs are shown, and the language. */
export interface ViewPlace {
  readonly top: string;
  readonly env: Environment;
  readonly language: Language;
}

/** What OpenCode's conversation leaves a text in a terminal of 80 columns; it breaks a longer row itself. */
export const CONVERSATION_COLUMNS = 73;

/** What `oh-my-qwencoder status` shows, without what a start of OpenCode would do: OpenCode runs. */
export async function statusView({ top, env, language }: ViewPlace): Promise<string> {
  const status = await readStatus({ cwd: top, env });
  return joined(statusLines({ ...status, onResume: [] }, look(language)));
}

/** How the newest run stands or has ended, and the command that shows all of it. */
export async function reportView({ top, language }: ViewPlace): Promise<string> {
  const words = RUN_WORDS[language];
  const run = await readNewest(top);
  if (!run) return words.noRun;
  const { done, all } = countsOf(run.state);
  const { committed, aborted, endedAt } = run.state;
  const { head } = words;
  const ended = endedAt === undefined ? [] : [words.ended(minuteOf(endedAt))];
  return joined([
    { text: `${titleOf(run) ?? words.noTitle} · ${run.id}` },
    fact(head.outcome, [words.outcome[outcomeOf(run)], ...ended].join(" · ")),
    ...(all > 0 ? [fact(head.workers, `${done}/${all}`)] : []),
    ...(committed ? [fact(head.commit, committed.commit)] : []),
    ...(aborted?.kept ?? []).map((path) => fact(head.kept, path)),
    { text: "" },
    { text: words.wholeReport(`oh-my-qwencoder report ${run.id}`) },
  ]);
}

/** What the end of the newest run has kept, in the words of `oh-my-qwencoder abort`. */
export async function abortedView({ top, language }: ViewPlace): Promise<string> {
  const words = RUN_WORDS[language].abort;
  const run = await readNewest(top);
  if (!run?.state.aborted) return RUN_WORDS[language].noRun;
  const { kept } = run.state.aborted;
  return joined([
    { text: words.done(run.id) },
    { text: kept.length > 0 ? words.kept(kept.join(", ")) : words.nothingKept },
    ...(run.state.approved ? [{ text: words.foundation }] : []),
  ]);
}

function look(language: Language): Look {
  return { language, plain: false, columns: CONVERSATION_COLUMNS, now: Date.now() };
}

function joined(lines: readonly ScreenLine[]): string {
  return lines.map(({ text }) => text).join("\n");
}
