import type { Language } from "../../../kit/sentence.ts";
import { PHASES, type Phase } from "../phases/phase.ts";
import type { WorkerState } from "../run/state.ts";
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
export function phaseLine(phase: Phase, language: Language): string {
  const number = PHASES.indexOf(phase) + 1;
  return `**▸ Aegis ${number}/${PHASES.length} ${phase}** — ${NOTE_WORDS[language].phase[phase]}`;
}
