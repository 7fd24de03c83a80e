import fc from "fast-check";
import picomatch from "picomatch";
import { parsePattern } from "../../../../src/swarm/core/scope/pattern.ts";

/**
 * picomatch as the second opinion. Three spellings are translated, not judged: it reads the `!`
 * of `[!a]` as a member, gives a trailing `/` no meaning, and lets `x/**` match `x` only where
 * `x` has no wildcard.
 */
export function oracle(pattern: string): (path: string) => boolean {
  const matchers = translate(pattern).map((one) => picomatch(one, { dot: true }));
  return (path) => matchers.some((matches) => matches(path));
}

/** The same as bare expressions, for many paths. */
export function oracleExpressions(pattern: string): readonly RegExp[] {
  return translate(pattern).map((one) => picomatch.makeRe(one, { dot: true }));
}

function translate(pattern: string): readonly string[] {
  const spelled = pattern.replaceAll("[!", "[^").replace(/\/$/, "/**");
  const directory = spelled.replace(/(?:\/\*\*)+$/, "");
  return directory === spelled ? [spelled] : [spelled, directory];
}

/**
 * Where we own more than picomatch matches, and mean to: each brace branch is read as a pattern
 * of its own, so that in `{a,b/}` and `{a,**}` the second branch is what it is without braces.
 */
export function readsWider(pattern: string): boolean {
  return /\/\}|\*\*[,}]/.test(pattern);
}

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", ".a") },
  { weight: 4, arbitrary: fc.constantFrom("*", "?", "[ab]", "[!a]", "[^b]", "[a-b]") },
  { weight: 2, arbitrary: fc.constantFrom("{a,b}", "{a,b*}", "{a,{b,?}}", "{a/b,b}") },
);
const optional = fc.constantFrom("", "", "", "{,a}", "{b,}");
const segment = fc.oneof(
  {
    weight: 16,
    arbitrary: fc
      .tuple(fc.array(piece, { minLength: 1, maxLength: 2 }), optional)
      // Stars that touch mean `*` to us and several things to picomatch.
      .map(([pieces, tail]) => (pieces.join("") + tail).replaceAll(/\*+/g, "*")),
  },
  { weight: 6, arbitrary: fc.constant("**") },
  { weight: 1, arbitrary: fc.constantFrom("{a,**}", "{b,a/}", "{**,b/*}") },
);

/** Patterns over the letters of {@link PATHS}, one to three segments. */
export const scopePattern: fc.Arbitrary<string> = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "", "", "/"))
  .map(([segments, end]) => segments.join("/") + end)
  // A few have more brace alternatives than a scope may.
  .filter((pattern) => parsePattern(pattern).ok);

const NAMES = ["a", "b", "x", "ab", "ba", ".a"];
const PAIRS = NAMES.flatMap((name) => NAMES.map((inner) => `${name}/${inner}`));

/** Every path of at most three segments over six names. */
export const PATHS: readonly string[] = [
  ...NAMES,
  ...PAIRS,
  ...PAIRS.flatMap((pair) => NAMES.map((inner) => `${pair}/${inner}`)),
];
