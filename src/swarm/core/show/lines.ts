import type { Language } from "../../../kit/sentence.ts";
import { PHASES } from "../phases/phase.ts";
import type { RunState, WorkerState } from "../run/state.ts";
import { isStopped } from "../run/stopped.ts";
import { cut, oneLine } from "../text/quoted-text.ts";
import { NOTE_WORDS } from "./words.ts";

/** The most names that a line lists, and the longest text of an agent in a line, in characters. */
const NAMES = 6;
const LONGEST = 160;

/** An agent's or a program's text as a part of our line: short, on one line, and no cell of a table ends in it. */
export function short(text: string, limit = LONGEST): string {
  return cut(oneLine(text), limit).replace(/[|*]/g, "\\$&");
}

/** Names with commas between them; a long list ends with the number of the rest. */
export function listed(names: readonly string[], language: Language): string {
  const first = names.slice(0, NAMES).map((name) => short(name, 60));
  const rest = names.length - first.length;
  return rest > 0 ? `${first.join(", ")}, ${NOTE_WORDS[language].more(rest)}` : first.join(", ");
}

export function workerTitle({ id, spec }: WorkerState): string {
  return `${id} ${short(spec.feature, 60)}`;
}

/** `▶ 4/7 MONITORING — …` */
export function phaseLine(state: Pick<RunState, "phase" | "workers">, language: Language): string {
  const { phase } = state;
  const number = PHASES.indexOf(phase) + 1;
  return `**▸ Aegis ${number}/${PHASES.length} ${phase}** — ${phaseText(state, language)}`;
}

/** Workers that were stopped or have failed are not merged next. */
function phaseText({ phase, workers }: Pick<RunState, "phase" | "workers">, language: Language) {
  const words = NOTE_WORDS[language];
  if (phase !== "INTEGRATE") return words.phase[phase];
  if (workers.some(isStopped)) return words.integrateStopped;
  const undone = workers.some(({ now }) => now.status !== "completed");
  return undone ? words.integrateUndone : words.phase[phase];
}
