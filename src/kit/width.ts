import measured from "fast-string-truncated-width";

/** Columns that a line fills in a terminal. */
export function widthOf(line: string): number {
  // Most rows are such; the library takes several times as long for them.
  return PLAIN.test(line) ? line.length : measured(line).width;
}

/** Signs of one column each. */
const PLAIN = /^[\x20-\x7e]*$/;

/** The line with blanks up to `columns`. */
export function padded(line: string, columns: number): string {
  return line + " ".repeat(Math.max(0, columns - widthOf(line)));
}

/** The beginning of a line without colours that fits `columns`, with "…" if something is missing. */
export function shortened(line: string, columns: number): string {
  const { truncated, index } = measured(line, { limit: columns, ellipsis: "…" });
  if (!truncated) return line;
  const signs = [...line.slice(0, index)];
  // Behind some signs the library's index is one too far.
  while (signs.length > 0 && widthOf(signs.join("")) >= columns) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

/** Rows with aligned columns; a row's last cell is cut so that the row fits `columns`. */
export function aligned(rows: readonly (readonly string[])[], columns: number): string[] {
  const last = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: last }, (_, at) =>
    Math.max(...rows.map((row) => widthOf(row[at] ?? ""))),
  );
  const room = columns - widths.reduce((sum, width) => sum + width + GAP.length, 0);
  return rows.map((row) => {
    const cells = widths.map((width, at) => padded(row[at] ?? "", width));
    return [...cells, shortened(row[last] ?? "", Math.max(1, room))].join(GAP).trimEnd();
  });
}

const GAP = "  ";
