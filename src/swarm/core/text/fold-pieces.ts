import { widthOf } from "../../../kit/width.ts";
import type { Piece } from "./plan-part.ts";

export function piecesWidth(pieces: readonly Piece[]): number {
  return widthOf(pieces.map(({ text }) => text).join(""));
}

/** Columns of the widest sign. */
const WIDEST = 2;

interface Sign {
  readonly is: Piece["is"];
  readonly text: string;
}

/**
 * Breaks pieces into rows that fit `columns`, at blanks if there are any, and inside a word that is too long for a row.
 * Only the blank at a break is left out.
 */
export function foldedPieces(pieces: readonly Piece[], columns: number): Piece[][] {
  const room = Math.max(2, columns);
  if (piecesWidth(pieces) <= room) return [[...pieces]];
  const rows: Piece[][] = [];
  let row: Sign[] = [];
  for (const sign of pieces.flatMap(signsOf)) {
    row.push(sign);
    while (row.length * WIDEST > room && signsWidth(row) > room) {
      const blank = row.findLastIndex(({ text }, at) => at > 0 && text === " ");
      const end = blank > 0 ? blank : row.length - 1;
      rows.push(joined(row.slice(0, end)));
      row = row.slice(blank > 0 ? end + 1 : end);
    }
  }
  return [...rows, joined(row)];
}

function signsOf({ is, text }: Piece): Sign[] {
  return [...text].map((sign) => ({ is, text: sign }));
}

function signsWidth(signs: readonly Sign[]): number {
  return widthOf(signs.map(({ text }) => text).join(""));
}

/** Neighbours of one kind are one piece. */
function joined(signs: readonly Sign[]): Piece[] {
  const pieces: { is: Piece["is"]; text: string }[] = [];
  for (const { is, text } of signs) {
    const last = pieces.at(-1);
    if (last?.is === is) last.text += text;
    else pieces.push({ is, text });
  }
  return pieces;
}
