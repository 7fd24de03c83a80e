import fc from "fast-check";
import { expect, test } from "vitest";
import { compileScope, covers, overlap } from "../../../../src/swarm/core/scope/algebra.ts";
import { parsePattern } from "../../../../src/swarm/core/scope/pattern.ts";
import { oracle, oracleExpressions, PATHS, readsWider, scopePattern } from "./oracle.ts";

const SEED = 20_260_101;

test("covers whatever picomatch matches, and no more but where the language says so", () => {
  let total = 0;
  const check = fc.property(scopePattern, (pattern) => {
    const scope = compileScope([pattern]);
    const matchesPath = oracle(pattern);
    const expected = PATHS.filter(matchesPath);
    const covered = PATHS.filter((path) => covers(scope, path));
    total += expected.length;
    const comparable = readsWider(pattern) ? covered.filter(matchesPath) : covered;
    expect(comparable, pattern).toEqual(expected);
  });
  fc.assert(check, { numRuns: 1000, seed: SEED });
  expect(total).toBeGreaterThan(10_000);
});

test("finds every overlap that brute force finds, with a witness both patterns match", () => {
  const tally = { bruteForce: 0, disjoint: 0, conservative: 0 };
  const check = fc.property(scopePattern, scopePattern, (a, b) => {
    const sides = [judge(a), judge(b)] as const;
    const shared = bruteForce(...sides);
    const scopes = [compileScope([a]), compileScope([b])] as const;
    const found = overlap(...scopes);
    if (found === undefined) {
      expect(shared, `missed: ${a} and ${b}`).toBeUndefined();
      tally.disjoint += 1;
      return;
    }
    tally.bruteForce += shared === undefined ? 0 : 1;
    expect(scopes.filter((scope) => covers(scope, found.witness))).toHaveLength(2);
    if (sides.every(({ expressions }) => matches(expressions, found.witness))) return;
    expect(readsWider(a) || readsWider(b), `${a} and ${b} at ${found.witness}`).toBe(true);
    if (shared === undefined) tally.conservative += 1;
  });
  fc.assert(check, { numRuns: 20_000, seed: SEED });
  // Both answers are common, so neither is right by default.
  expect(tally.bruteForce).toBeGreaterThan(4000);
  expect(tally.disjoint).toBeGreaterThan(4000);
  expect(tally.conservative, JSON.stringify(tally)).toBeLessThan(400);
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

type Judged = { readonly expressions: readonly RegExp[]; readonly hits: readonly boolean[] };
const judged = new Map<string, Judged>();

function bruteForce(a: Judged, b: Judged): string | undefined {
  return PATHS.find((_, n) => a.hits[n] === true && b.hits[n] === true);
}

function judge(pattern: string): Judged {
  const known = judged.get(pattern);
  if (known !== undefined) return known;
  const expressions = oracleExpressions(pattern);
  const fresh = { expressions, hits: PATHS.map((path) => matches(expressions, path)) };
  judged.set(pattern, fresh);
  return fresh;
}

function matches(expressions: readonly RegExp[], path: string): boolean {
  return expressions.some((expression) => expression.test(path));
}
