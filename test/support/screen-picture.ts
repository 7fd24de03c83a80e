import { widthOf } from "../../src/kit/width.ts";
import type { Terminal } from "./terminal.ts";

/** The sizes in which the screens have to be read. */
const SIZES = [
  [200, 50],
  [120, 40],
  [80, 24],
] as const;

/**
 * The dashboard on a real terminal in each size. Throws if a row is wider than the terminal, or if the right cards of a
 * size do not begin in one column.
 */
export async function pictures(terminal: Terminal): Promise<string[]> {
  const screens: string[] = [];
  for (const [columns, rows] of SIZES) {
    const screen = await drawnIn(terminal, columns, rows);
    const wide = screen.filter((row) => widthOf(row) > columns);
    if (wide.length > 0) throw new Error(`wider than ${columns}:\n${wide.join("\n")}`);
    const edges = new Set(screen.flatMap(rightCard));
    if (edges.size > 1) throw new Error(`right cards in ${[...edges]}:\n${screen.join("\n")}`);
    screens.push(screen.join("\n"));
  }
  return screens;
}

/**
 * The rows once OpenCode has drawn all of them in this size: the head stands above and fills the width, and the keys are
 * the last row. Before that tmux shows a part of the screen of the size before.
 */
async function drawnIn(terminal: Terminal, columns: number, rows: number): Promise<string[]> {
  await terminal.resize(columns, rows);
  for (;;) {
    const screen = await terminal.screen();
    const lines = screen.split("\n");
    const [head = ""] = lines;
    const isWhole = /^ Aegis /.test(head) && widthOf(head.trimEnd()) === columns - 1;
    if (isWhole && lines.length === rows && /^ Esc /.test(lines.at(-1) ?? "")) return lines;
    await terminal.changes(screen);
  }
}

/** The column in which the right one of two cards begins. */
function rightCard(row: string): number[] {
  const at = row.lastIndexOf("│ ");
  return at > 3 && row.trimStart().startsWith("│ ") ? [widthOf(row.slice(0, at))] : [];
}
