/** A set of code points: inclusive ranges, ascending and disjoint. */
export type CharSet = readonly CharRange[];
export type CharRange = readonly [low: number, high: number];

const LAST_CODE_POINT = 0x10ffff;
const SLASH = 0x2f;
const DOT = 0x2e;
const SPACE = 0x20;
/** Characters that we prefer in the example path, so that a person can read it. */
const READABLE = Array.from("xyzabcdefghijklmnopqrstuvw0123456789_-", (char) => codePoint(char));

export const SLASH_ONLY: CharSet = [[SLASH, SLASH]];
export const NOT_SLASH: CharSet = [
  [0, SLASH - 1],
  [SLASH + 1, LAST_CODE_POINT],
];

/** The first code point of `text`. */
export function codePoint(text: string): number {
  return text.codePointAt(0) ?? 0;
}

export function singleton(point: number): CharSet {
  return [[point, point]];
}

/** Sorts the ranges, merges adjoining ranges and drops reversed ranges (`[z-a]`) as empty. */
export function charSet(ranges: readonly CharRange[]): CharSet {
  const merged: [number, number][] = [];
  for (const [low, high] of ranges.filter(([a, b]) => a <= b).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

/** Every code point outside `set`, except the separator, which no wildcard matches. */
export function negate(set: CharSet): CharSet {
  const gaps: CharRange[] = [];
  let next = 0;
  for (const [low, high] of charSet([...set, [SLASH, SLASH]])) {
    if (next < low) gaps.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= LAST_CODE_POINT) gaps.push([next, LAST_CODE_POINT]);
  return gaps;
}

export function has(set: CharSet, point: number): boolean {
  return set.some(([low, high]) => low <= point && point <= high);
}

/**
 * Code points in both sets, at most one of each kind that a path distinguishes: the separator (always in a set
 * of its own), the dot, any other. If there is a choice, `accept` rejects code points that no path can contain.
 */
export function commonPoints(
  a: CharSet,
  b: CharSet,
  accept: (point: number) => boolean,
): readonly number[] {
  const only = soleMember(a) ?? soleMember(b);
  if (only !== undefined) return has(a, only) && has(b, only) ? [only] : [];
  const other =
    READABLE.find((point) => has(a, point) && has(b, point)) ??
    scan(a, b, SPACE + 1, accept) ??
    scan(a, b, 0, accept);
  const points = [DOT].filter((point) => has(a, point) && has(b, point));
  // The readable point comes first, so that a search that takes the first hit prefers `xy` to `.x`.
  return other === undefined ? points : [other, ...points];
}

function soleMember(set: CharSet): number | undefined {
  const first = set[0];
  return set.length === 1 && first !== undefined && first[0] === first[1] ? first[0] : undefined;
}

function scan(
  a: CharSet,
  b: CharSet,
  from: number,
  accept: (point: number) => boolean,
): number | undefined {
  for (const [lowA, highA] of a) {
    for (const [lowB, highB] of b) {
      const high = Math.min(highA, highB);
      for (let point = Math.max(lowA, lowB, from); point <= high; point += 1) {
        if (point !== SLASH && point !== DOT && accept(point)) return point;
      }
    }
  }
  return undefined;
}
