import { type CharRange, codePoint } from "./char-set.ts";

/** One unit of a pattern; the joined `text` of all tokens is the pattern. */
export type Token =
  | { readonly kind: "char" | "any" | "star"; readonly text: string }
  | {
      readonly kind: "bracket";
      readonly text: string;
      readonly negated: boolean;
      readonly ranges: readonly CharRange[];
    };

type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly problem: "UNBALANCED" | "TOO_COMPLEX" };

/** The limit of a pattern's class members, because folding visits each of them; all of Hangul or CJK fits. */
const MAX_CLASS_MEMBERS = 32_768;

/**
 * Splits a pattern into characters, wildcards and classes. Braces and commas become plain characters: inside a
 * class they are members, elsewhere `braces.ts` gives them their meaning.
 *
 * A `]` outside a class is literal only if an earlier class contains a `[`, as in the directory name
 * `[[...slug]]`.
 */
export function tokenise(text: string): Tokens {
  const tokens: Token[] = [];
  let swallowed = 0;
  let members = 0;
  for (let at = 0; at < text.length; ) {
    const token = text[at] === "[" ? readBracket(text, at) : readPlain(text, at);
    if (token === undefined) return { ok: false, problem: "UNBALANCED" };
    if (token.kind === "bracket") {
      if (token.text.includes("[:")) return { ok: false, problem: "TOO_COMPLEX" };
      swallowed += token.text.split("[").length - 2;
      members += token.ranges.reduce((sum, [low, high]) => sum + Math.max(0, high - low + 1), 0);
    } else if (token.text === "]") {
      swallowed -= 1;
    }
    if (swallowed < 0) return { ok: false, problem: "UNBALANCED" };
    tokens.push(token);
    at += token.text.length;
  }
  return members > MAX_CLASS_MEMBERS ? { ok: false, problem: "TOO_COMPLEX" } : { ok: true, tokens };
}

function readPlain(text: string, at: number): Token {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (char === "*") return { kind: "star", text: char };
  return { kind: char === "?" ? "any" : "char", text: char };
}

/** Reads a class as POSIX does: a leading `]` and a leading or trailing `-` are members. */
function readBracket(text: string, open: number): Token | undefined {
  const negated = text[open + 1] === "!" || text[open + 1] === "^";
  const first = open + (negated ? 2 : 1);
  const close = text.indexOf("]", first + 1);
  const body = text.slice(first, close);
  if (close < 0 || body.includes("/")) return undefined;
  const ranges = readRanges(Array.from(body, codePoint));
  return { kind: "bracket", text: text.slice(open, close + 1), negated, ranges };
}

function readRanges(points: readonly number[]): readonly CharRange[] {
  const ranges: CharRange[] = [];
  for (let at = 0; at < points.length; at += 1) {
    const low = points[at] ?? 0;
    const high = points[at + 1] === codePoint("-") ? points[at + 2] : undefined;
    ranges.push([low, high ?? low]);
    if (high !== undefined) at += 2;
  }
  return ranges;
}
