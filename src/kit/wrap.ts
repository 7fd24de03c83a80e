import { wrapAnsi } from "fast-wrap-ansi";

const LEAST_COLUMNS = 20;

/**
 * Breaks each line at spaces so that it fits `columns`; a continuation line begins with `hang` spaces, by default with
 * the indentation of the broken line. A longer word stays whole. A text for no terminal (`columns` undefined) stays
 * unchanged, and so does a line with decomposed letters, as in paths of macOS: wrapping would compose the letters.
 */
export function wrapped(text: string, columns: number | undefined, hang?: number): string {
  if (columns === undefined) return text;
  return text
    .split("\n")
    .flatMap((line) => {
      if (line !== line.normalize()) return line;
      const indent = line.length - line.trimStart().length;
      const next = " ".repeat(hang ?? indent);
      const room = Math.max(LEAST_COLUMNS, columns - next.length);
      const [first = "", ...rest] = wrapAnsi(line.trimStart(), room).split("\n");
      return [" ".repeat(indent) + first, ...rest.map((part) => next + part)];
    })
    .join("\n");
}
