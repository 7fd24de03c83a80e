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

/** The rows as they may go to the screen: no row wider than the surface. */
export function finished(lines: readonly Line[], look: PanelLook): Line[] {
  return lines.map((line) => {
    const fitting = cut(line, look.columns);
    return look.ascii ? fitting.map(({ role, text }) => part(role, asciiOf(text))) : fitting;
  });
}

function asciiOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (sign) => IN_ASCII[sign] ?? "?");
}
