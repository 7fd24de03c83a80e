import { aligned } from "../../kit/width.ts";
import { type Look, oneLine, type ScreenLine } from "./look.ts";
import { countsOf, type Outcome, outcomeOf, type SeenRun, titleOf } from "./outcome.ts";
import { RUN_WORDS } from "./words.ts";

/** One run in the document of `runs list --json`. */
export interface ListedRun {
  id: string;
  title: string | null;
  outcome: Outcome;
  phase: string;
  workersDone: number;
  workers: number;
  commit: string | null;
  /** Epoch milliseconds. */
  startedAt: number | null;
  endedAt: number | null;
}

export function listed(run: SeenRun): ListedRun {
  const { state } = run;
  const { done, all } = countsOf(state);
  return {
    id: run.id,
    title: titleOf(run) ?? null,
    outcome: outcomeOf(run),
    phase: state.phase,
    workersDone: done,
    workers: all,
    commit: state.committed?.commit ?? null,
    startedAt: state.startedAt ?? null,
    endedAt: state.endedAt ?? null,
  };
}

/** One line per run; an open run shows its phase instead of its outcome. */
export function listLines(runs: readonly ListedRun[], look: Look): ScreenLine[] {
  const words = RUN_WORDS[look.language];
  if (runs.length === 0) return [{ text: words.noRun }];
  const { list } = words;
  const [head = "", ...rows] = aligned(
    [
      [list.run, list.outcome, list.workers, list.commit, list.title],
      ...runs.map((run) => [
        run.id,
        run.outcome === "open" ? run.phase : words.outcome[run.outcome],
        run.workers === 0 ? "–" : `${run.workersDone}/${run.workers}`,
        run.commit?.slice(0, 10) ?? "–",
        oneLine(run.title ?? words.noTitle),
      ]),
    ],
    look.columns,
  );
  return [{ text: head, strong: true }, ...rows.map((text) => ({ text }))];
}
