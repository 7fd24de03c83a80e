import { expect, test } from "vitest";
import { compileScope, covers, overlap } from "../../../../src/swarm/core/scope/algebra.ts";

const shared: readonly (readonly [a: string, b: string, witness: string])[] = [
  ["src/**", "src/**", "src/x"],
  ["src/**", "src/api/**", "src/api/x"],
  ["src/**", "src", "src"],
  ["src/", "./src/a.ts", "src/a.ts"],
  ["src//a", "src/./a", "src/a"],
  ["**", "a/b", "a/b"],
  ["**/*.ts", "src/**", "src/.ts"],
  ["*/a", "b/*", "b/a"],
  ["**/a/**", "**/b/**", "b/a/x"],
  ["a*", "*b", "ab"],
  ["*a*", "*b*", "ba"],
  ["a?c", "?b?", "abc"],
  ["src/{a,b}/**", "src/{b,c}/x", "src/b/x"],
  ["{a,b{c,d}}", "b[d-f]", "bd"],
  ["[a-m]", "[m-z]", "m"],
  ["[!a]", "[!b]", "x"],
  ["[^a-y]", "[x-z]", "z"],
  ["[!a]", "?", "x"],
  ["[.]a", "?a", ".a"],
  ["[.][.]x", "??x", "..x"],
  ["[.a]x", "[.b]x", ".x"],
  ["[ !]", "[ #]", " "],
  ["{a,bb}/**", "{a,bb}", "a"],
  ["app/[id]", "app/[[]id[]]", "app/[id]"],
  ["caf\u00e9", "cafe\u0301", "caf\u00e9"],
  ["\ud55c\uae00/*", "\ud55c[\uac00-\ud7a3]/a", "\ud55c\uae00/a"],
];

test.each(shared)("%j and %j share %j", (a, b, witness) => {
  expect(overlap([a], [b])).toEqual({ a, b, witness });
  expect(covers([a], witness) && covers([b], witness)).toBe(true);
});

test.each([
  ["src/a/**", "src/b/**"],
  ["src/api/**", "src/apiary/**"],
  ["src/*", "src"],
  ["src/*", "src/a/b"],
  ["*.ts", "*.tsx"],
  ["**/*.ts", "src/*.js"],
  ["a/**/b", "a/**/c"],
  ["[a-c]", "[d-f]"],
  ["[!a]", "a"],
  ["[.]", "?"],
  ["[.][.]", "??"],
  ["[.]/a", "?/a"],
  ["{a,b}/c", "{c,d}/c"],
  ["a/{b,}", "a"],
  ["SRC/a", "src/a"],
  ["?", "\u{1f600}\u{1f600}"],
])("%j and %j are disjoint", (a, b) => {
  expect(overlap([a], [b])).toBeUndefined();
  expect(overlap([b], [a])).toBeUndefined();
});

test("names the two patterns that collide, as they were given", () => {
  const found = overlap(["docs/**", "./src/a/"], ["test/**", "src//a/*.ts"]);
  expect(found).toEqual({ a: "./src/a/", b: "src//a/*.ts", witness: "src/a/.ts" });
  expect(overlap([], ["**"])).toBeUndefined();
});

test.each([
  ["SRC/a", "src/A", "src/a"],
  ["src/[A-Z]", "src/[x-z]", "src/x"],
  ["[!A]", "a", undefined],
  ["[!a-z]", "[A-Z]", undefined],
  ["[A-Z]", "[!a-y]", "z"],
  // What is left begins with A-Z, which no folded path contains.
  ["[!!-.0-@a-z_-]", "[!!-.0-@a-z_-]", "["],
  ["\u00c9*", "\u00e9", "\u00e9"],
])("ignoring case, %j and %j share %j", (a, b, witness) => {
  expect(overlap([a], [b], { caseInsensitive: true })?.witness).toBe(witness);
});

test("one case-insensitive side makes the comparison case-insensitive", () => {
  const folded = compileScope(["SRC/**"], { caseInsensitive: true });
  expect(overlap(folded, ["src/a"])?.witness).toBe("src/a");
  expect(overlap(["src/a"], folded)?.witness).toBe("src/a");
  expect(overlap(folded, ["src/a"], { caseInsensitive: false })).toBeUndefined();
});

test("refuses to compare what was never parsed", () => {
  expect(() => overlap(["src/**"], ["/etc"])).toThrow(/ABSOLUTE/);
});

test("long patterns full of stars are decided, not given up on", () => {
  const stars = "*a".repeat(200);
  expect(overlap([`${stars}b`], [`${stars}c`])).toBeUndefined();
  expect(overlap([`${stars}b`], [`${stars}*`])?.witness).toBe(`${"a".repeat(200)}b`);
});
