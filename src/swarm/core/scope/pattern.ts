import { EMPTY_BRANCH, expandBraces } from "./braces.ts";
import { type Token, tokenise } from "./tokens.ts";

/** Why a pattern cannot be part of a scope; `pattern` is the given text. */
export type ScopeProblem = {
  pattern: string;
  problem:
    | "EMPTY"
    | "ABSOLUTE"
    | "PARENT"
    | "TRAILING"
    | "NEGATION"
    | "HOME"
    | "DRIVE"
    | "BACKSLASH"
    | "CONTROL_CHARACTER"
    | "UNBALANCED"
    | "TOO_COMPLEX";
};

type Problem = ScopeProblem["problem"];
type Reading =
  | { readonly ok: true; readonly pattern: string; readonly alternatives: readonly string[] }
  | { readonly ok: false; readonly problem: Problem };

const MAX_LENGTH = 512;

/**
 * A blank or a dot at the end of a name is a slip that owns nothing; Windows leaves it out, so that two names are one.
 * Judged without braces, which may put something behind it.
 */
const TRAILING = /(?:[^/.]\.+| )(?:\/|$)/;

/** The first match wins, so the order decides which problem a pattern with several faults gets. */
const FORBIDDEN: readonly (readonly [RegExp, Problem])[] = [
  // Also refuse bidirectional marks, which can change how the plan reads to the person who approves it.
  [/[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u, "CONTROL_CHARACTER"],
  [/^(?:[a-z]:|\\\\)/i, "DRIVE"],
  [/\\/, "BACKSLASH"],
  [/^\//, "ABSOLUTE"],
  [/^~/, "HOME"],
  [/^!/, "NEGATION"],
  [/(?:^|\/)\.\.(?:\/|$)/, "PARENT"],
];

/**
 * Checks one scope pattern and returns its normal form: NFC, no `./`, no `//`, a trailing `/` spelled `/**`,
 * `.` spelled `**`. Parsing a normal form returns it unchanged.
 *
 * The language: `*` and `?` within a segment, `**` as a whole segment (joined to other text it means `*`),
 * classes `[a-z]`, `[!a]`, `[^a]`, nested braces. A class also matches its own spelling, so `app/[id]/**` owns
 * a directory really called `[id]`. Parentheses are literal; the extended forms `@(`, `+(`, `*(`, `?(`, POSIX
 * classes and `{1..3}` are TOO_COMPLEX.
 */
export function parsePattern(
  pattern: string,
): { ok: true; pattern: string } | { ok: false; problem: ScopeProblem } {
  const reading = readPattern(pattern);
  return reading.ok
    ? { ok: true, pattern: reading.pattern }
    : { ok: false, problem: { pattern, problem: reading.problem } };
}

/** Like {@link parsePattern}, with the braces expanded: each alternative is in normal form. */
export function readPattern(source: string): Reading {
  const text = source.normalize("NFC");
  if (text.trim() === "") return { ok: false, problem: "EMPTY" };
  const forbidden = forbiddenIn(text);
  if (forbidden !== undefined) return { ok: false, problem: forbidden };
  const pattern = normalise(text);
  if (pattern.length > MAX_LENGTH) return { ok: false, problem: "TOO_COMPLEX" };
  const tokens = tokenise(pattern);
  if (!tokens.ok) return tokens;
  const expansion = expandBraces(tokens.tokens);
  if (!expansion.ok) return expansion;

  const alternatives = new Set<string>();
  for (const expanded of expansion.texts.filter((one) => !endsInEmptyBranch(one))) {
    const alternative = expanded.replaceAll(EMPTY_BRANCH, "");
    // Braces can assemble forms that the whole text did not show: `{/etc,a}`, `{.,a}./b`, `./!a`.
    const normal = normalise(alternative);
    const problem =
      forbiddenIn(alternative) ?? forbiddenIn(normal) ?? malformed(normal) ?? trailing(normal);
    if (problem !== undefined) return { ok: false, problem };
    alternatives.add(normal);
  }
  if (alternatives.size === 0) return { ok: false, problem: "EMPTY" };
  return { ok: true, pattern, alternatives: [...alternatives] };
}

/** The program parses scopes when they enter, so a bad scope later is our bug. */
export function refusedPattern({ pattern, problem }: ScopeProblem): Error {
  return new Error(`Scope pattern ${JSON.stringify(pattern)} was never parsed: ${problem}`);
}

function forbiddenIn(text: string): Problem | undefined {
  return FORBIDDEN.find(([expression]) => expression.test(text))?.[1];
}

/** True for an empty branch such as in `dir/{a,}` or `.{a,}`, which must not own a directory by accident. */
function endsInEmptyBranch(expanded: string): boolean {
  const last = expanded.slice(expanded.lastIndexOf("/") + 1);
  const name = last.replaceAll(EMPTY_BRANCH, "");
  return name !== last && (name === "" || name === ".");
}

function normalise(text: string): string {
  const segments = text.split("/");
  const isDirectory = segments.at(-1) === "" || segments.at(-1) === ".";
  const kept = segments.filter((segment) => segment !== "" && segment !== ".");
  if (isDirectory) kept.push("**");
  return kept.filter((segment, n) => segment !== "**" || kept[n - 1] !== "**").join("/");
}

function trailing(alternative: string): Problem | undefined {
  return TRAILING.test(alternative) ? "TRAILING" : undefined;
}

function malformed(alternative: string): Problem | undefined {
  const tokens = tokenise(alternative);
  return tokens.ok ? extendedGlob(tokens.tokens) : tokens.problem;
}

function extendedGlob(tokens: readonly Token[]): Problem | undefined {
  const before = tokens.filter((_, n) => tokens[n + 1]?.text === "(").map(({ text }) => text);
  if (before.includes("!")) return "NEGATION";
  return before.some((text) => "@+*?".includes(text)) ? "TOO_COMPLEX" : undefined;
}
