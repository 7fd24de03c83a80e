import { wrapAnsi } from "fast-wrap-ansi";

const LEAST_COLUMNS = 20;

/**
 * Breaks each line at spaces so that it fits `columns`; a continuation begins with `hang` spaces, by default with
 * the line's own indentation. A longer word stays whole. `columns` undefined: nobody reads the text on a terminal,
 * so it stays as it is.
 */
export function wrapped(text: string, columns: number | undefined, hang?: number): string {
  if (columns === undefined) return text;
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = line.length - line.trimStart().length;
      const next = " ".repeat(hang ?? indent);
      const room = Math.max(LEAST_COLUMNS, columns - next.length);
      const [first = "", ...rest] = wrapAnsi(line.trimStart(), room).split("\n");
      return [" ".repeat(indent) + first, ...rest.map((part) => next + part)];
    })
    .join("\n");
}
