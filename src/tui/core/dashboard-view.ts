import { nowText } from "../../runs/core/now-text.ts";
import { outcomeOf, titleOf } from "../../runs/core/outcome.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import { PHASES } from "../../swarm/core/phases/phase.ts";
import { choiceFacts } from "../../swarm/core/plan/choices.ts";
import { choiceFact } from "../../swarm/core/text/choice-text.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { type Aside, NO_ASIDE } from "./aside.ts";
import { cardLines } from "./cards.ts";
import { apart, cut, flowed, folded, type Line, lineWidth, part } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import { noteLines, troubleLines } from "./notes.ts";
import { planOfRun } from "./pages.ts";
import { railOf } from "./rail.ts";
import type { FollowedRun, Seen } from "./seen.ts";
import { serverLines } from "./server-seen.ts";
import { timelineLines } from "./timeline.ts";
import { TUI_WORDS } from "./words.ts";
import { barOf, workersOf } from "./worker-parts.ts";

/** All rows of the full screen; it shows as many of them as it has room for. `now` is in epoch milliseconds. */
export function dashboardLines(
  seen: Seen,
  look: PanelLook,
  now: number,
  aside: Aside = NO_ASIDE,
): Line[] {
  const { run } = seen;
  const trouble = troubleLines(seen, look);
  if (!run) {
    const texts = [RUN_WORDS[look.language].noRun, TUI_WORDS[look.language].begin];
    const none = texts.flatMap((text) => folded("plain", text, look.columns));
    return finished(trouble.length > 0 ? trouble : none, look);
  }
  const workers = workersOf(seen, now, aside.limits);
  return finished(
    [
      ...headLines(run, look),
      ...trouble,
      ...flowed(railOf(run, TUI_WORDS[look.language]), "  ", look.columns),
      ...(workers.length > 0 ? [barOf(run, look)] : []),
      ...serverLines(aside.server, look),
      ...commanderLine(aside, look, now),
      ...noteLines(seen, look, aside.calls?.commander),
      [],
      ...cardLines(run, workers, look, { now, aside }),
      ...timelineLines(run.records, look),
    ],
    look,
  );
}

/** What the Commander does now, as far as it was seen. */
function commanderLine({ calls }: Aside, { language, columns }: PanelLook, now: number): Line[] {
  const text = calls?.commander && nowText(calls.commander, RUN_WORDS[language], now);
  return text === undefined
    ? []
    : [cut([part("muted", "Commander: "), part("plain", text)], columns)];
}

function headLines(run: FollowedRun, { language, columns }: PanelLook): Line[] {
  const words = RUN_WORDS[language];
  const number = PHASES.indexOf(run.state.phase) + 1;
  const plan = planOfRun(run);
  const where = `${WORDS[language].phase} ${number}/7 · ${words.outcome[outcomeOf(run)]}`;
  return [
    apart(
      [part("strong", "Aegis "), part("plain", titleOf(run) ?? words.noTitle)],
      [part("muted", where)],
      columns,
    ),
    ...(plan ? [[part("muted", choiceFact(choiceFacts(plan), language))]] : []),
  ];
}

/** The row at which the chosen Worker's card begins. */
export function rowOfChosen(lines: readonly Line[]): number | undefined {
  const at = lines.findIndex((line) => line.some(({ role }) => role === "chosen"));
  return at < 0 ? undefined : at;
}

/** The rows on a screen of `rows` rows, of which `from` are scrolled away. */
export function visibleRows(
  lines: readonly Line[],
  from: number,
  rows: number,
): { shown: readonly Line[]; from: number; above: number; below: number } {
  const at = Math.max(0, Math.min(from, lines.length - rows));
  const shown = lines.slice(at, at + rows);
  return { shown, from: at, above: at, below: Math.max(0, lines.length - at - shown.length) };
}

/** The last row of the full screen: its keys, and how much is not on it. */
export function helpLine(
  hidden: { above: number; below: number },
  look: PanelLook,
  named = TUI_WORDS[look.language].keys,
): Line {
  const words = TUI_WORDS[look.language];
  const keys: Line = [part("muted", named)];
  const { above, below } = hidden;
  const rest: Line = above + below > 0 ? [part("plain", words.hidden(above, below))] : [];
  const fits = lineWidth(keys) + 1 + lineWidth(rest) <= look.columns;
  return finished([fits ? apart(keys, rest, look.columns) : keys], look)[0] ?? [];
}
