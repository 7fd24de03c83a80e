import { shortened, widthOf } from "../../kit/width.ts";

/** What a piece of text means; the edge gives each role a colour of the user's theme. */
export type Role = "plain" | "muted" | "strong" | "accent" | "ok" | "warn" | "bad" | "chosen";

export interface Segment {
  readonly text: string;
  readonly role: Role;
}

/** One row of a screen. */
export type Line = readonly Segment[];

/** What is measured is what a screen shows: a text of a model or a file draws only its own row. */
export function part(role: Role, text: string): Segment {
  return { role, text: shownText(text) };
}

/** Signs that change the direction of what follows them would let a model's text hide a part of its row. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A sign that no row shows as it is: a command to the terminal, or one of `DIRECTIONS`. */
const HIDDEN = /[^\x20-\x7e\u00a0-\u061b\u061d-\u200d\u2010-\u2029\u202f-\u2065\u206a-\uffff]/;

/** A text as a row shows it. A drawing asks this for hundreds of pieces, and nearly none has such a sign. */
export function shownText(text: string): string {
  return !HIDDEN.test(text) ? text : text.replace(/\p{Cc}/gu, " ").replace(DIRECTIONS, "");
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}

export function lineWidth(line: Line): number {
  return widthOf(textOf(line));
}

/** The beginning of a line that fits `columns`, with "…" if something is missing. */
export function cut(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Segment[] = [];
  let left = Math.max(0, columns);
  for (const { role, text } of line) {
    const width = widthOf(text);
    // The last column is for the mark, because something follows in any case.
    if (width < left) {
      kept.push(part(role, text));
      left -= width;
      continue;
    }
    if (left > 0) kept.push(part(role, shortened(`${text}  `, left)));
    break;
  }
  return kept;
}

/** The line with blanks up to `columns`. */
export function filled(line: Line, columns: number): Line {
  const blanks = columns - lineWidth(line);
  return blanks > 0 ? [...line, part("plain", " ".repeat(blanks))] : line;
}

/** `left` at the beginning and `right` at the end of a row; if both do not fit, `left` is cut. */
export function apart(left: Line, right: Line, columns: number): Line {
  const room = columns - lineWidth(right) - 1;
  if (room < 1) return cut([...left, part("plain", " "), ...right], columns);
  return [...filled(cut(left, room), room + 1), ...right];
}

/** Breaks a text at blanks, and inside a word that is too long for a row. Continuation rows begin with `hang` blanks. */
export function folded(role: Role, text: string, columns: number, hang = 0): Line[] {
  const indent = " ".repeat(Math.min(hang, Math.max(0, columns - 2)));
  const rows: string[] = [];
  let row = "";
  for (const word of shownText(text)
    .split(" ")
    .flatMap((each) => pieces(each, columns - indent.length))) {
    const next = row === "" ? word : `${row} ${word}`;
    if (row !== "" && widthOf(next) > columns) {
      rows.push(row);
      row = indent + word;
    } else row = next;
  }
  return [...rows, row].map((each) => [part(role, each)]);
}

/** A word in parts that fit `columns` each. */
function pieces(word: string, columns: number): string[] {
  if (widthOf(word) <= columns) return [word];
  const all: string[] = [];
  let piece = "";
  for (const sign of word) {
    if (piece !== "" && widthOf(piece + sign) > columns) {
      all.push(piece);
      piece = "";
    }
    piece += sign;
  }
  return [...all, piece];
}

/** Puts items side by side and begins a new row where the next one does not fit. */
export function flowed(items: readonly Line[], gap: string, columns: number): Line[] {
  const rows: Line[] = [];
  let row: Line = [];
  for (const item of items) {
    const next = row.length === 0 ? item : [...row, part("muted", gap), ...item];
    if (row.length > 0 && lineWidth(next) > columns) {
      rows.push(row);
      row = item;
    } else row = next;
  }
  return row.length === 0 ? rows : [...rows, row];
}
