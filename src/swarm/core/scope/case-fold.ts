import { type CharRange, type CharSet, charSet, codePoint } from "./char-set.ts";

const LAST_ASCII = 0x7f;

/** Compares letters as they are, or folded to one spelling. */
export type CaseRule = {
  readonly fold: (point: number) => number;
  readonly foldSet: (ranges: readonly CharRange[]) => CharSet;
};

export const CASE_SENSITIVE: CaseRule = { fold: (point) => point, foldSet: charSet };

/**
 * Simple folding, code point to code point. It equates slightly more letters than any file system does (`ı` and
 * `i`), which is safe for `overlap`.
 */
export const CASE_INSENSITIVE: CaseRule = {
  fold,
  foldSet: (ranges) => charSet(ranges.flatMap(foldRange)),
};

function fold(point: number): number {
  if (point <= LAST_ASCII) return point >= 0x41 && point <= 0x5a ? point + 0x20 : point;
  const char = String.fromCodePoint(point);
  const upper = single(char.toUpperCase()) ?? char;
  return codePoint(single(upper.toLowerCase()) ?? upper);
}

function single(text: string): string | undefined {
  return text.length === String.fromCodePoint(codePoint(text)).length ? text : undefined;
}

function foldRange([low, high]: CharRange): readonly CharRange[] {
  const folded: CharRange[] = [];
  for (let point = low; point <= high; point += 1) {
    const image = fold(point);
    folded.push([image, image]);
  }
  return folded;
}
