import { padded, widthOf } from "../../src/kit/width.ts";
import type { Size } from "./states.ts";

/** What is wrong with a screen of this size, one line each. */
export function faultsOf(screen: string, [columns, rows]: Size): string[] {
  const lines = screen.replace(/\n$/, "").split("\n");
  return [
    ...(lines.length > rows ? [`${lines.length} rows`] : []),
    ...lines.filter((line) => widthOf(line) > columns).map((line) => `wider: ${line}`),
    ...tableFaults(lines),
    ...asideFaults(lines),
    ...cardFaults(lines),
  ];
}

/** Words of this screen, each of one alphabet. A name that was cut by "…" is none. */
export function wordsOf(screen: string): { latin: string[]; hangul: string[] } {
  const whole = screen.replace(/\S*…/g, " ");
  return { latin: whole.match(/[A-Za-z]{2,}/g) ?? [], hangul: whole.match(/[가-힣]+/g) ?? [] };
}

/** Columns of these signs in a row. */
function columnsOf(line: string, signs: RegExp): number[] {
  return [...line.matchAll(signs)].map(({ index }) => widthOf(line.slice(0, index)));
}

const EDGE = /[┌┬┐├┼┤└┴┘│]/g;

/** The edges of a table stand in the same columns in each of its rows. */
function tableFaults(lines: readonly string[]): string[] {
  let edges: string | undefined;
  return lines.flatMap((line) => {
    const text = line.trimStart();
    if (text.startsWith("┌")) edges = String(columnsOf(tableOf(line), EDGE));
    if (edges === undefined || !/^[├└│]/.test(text)) return [];
    const here = String(columnsOf(tableOf(line), EDGE));
    const fault = here === edges ? [] : [`edges of a table in ${here}, not ${edges}: ${line}`];
    if (text.startsWith("└")) edges = undefined;
    return fault;
  });
}

/** The row up to its last edge: a sidebar may stand behind it. */
function tableOf(line: string): string {
  return line.slice(0, Math.max(...["┐", "┤", "┘", "│"].map((sign) => line.lastIndexOf(sign))) + 1);
}

/** Beside a conversation all rows of the sidebar begin in one column, and those of Workers end in one. */
function asideFaults(lines: readonly string[]): string[] {
  const head = lines.find(
    (line) => /\S* {8,}Aegis {4,}\S/.test(line) && !line.startsWith(" Aegis"),
  );
  if (head === undefined) return [];
  const begin = widthOf(head.slice(0, head.lastIndexOf("Aegis")));
  const asides = lines.slice(0, -2).map((line) => ({ line, ...cutAt(line, begin) }));
  const crossing = asides
    .filter(({ before }) => widthOf(before) > begin || !padded(before, begin).endsWith("  "))
    .map(({ line }) => `reaches into the sidebar: ${line}`);
  const workers = asides.filter(({ behind }) => /^w\d\d /.test(behind));
  const ends = new Set(workers.map(({ line }) => widthOf(line)));
  return [...crossing, ...(ends.size > 1 ? [`Workers of the sidebar end in ${[...ends]}`] : [])];
}

/** The row before and from this column. */
function cutAt(line: string, column: number): { before: string; behind: string } {
  let before = "";
  for (const sign of line) {
    if (widthOf(before) >= column) break;
    before += sign;
  }
  return { before, behind: line.slice(before.length) };
}

/** Cards side by side in the dashboard: the right ones begin in one column. */
function cardFaults(lines: readonly string[]): string[] {
  const begins = lines.flatMap((line) => {
    const at = line.lastIndexOf("│ ");
    return at > 3 && line.trimStart().startsWith("│ ") && !line.includes("┃")
      ? [widthOf(line.slice(0, at))]
      : [];
  });
  return new Set(begins).size > 1 ? [`right cards in ${[...new Set(begins)]}`] : [];
}
