/** Characters that fill two columns of a terminal: Korean, Chinese and Japanese letters, and pictures. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6])/u;
/** Colours and other commands to a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is what it looks for.
const ESCAPES = /\u001b\[[0-9;]*m/g;
const LETTERS = new Intl.Segmenter();

/** Columns that a line fills in a terminal. */
export function widthOf(line: string): number {
  return lettersOf(line.replace(ESCAPES, "")).reduce(
    (sum, letter) => sum + widthOfLetter(letter),
    0,
  );
}

/** The line with blanks up to `columns`. */
export function padded(line: string, columns: number): string {
  return line + " ".repeat(Math.max(0, columns - widthOf(line)));
}

/** The beginning of a line without colours that fits `columns`, with "…" if something is missing. */
export function shortened(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let kept = "";
  for (const letter of lettersOf(line)) {
    if (widthOf(kept) + widthOfLetter(letter) > columns - 1) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
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

function lettersOf(line: string): string[] {
  return [...LETTERS.segment(line)].map(({ segment }) => segment);
}

function widthOfLetter(letter: string): number {
  return WIDE.test(letter) || letter.includes("\ufe0f") ? 2 : 1;
}
