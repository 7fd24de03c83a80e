import headless from "@xterm/headless";
import { widthOf } from "../../src/kit/width.ts";

const CELL = { width: 8, height: 17 };
const MARGIN = 12;
const FONT =
  "ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', Menlo, Consolas, monospace";
const PAPER = "#0a0a0a";
const INK = "#eeeeee";
/** The sixteen colours that a program names by number. */
const NAMED = [
  ...["#1c1c1c", "#e06c75", "#7fd88f", "#e5c07b", "#5c9cf5", "#c678dd", "#56b6c2", "#c8c8c8"],
  ...["#808080", "#ff8a93", "#a4f0b2", "#ffd98f", "#8fbcff", "#e0a0f0", "#86dbe6", "#ffffff"],
];

/** What a terminal of this size shows, as an SVG whose text can be selected. `ansi` is what tmux captures with `-e`. */
export async function terminalPicture(
  ansi: string,
  { columns, rows, title }: { columns: number; rows: number; title: string },
): Promise<string> {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) =>
    terminal.write(ansi.trimEnd().replaceAll("\n", "\r\n"), resolve),
  );
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  const lines = Array.from({ length: rows }, (_each, row) => lineOf(terminal, row, columns));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>`,
    `<g font-family="${FONT}" font-size="13" fill="${INK}">`,
    ...lines.filter((line) => line !== ""),
    "</g></svg>\n",
  ].join("\n");
}

interface Look {
  ink: string;
  paper: string;
  weight: string;
}

type Cell = NonNullable<
  ReturnType<NonNullable<ReturnType<headless.IBuffer["getLine"]>>["getCell"]>
>;

/** The cells of one line, those of one look together. */
function lineOf(terminal: headless.Terminal, row: number, columns: number): string {
  const line = terminal.buffer.active.getLine(row);
  const runs: { at: number; cells: number; text: string; look: Look }[] = [];
  // The library gives newer emoji one column, and tmux two.
  let at = 0;
  for (let place = 0; place < columns; place += 1) {
    const cell = line?.getCell(place);
    if (!cell || cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const text = cell.getChars() || " ";
    const cells = widthOf(text);
    const last = runs.at(-1);
    // A wide sign stands alone, so that the next one begins in its own column whatever the font.
    if (last && cells === 1 && last.cells === [...last.text].length && same(last.look, look)) {
      last.text += text;
      last.cells += 1;
    } else runs.push({ at, cells, text, look });
    at += cells;
  }
  return runs.map((run) => drawn(run, row)).join("");
}

function drawn(
  { at, cells, text, look }: { at: number; cells: number; text: string; look: Look },
  row: number,
): string {
  const x = MARGIN + at * CELL.width;
  const y = MARGIN + row * CELL.height;
  const width = cells * CELL.width;
  const paper =
    look.paper === PAPER
      ? ""
      : `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${look.paper}"/>`;
  const words = text.trim();
  if (words === "") return paper;
  // Blanks at an end would count for `textLength` and not be drawn.
  const indent = text.length - text.trimStart().length;
  const drawnWidth = (words.length === text.length ? cells : words.length) * CELL.width;
  const ink = look.ink === INK ? "" : ` fill="${look.ink}"`;
  return `${paper}<text x="${x + indent * CELL.width}" y="${y + 13}" textLength="${drawnWidth}" lengthAdjust="spacingAndGlyphs"${ink}${look.weight}>${escaped(words).replaceAll(" ", "\u00a0")}</text>`;
}

function lookOf(cell: Cell): Look {
  const ink = colour(cell.isFgRGB(), cell.isFgDefault(), cell.getFgColor(), INK);
  const paper = colour(cell.isBgRGB(), cell.isBgDefault(), cell.getBgColor(), PAPER);
  const weight = cell.isBold() ? ' font-weight="bold"' : "";
  return cell.isInverse() ? { ink: paper, paper: ink, weight } : { ink, paper, weight };
}

function colour(isRgb: boolean, isDefault: boolean, value: number, fallback: string): string {
  if (isDefault) return fallback;
  if (isRgb) return `#${value.toString(16).padStart(6, "0")}`;
  return NAMED[value] ?? ofCube(value);
}

/** The 240 colours behind the sixteen: a cube of six levels each, then greys. */
function ofCube(value: number): string {
  if (value >= 232) return hex([0, 0, 0].map(() => 8 + 10 * (value - 232)));
  const at = value - 16;
  const level = (digit: number) => (digit === 0 ? 0 : 55 + 40 * digit);
  return hex([Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level));
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function same(one: Look, other: Look): boolean {
  return one.ink === other.ink && one.paper === other.paper && one.weight === other.weight;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
