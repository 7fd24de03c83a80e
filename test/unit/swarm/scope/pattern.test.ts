import { describe, expect, test } from "vitest";
import { parsePattern, type ScopeProblem } from "../../../../src/swarm/core/scope/pattern.ts";

describe("normal form", () => {
  test.each([
    ["src/a.ts", "src/a.ts"],
    ["./src/a.ts", "src/a.ts"],
    [".//./src", "src"],
    ["src//a///b", "src/a/b"],
    ["src/./a/././b", "src/a/b"],
    ["src/", "src/**"],
    ["src/.", "src/**"],
    [".", "**"],
    ["./", "**"],
    ["a/**/**/b/**/", "a/**/b/**"],
    ["caf\u0065\u0301/x", "caf\u00e9/x"],
    ["\u1112\u1161\u11ab/x", "\ud55c/x"],
    [".github/**", ".github/**"],
    ["..a/b..c", "..a/b..c"],
    ["src/a .ts", "src/a .ts"],
    ["a/~b", "a/~b"],
    ["a/!b", "a/!b"],
    ["[!a]", "[!a]"],
    ["src/[!(]x", "src/[!(]x"],
    ["{a}", "{a}"],
    ["{src,test}/", "{src,test}/**"],
    ["app/(group)/page.tsx", "app/(group)/page.tsx"],
    ["app/[[...slug]]/page.tsx", "app/[[...slug]]/page.tsx"],
    ["[\uac00-\ud7a3]*", "[\uac00-\ud7a3]*"],
    ["a b/c#d$e+f", "a b/c#d$e+f"],
    ["\u{1f600}/?", "\u{1f600}/?"],
    ["[z-a]", "[z-a]"],
    ["x".repeat(512), "x".repeat(512)],
    ["{a,b}".repeat(8), "{a,b}".repeat(8)],
  ])("%j is %j", (given, expected) => {
    expect(parsePattern(given)).toEqual({ ok: true, pattern: expected });
    expect(parsePattern(expected)).toEqual({ ok: true, pattern: expected });
  });
});

describe("refusals", () => {
  const refused: readonly (readonly [ScopeProblem["problem"], readonly string[]])[] = [
    ["EMPTY", ["", "  ", "{,}", ".{,}"]],
    ["ABSOLUTE", ["/", "/etc/passwd", "//server/share", "{/etc,a}", "{,a}/b"]],
    ["PARENT", ["..", "../a", "a/..", "a/../b", "{..,a}/b", "{.,a}./b", "a{/../,b}c", "./../x"]],
    ["TRAILING", ["a ", "src/a /b", "src/a.", "src/a../b", "src/** ", "{a.,b}/c", "{a,b }", "*."]],
    ["NEGATION", ["!a", "!**", "./!a", "{!a,b}", "!(a)", "a/!(b)", "a/{!,b}(c)", "{./!a,b}"]],
    ["HOME", ["~", "~/a", "~root/a", "./~/a", "{~,a}/b"]],
    ["DRIVE", ["C:/a", "c:a", "C:\\a", "\\\\server\\share", "./C:/a", "{C,D}:/a"]],
    ["BACKSLASH", ["a\\b", "a/\\*", "[\\]]"]],
    ["CONTROL_CHARACTER", ["a\u0000b", "a\nb", "a\u007f", "a\u202eb", "a\ud800b", "\u2028x"]],
    ["UNBALANCED", ["{a", "a}", "}a{", "{a,{b}", "[a", "a]", "[]", "[!]", "[a/b]", "{a,[b}]"]],
    ["TOO_COMPLEX", ["{1..3}", "a{b..d}c", "@(a|b)", "+(a)", "*(a)", "?(a)", "[[:alpha:]]"]],
    ["TOO_COMPLEX", ["x".repeat(513), `${"x".repeat(511)}/`, "[\u0100-\uffff]"]],
    ["TOO_COMPLEX", ["{a,b}".repeat(9), "{a,b}".repeat(100), `{${"a,".repeat(256)}b}`]],
    ["TOO_COMPLEX", [`{${"a,".repeat(127)}b}${"x".repeat(100)}`, "{*,a*}".repeat(8)]],
  ];
  const table = refused.flatMap(([problem, patterns]) =>
    patterns.map((pattern) => ({ problem, pattern })),
  );

  test.each(table)("$problem: $pattern", ({ problem, pattern }) => {
    expect(parsePattern(pattern)).toEqual({ ok: false, problem: { pattern, problem } });
  });
});
