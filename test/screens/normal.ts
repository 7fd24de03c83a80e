import { widthOf } from "../../src/kit/width.ts";
import type { Size } from "./states.ts";

/** What differs from one play to the next, each with what stands in its place. */
const CLOCKS: readonly (readonly [RegExp, string])[] = [
  [/\d{8}T\d{9}-[0-9a-f]{6}/g, "20260101T000000000-abcdef"],
  [/\b\d\d:\d\d:\d\d\b/g, "12:34:56"],
  [/\b\d\d:\d\d:\d?(?=…)/g, "12:34:5"],
  [/(?<![:\d])\d\d:\d\d\b(?!:)/g, "12:34"],
  [/\b\d+m ?\d+s\b/g, "9s"],
  [/(?<![\w.])\d+(?:\.\d+)?(?:ms|s)\b/g, "9s"],
  [/\b\d{4}-\d\d-\d\d\b/g, "2026-01-01"],
  [/\b\d+ min\b/g, "9 min"],
  [/\b\d+분/g, "9분"],
  [/\b(?=[a-f]*\d)[0-9a-f]{12}\b/g, "0123456789ab"],
  [/(?<=process )\d+|(?<=프로세스 )\d+/g, "4321"],
  // OpenCode's own figures, what it moves, and signs that it hides a moment later.
  [/\[(?=[█░]+\])|(?<=[█░])\]/g, ""],
  [/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "⠋"],
  [/[⬝■]{8}/g, "⬝⬝⬝⬝⬝⬝⬝⬝"],
  [/\b[\d.]+K \(\d+%\)/g, "1.0K (1%)"],
  [/\b[\d,]+ tokens$/g, "1,000 tokens"],
  [/\b\d+% used$/g, "1% used"],
  [/^ *● Tip .*/g, "● Tip"],
  [/(?<=Ask anything… )".*"/g, '"…"'],
  // The model server's port and rates.
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:12345"],
  [/prompts \d+ % cached/g, "prompts 80 % cached"],
  [/프롬프트의 \d+ %/g, "프롬프트의 80 %"],
  [/ · (?:\d+ tokens\/s|초당 \d+토큰)(?= |$)/g, ""],
  [/\d+ running · \d+ waiting/g, "1 running · 0 waiting"],
  [/실행 \d+ · 대기 \d+/g, "실행 1 · 대기 0"],
  [/Server: \d+ run, \d+ wait/g, "Server: 1 run, 0 wait"],
  [/서버: 실행 \d+, 대기 \d+/g, "서버: 실행 1, 대기 0"],
];

/** The screen without clocks, ids and folders of this play. What stands right of them stays in its column. */
export function normal(screen: string, folder: string): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [new RegExp(folder, "g"), "/tmp/aegis-screens-folder"],
    ...CLOCKS,
  ];
  const rows = screen
    .split("\n")
    .map((row) => known.reduce((text, [each, by]) => replaced(text, each, by), row).trimEnd());
  return `${inOrder(rows).join("\n")}\n`;
}

/** Events of the timeline that differ in the Worker alone come in any order. */
function inOrder(rows: readonly string[]): string[] {
  const ordered: string[] = [];
  for (const row of rows) {
    const last = ordered.at(-1) ?? "";
    const [other, own] = [last, row].map((text) => EVENT.exec(text)?.groups);
    const isLater = own && other && own["what"] === other["what"] && last > row;
    if (isLater) ordered.splice(-1, 0, row);
    else ordered.push(row);
  }
  return ordered;
}

const EVENT = /^ 12:34:56 (?<worker>\S+) (?<what>.+)$/;

/** Something of OpenCode stands near the right edge, nothing beyond it, and neither its start nor a notice that soon goes. */
export function isDrawn(screen: string, [columns, rows]: Size): boolean {
  const lines = screen.split("\n");
  const widest = Math.max(...lines.map((line) => widthOf(line.trimEnd())));
  const hasNotice = /┃ {2}Aegis {2,}┃|Finishing startup/.test(screen);
  return !hasNotice && lines.length <= rows && widest > columns / 2 && widest <= columns;
}

/** Each find replaced; a gap of blanks takes up the difference. */
function replaced(row: string, each: RegExp, by: string): string {
  let text = row.trimEnd();
  for (const found of [...text.matchAll(each)].reverse()) {
    const before = text.slice(0, found.index);
    const behind = text.slice(found.index + found[0].length);
    const lost = widthOf(found[0]) - widthOf(by);
    text = GAP.test(behind)
      ? before + by + behind.replace(GAP, (gap) => longer(gap, lost))
      : before.replace(WORKERS_GAP, (gap) => longer(gap, lost)) + by + behind;
  }
  return text;
}

const GAP = / {2,}/;
/** In a sidebar's row of a Worker, whose status and time stand at the right. */
const WORKERS_GAP = /(?<=w\d\d \S+) {2,}(?=\S[^│]*$)/;

function longer(gap: string, by: number): string {
  return " ".repeat(Math.max(1, gap.length + by));
}
