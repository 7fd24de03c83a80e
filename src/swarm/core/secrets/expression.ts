import { CASE_INSENSITIVE } from "../scope/case-fold.ts";
import { readPattern } from "../scope/pattern.ts";
import { type Token, tokenise } from "../scope/tokens.ts";

/**
 * A scope pattern as a regular expression that ignores case: an automaton takes 60 µs for a path, too long for the
 * names of a large tree. Undefined for a pattern that no scope may have. Paths are relative, in NFC.
 */
export function expressionOf(pattern: string): RegExp | undefined {
  const reading = readPattern(pattern);
  if (!reading.ok) return undefined;
  const texts = reading.alternatives.map((alternative) => pathText(alternative.split("/")));
  return new RegExp(`^(?:${texts.join("|")})$`, "iu");
}

const NAME = "[^/]+";

function pathText(segments: readonly string[]): string {
  const [first = "", ...rest] = segments;
  if (first === "**") return rest.length === 0 ? ".*" : `(?:${NAME}/)*${pathText(rest)}`;
  const name = segmentText(first);
  if (rest.length === 0) return name;
  // `dir/**` owns `dir` itself, too.
  return rest.length === 1 && rest[0] === "**" ? `${name}(?:/.*)?` : `${name}/${pathText(rest)}`;
}

function segmentText(segment: string): string {
  const read = tokenise(segment);
  if (!read.ok) throw new Error(`Segment ${JSON.stringify(segment)} is not in normal form`);
  return read.tokens.map(tokenText).join("");
}

function tokenText(token: Token): string {
  if (token.kind !== "bracket")
    return { star: "[^/]*", any: "[^/]", char: literal(token.text) }[token.kind];
  const members = CASE_INSENSITIVE.foldSet(token.ranges)
    .map(([low, high]) => `${escaped(low)}-${escaped(high)}`)
    .join("");
  const one = token.negated ? `[^/${members}]` : members === "" ? "[^\\s\\S]" : `[${members}]`;
  // A class also matches its own spelling.
  return `(?:${one}|${literal(token.text)})`;
}

function literal(text: string): string {
  return Array.from(text, (char) => escaped(char.codePointAt(0) ?? 0)).join("");
}

function escaped(point: number): string {
  return `\\u{${point.toString(16)}}`;
}
