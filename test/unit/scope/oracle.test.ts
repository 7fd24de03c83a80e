import fc from "fast-check";
import { expect, test } from "vitest";
import { compileScope, covers, overlap } from "../../../src/core/scope/algebra.ts";
import { parsePattern } from "../../../src/core/scope/pattern.ts";
import { oracle, oracleExpressions, PATHS, readsWider, scopePattern } from "./oracle.ts";

const SEED = 20_260_101;
const TIMEOUT = 60_000;

test("covers whatever picomatch matches, and no more but where the language says so", {
  timeout: TIMEOUT,
}, () => {
  let matches = 0;
  const check = fc.property(scopePattern, (pattern) => {
    const scope = compileScope([pattern]);
    const matchesPath = oracle(pattern);
    const expected = PATHS.filter(matchesPath);
    const covered = PATHS.filter((path) => covers(scope, path));
    matches += expected.length;
    const judged = readsWider(pattern) ? covered.filter(matchesPath) : covered;
    expect(judged, pattern).toEqual(expected);
  });
  fc.assert(check, { numRuns: 1000, seed: SEED });
  expect(matches).toBeGreaterThan(10_000);
});

test("finds every overlap that brute force finds, with a witness both patterns match", {
  timeout: TIMEOUT,
}, () => {
  const tally = { bruteForce: 0, disjoint: 0, conservative: 0 };
  const check = fc.property(scopePattern, scopePattern, (a, b) => {
    const shared = bruteForce(a, b);
    const found = overlap([a], [b]);
    if (found === undefined) {
      expect(shared, `missed: ${a} and ${b}`).toBeUndefined();
      tally.disjoint += 1;
      return;
    }
    tally.bruteForce += shared === undefined ? 0 : 1;
    expect(covers([a], found.witness) && covers([b], found.witness)).toBe(true);
    const confirmed = [a, b].filter((pattern) => oracle(pattern)(found.witness)).length === 2;
    if (confirmed) return;
    expect(readsWider(a) || readsWider(b), `${a} and ${b} at ${found.witness}`).toBe(true);
    if (shared === undefined) tally.conservative += 1;
  });
  fc.assert(check, { numRuns: 20_000, seed: SEED });
  // Both answers are common, so neither is right by default.
  console.info(JSON.stringify(tally));
  expect(tally.bruteForce).toBeGreaterThan(4000);
  expect(tally.disjoint).toBeGreaterThan(4000);
  expect(tally.conservative).toBeLessThan(600);
});

test("case-insensitive overlap is the overlap of the lower-case patterns", () => {
  const shout = fc.tuple(scopePattern, fc.boolean()).map(([pattern, loud]) => ({
    pattern,
    spelled: loud ? pattern.toUpperCase() : pattern,
  }));
  const check = fc.property(shout, shout, (a, b) => {
    const folded = overlap([a.spelled], [b.spelled], { caseInsensitive: true });
    const plain = overlap([a.pattern], [b.pattern]);
    expect(folded?.witness).toBe(plain?.witness);
  });
  fc.assert(check, { numRuns: 1000, seed: SEED });
});

test("overlap is symmetric and the normal form means the same", () => {
  const check = fc.property(scopePattern, scopePattern, (a, b) => {
    const parsed = parsePattern(a);
    if (!parsed.ok) throw new Error(`refused: ${a}`);
    expect(parsePattern(parsed.pattern)).toEqual(parsed);
    const witness = overlap([a], [b])?.witness;
    expect(overlap([b], [a])?.witness === undefined).toBe(witness === undefined);
    expect(overlap([parsed.pattern], [b])?.witness).toBe(witness);
  });
  fc.assert(check, { numRuns: 1000, seed: SEED });
});

const matchedPaths = new Map<string, Uint8Array>();

function bruteForce(a: string, b: string): string | undefined {
  const [hitsA, hitsB] = [hits(a), hits(b)];
  return PATHS.find((_, n) => hitsA[n] === 1 && hitsB[n] === 1);
}

function hits(pattern: string): Uint8Array {
  const known = matchedPaths.get(pattern);
  if (known !== undefined) return known;
  const expressions = oracleExpressions(pattern);
  const result = Uint8Array.from(PATHS, (path) =>
    Number(expressions.some((one) => one.test(path))),
  );
  matchedPaths.set(pattern, result);
  return result;
}
