/** How much of each list and text a report shows. */
export interface Limits {
  rows: number;
  /** Characters of a text, and of the end of a command's output. */
  text: number;
  tail: number;
  /** Characters of all outputs together. */
  outputs: number;
}

const FULL: Limits = { rows: 300, text: 1_500, tail: 4_000, outputs: 400_000 };

/** From the usual limits down to those under which the largest run still fits one file. */
export const LIMITS: readonly Limits[] = [1, 0.4, 0.15, 0.05, 0.02].map((part) => ({
  rows: Math.ceil(FULL.rows * part),
  text: Math.ceil(FULL.text * part),
  tail: Math.ceil(FULL.tail * part),
  outputs: Math.ceil(FULL.outputs * part),
}));

/** The first rows and the last ones, at most `max`, and how many there are in all. */
export function endsOf<T>(rows: readonly T[], max: number): { shown: T[]; all: number } {
  if (rows.length <= max) return { shown: [...rows], all: rows.length };
  const last = Math.floor(max / 2);
  return {
    shown: [...rows.slice(0, max - last), ...rows.slice(rows.length - last)],
    all: rows.length,
  };
}
