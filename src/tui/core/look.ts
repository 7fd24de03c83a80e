import type { Language } from "../../kit/sentence.ts";
import { cut, type Line, part } from "./line.ts";

/** How a surface may look. */
export interface PanelLook {
  readonly language: Language;
  readonly columns: number;
  /** The locale is not UTF-8: signs of ASCII alone. */
  readonly ascii: boolean;
}

/** The signs that our own texts use, each with one of ASCII of the same width. */
const IN_ASCII: Readonly<Record<string, string>> = {
  "✓": "+",
  "▸": ">",
  "·": "-",
  "–": "-",
  "−": "-",
  "—": "-",
  "─": "-",
  "│": "|",
  "█": "#",
  "░": ".",
  "…": "~",
  "“": '"',
  "”": '"',
  "’": "'",
  "→": ">",
  "»": ">",
  "↑": "^",
  "↓": "v",
};

/** Signs that change the direction of what follows them would let a model's text hide a part of its row. */
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The rows as they may go to the screen: no commands to a terminal, no row wider than the surface. */
export function finished(lines: readonly Line[], look: PanelLook): Line[] {
  return lines.map((line) => {
    const clean = line.map(({ role, text }) => part(role, shownText(text)));
    const fitting = cut(clean, look.columns);
    return look.ascii ? fitting.map(({ role, text }) => part(role, asciiOf(text))) : fitting;
  });
}

/** A text of a model or a file draws only its own row. */
function shownText(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").replace(DIRECTIONS, "");
}

function asciiOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (sign) => IN_ASCII[sign] ?? "?");
}
