import type { Token } from "./tokens.ts";

type Expansion =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly problem: "UNBALANCED" | "TOO_COMPLEX" };

const MAX_ALTERNATIVES = 256;
/** Limits for all alternatives together: length bounds the automaton's size, stars bound the time of `overlap`. */
const MAX_EXPANDED_LENGTH = 8192;
const MAX_EXPANDED_STARS = 1024;

/**
 * Marks the empty branch of `{a,}` in the expanded texts, so that `dir/{a,}` does not read as `dir/`. No
 * pattern contains the mark, because control characters are refused.
 */
export const EMPTY_BRANCH = "\0";

type Cursor = { at: number; sawRange: boolean };

/**
 * Expands braces: `a{b,c{d,e}}` becomes `ab`, `acd`, `ace`. A group without a comma is literal (`{a}`), except
 * `{1..3}`, which shells expand and we refuse. Stops early if the result becomes too big.
 */
export function expandBraces(tokens: readonly Token[]): Expansion {
  if (!balanced(tokens)) return { ok: false, problem: "UNBALANCED" };
  const cursor: Cursor = { at: 0, sawRange: false };
  const texts = readBranches(tokens, cursor, false).flat();
  return cursor.sawRange || tooBig(texts)
    ? { ok: false, problem: "TOO_COMPLEX" }
    : { ok: true, texts };
}

function tooBig(texts: readonly string[]): boolean {
  const all = texts.join("");
  const stars = all.split("*").length - 1;
  return (
    texts.length > MAX_ALTERNATIVES ||
    all.length > MAX_EXPANDED_LENGTH ||
    stars > MAX_EXPANDED_STARS
  );
}

function balanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { text } of tokens) {
    if (text === "{") depth += 1;
    if (text === "}") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The comma-separated branches up to the closing brace, each as its own list of texts. */
function readBranches(
  tokens: readonly Token[],
  cursor: Cursor,
  nested: boolean,
): readonly (readonly string[])[] {
  const branches: (readonly string[])[] = [];
  let current: readonly string[] = [""];
  while (cursor.at < tokens.length) {
    const text = tokens[cursor.at]?.text ?? "";
    cursor.at += 1;
    if (nested && text === "}") break;
    if (nested && text === ",") {
      branches.push(current);
      current = [""];
    } else {
      current = product(current, text === "{" ? readGroup(tokens, cursor) : [text]);
    }
  }
  return [...branches, current];
}

function readGroup(tokens: readonly Token[], cursor: Cursor): readonly string[] {
  const branches = readBranches(tokens, cursor, true);
  if (branches.length > 1) {
    const texts = branches.flat().slice(0, MAX_ALTERNATIVES + 1);
    return texts.map((text) => text || EMPTY_BRANCH);
  }
  const texts = branches.flat();
  if (texts.some((text) => text.includes(".."))) cursor.sawRange = true;
  return texts.map((text) => `{${text}}`);
}

/** Stops at one above the limit; later steps only add texts, so `tooBig` still sees the excess. */
function product(heads: readonly string[], tails: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const head of heads) {
    for (const tail of tails) {
      if (joined.length > MAX_ALTERNATIVES) return joined;
      joined.push(head + tail);
    }
  }
  return joined;
}
