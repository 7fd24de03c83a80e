import type { Language } from "../../../kit/sentence.ts";
import type { DrawnPlan } from "../plan/choices.ts";
import { foldedPieces, piecesWidth } from "./fold-pieces.ts";
import { type Piece, type PlanPart, piece } from "./plan-part.ts";
import { planParts } from "./plan-parts.ts";
import { visible } from "./quoted-text.ts";

/** A row of a terminal. */
export type Row = readonly Piece[];

/** Stands before each row of a model's text, so that no such text can pass for ours. */
const MARGIN = "│ ";
const TAB = "    ";
const GAP = 2;

/** The whole plan for a terminal, in rows that fit `columns`: what is too long for a row goes on in the next one. */
export function planRows(drawn: DrawnPlan, language: Language, columns: number): Row[] {
  const rows: Row[] = [];
  const parts = planParts(drawn, language);
  for (let at = 0; at < parts.length; ) {
    const first = parts[at];
    if (!first) break;
    const group = first.is === "fact" ? factsFrom(parts, at) : [first];
    if (startsBlock(first, parts[at - 1])) rows.push([]);
    rows.push(
      ...(first.is === "fact" ? tableRows(group as Fact[], columns) : rowsOf(first, columns)),
    );
    at += group.length;
  }
  return rows.slice(1);
}

type Fact = Extract<PlanPart, { is: "fact" }>;

/** The facts that stand together make one table. */
function factsFrom(parts: readonly PlanPart[], from: number): Fact[] {
  const end = parts.findIndex((part, at) => at > from && part.is !== "fact");
  return parts.slice(from, end < 0 ? undefined : end) as Fact[];
}

/** A blank row stands before it; the facts of a Worker and its task follow the heading. */
function startsBlock(part: PlanPart, before: PlanPart | undefined): boolean {
  if (part.is === "fact") return before?.is !== "numbered";
  return part.is !== "list" && !(part.is === "quoted" && part.name !== undefined);
}

function rowsOf(part: Exclude<PlanPart, Fact>, columns: number): Row[] {
  switch (part.is) {
    case "row":
      return foldedPieces(part.pieces, columns);
    case "numbered":
      return hanging(`${part.number}. `, [piece("strong", part.text)], columns);
    case "list":
      return part.items.flatMap((item) => hanging("- ", item, columns));
    case "quoted":
      return [
        ...(part.name === undefined ? [] : [[piece("words", part.name)]]),
        ...quotedRows(part.text, columns),
      ];
  }
}

/** `first` before the first row, and blanks of its width before the others. */
function hanging(first: string, pieces: readonly Piece[], columns: number): Row[] {
  const rows = foldedPieces(pieces, columns - first.length);
  return rows.map((row, at) => [
    piece("words", at === 0 ? first : " ".repeat(first.length)),
    ...row,
  ]);
}

/** Two columns: the names, which take a third at most, and the values. */
function tableRows(facts: readonly Fact[], columns: number): Row[] {
  const widest = Math.max(...facts.map(({ name }) => piecesWidth([piece("words", name)])));
  const width = Math.max(2, Math.min(widest, Math.floor(columns / 3)));
  return facts.flatMap(({ name, pieces }) => {
    const names = foldedPieces([piece("words", name)], width);
    const values = foldedPieces(pieces, columns - width - GAP);
    return Array.from({ length: Math.max(names.length, values.length) }, (_, at): Row => {
      const cell = names[at] ?? [];
      const value = values[at];
      if (!value) return cell;
      const blanks = " ".repeat(width + GAP - piecesWidth(cell));
      return [...cell, piece("words", blanks), ...value];
    });
  });
}

/** A model's text line by line; an indentation stands before each row of its line. */
function quotedRows(text: string, columns: number): Row[] {
  const room = columns - MARGIN.length;
  return visible(text)
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const whole = line.replaceAll("\t", TAB);
      const indent = /^ */.exec(whole)?.[0].length ?? 0;
      const kept = indent < room / 2 ? indent : 0;
      const rows = foldedPieces([piece("words", whole.slice(kept))], room - kept);
      return rows.map((row) => [piece("words", MARGIN + " ".repeat(kept)), ...row]);
    });
}
