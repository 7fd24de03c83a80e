import { describe, expect, test } from "vitest";
import { compileScope, covers, outside } from "../../../../src/swarm/core/scope/algebra.ts";
import { CASE_INSENSITIVE } from "../../../../src/swarm/core/scope/case-fold.ts";

const NFC = "caf\u00e9";
const NFD = "cafe\u0301";

const syntax: readonly { pattern: string; yes: readonly string[]; no: readonly string[] }[] = [
  { pattern: "a.ts", yes: ["a.ts"], no: ["axts", "a.tsx", "b/a.ts", "A.ts", ""] },
  { pattern: "src/**", yes: ["src", "src/a", "src/a/b/.c", "src/.a"], no: ["srcx", "x/src/a"] },
  { pattern: "src/", yes: ["src", "src/a/b"], no: ["srcx/a"] },
  { pattern: ".", yes: ["a", ".git/config", "a/b"], no: ["", ".", "./a"] },
  { pattern: "**", yes: ["a", ".a", "a/b/c"], no: ["", "/", "a/"] },
  { pattern: "*/**", yes: ["a", "a/b", ".a/b/c"], no: [""] },
  { pattern: "**/a", yes: ["a", "x/a", "x/y/a"], no: ["xa", "a/x", "x/ya"] },
  { pattern: "a/**/b", yes: ["a/b", "a/x/b", "a/x/y/b"], no: ["ab", "a/xb", "a/b/c"] },
  { pattern: "a/**/*", yes: ["a/b", "a/b/c"], no: ["a"] },
  { pattern: "src/*", yes: ["src/a", "src/.a"], no: ["src", "src/a/b"] },
  { pattern: "*.ts", yes: ["a.ts", ".ts", ".a.ts"], no: ["a/b.ts", "a.tsx"] },
  { pattern: "**.ts", yes: ["a.ts"], no: ["a/b.ts"] },
  { pattern: "a**/b", yes: ["a/b", "axy/b"], no: ["a/x/b", "ax/y/b"] },
  { pattern: "a?", yes: ["ab", "a.", "a\u{1f600}", "a\ud55c"], no: ["a", "abc", "a/"] },
  { pattern: "{a,b/c}", yes: ["a", "b/c"], no: ["b", "c", "a/c"] },
  { pattern: "{a,b{c,d}}.ts", yes: ["a.ts", "bc.ts", "bd.ts"], no: ["b.ts", "c.ts"] },
  { pattern: "a{,b}", yes: ["a", "ab"], no: ["b"] },
  { pattern: "a/{b,}", yes: ["a/b"], no: ["a", "a/c"] },
  { pattern: ".{b,}", yes: [".b"], no: ["a", "b"] },
  { pattern: "a/{,b}/c", yes: ["a/c", "a/b/c"], no: ["a/b"] },
  { pattern: "{src/,test/}", yes: ["src/a", "test/a/b"], no: ["x/a"] },
  { pattern: "x/{a,**}", yes: ["x", "x/a", "x/b/c"], no: ["y"] },
  { pattern: "a,b", yes: ["a,b"], no: ["a", "b"] },
  { pattern: "{a}", yes: ["{a}"], no: ["a"] },
  { pattern: "{a,[,}]}", yes: ["a", ",", "}"], no: ["{a,,}"] },
  { pattern: "[abc]", yes: ["a", "c", "[abc]"], no: ["d", "ab", "A"] },
  { pattern: "[a-c]x", yes: ["ax", "bx"], no: ["dx", "-x"] },
  { pattern: "[a-c-e]", yes: ["a", "b", "c", "-", "e"], no: ["d"] },
  { pattern: "[a-]", yes: ["a", "-"], no: ["b"] },
  { pattern: "[-a]", yes: ["a", "-"], no: ["b"] },
  { pattern: "[]a]", yes: ["]", "a"], no: ["b"] },
  { pattern: "[!a-c]", yes: ["d", "A", "\ud55c"], no: ["a", "b", ".", "dd"] },
  { pattern: "[^a]b", yes: ["cb", "!b"], no: ["ab", "/b", "b"] },
  { pattern: "a[!b]c", yes: ["axc"], no: ["abc", "a/c"] },
  { pattern: "[z-a]", yes: ["[z-a]"], no: ["m", "z"] },
  { pattern: "app/[id]/**", yes: ["app/[id]/x", "app/i/x"], no: ["app/id/x"] },
  { pattern: "[[...slug]]/x", yes: ["[[...slug]]/x"], no: ["slug/x"] },
  { pattern: "(g)|x+$^", yes: ["(g)|x+$^"], no: ["g", "gx"] },
  { pattern: NFC, yes: [NFC, NFD], no: ["cafe"] },
  { pattern: NFD, yes: [NFC, NFD], no: ["cafe"] },
];

test.each(syntax)("$pattern", ({ pattern, yes, no }) => {
  const scope = compileScope([pattern]);
  expect(outside(scope, yes)).toEqual([]);
  expect(outside(scope, no)).toEqual(no);
});

test.each(["/a", "a//b", "a/", "./a", "../a", "a/../b", "a/..", "a/./b", ""])(
  "nobody owns the path %j",
  (path) => {
    expect(covers(["**", "**/*", ".*/*", "?", "{a,..b}/**"], path)).toBe(false);
  },
);

describe("scopes", () => {
  const scope = ["src/a/**", "docs/*.md"];

  test("any pattern is enough and none is not", () => {
    expect(covers(scope, "docs/x.md")).toBe(true);
    expect(covers([], "docs/x.md")).toBe(false);
  });

  test("outside keeps order and spelling", () => {
    const paths = ["z", "src/a/b", `docs/${NFD}`, "docs/a.md", "a"];
    expect(outside(scope, paths)).toEqual(["z", `docs/${NFD}`, "a"]);
  });

  test("a pattern that was never parsed throws instead of covering something", () => {
    expect(() => covers(["../a"], "a")).toThrow(/PARENT/);
    expect(() => compileScope(["src/**", "!src/b"])).toThrow(/NEGATION/);
  });

  test("options given to covers outrank the compiled scope's", () => {
    const folded = compileScope(["SRC/**"], { caseInsensitive: true });
    expect(covers(folded, "src/a")).toBe(true);
    expect(covers(folded, "src/a", {})).toBe(true);
    expect(covers(folded, "src/a", { caseInsensitive: false })).toBe(false);
    expect(covers(folded, "SRC/a", { caseInsensitive: false })).toBe(true);
  });
});

describe("case-insensitive", () => {
  test.each([
    ["SRC/*.TS", "src/a.ts", true],
    ["src/[A-C]", "SRC/b", true],
    ["src/[!a]", "SRC/A", false],
    ["src/[!A]", "SRC/a", false],
    ["src/[!A]", "SRC/B", true],
    ["[X]/A", "[x]/a", true],
    ["\u00c9T\u00c9", "\u00e9t\u00e9", true],
    ["\u03a3", "\u03c2", true],
    ["\u{10400}", "\u{10428}", true],
    ["\u00df", "\u1e9e", true],
    ["\u00df", "ss", false],
    ["\u0130", "i", false],
  ])("%j on %j is %j", (pattern, path, expected) => {
    expect(covers([pattern], path, { caseInsensitive: true })).toBe(expected);
  });

  test("is not the default", () => {
    expect(covers(["SRC/**"], "src/a")).toBe(false);
  });

  test("folding twice is folding once", () => {
    const { fold } = CASE_INSENSITIVE;
    const points = Array.from({ length: 0x1f000 }, (_, point) => point);
    expect(points.filter((point) => fold(fold(point)) !== fold(point))).toEqual([]);
  });
});
