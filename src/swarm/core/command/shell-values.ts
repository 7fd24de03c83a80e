import type { DoubleQuotedChild, ParameterExpansionPart, SyntaxNode, Word, WordPart } from "unbash";
import { printedText } from "./printed-text.ts";

/** The names that a script has set so far, as far as its text shows. */
export interface ShellScope {
  readonly variables: Map<string, readonly string[]>;
  readonly functions: Map<string, SyntaxNode>;
  readonly aliases: Map<string, string>;
  /** `$0`, `$1` and so on; undefined if they are known only when the script runs. */
  positional: readonly string[] | undefined;
}

/** A scope without any names set. */
export function emptyScope(positional?: readonly string[]): ShellScope {
  return { variables: new Map(), functions: new Map(), aliases: new Map(), positional };
}

/** Adjoining fields: the first field joins the text before it, the last field joins the text after it. */
type Pieces = { fields: readonly string[] } | { either: readonly string[] };

// Each further level costs the length of the text again.
const MAX_SUBSTITUTIONS = 8;
const MAX_FIELD = 131_072;

/**
 * The fields that bash makes of a word, without quotes and backslashes. Expansions are replaced if the script
 * itself sets their value; all other expansions stay as their text.
 */
export function wordFields(word: Word, scope: ShellScope, depth = 0): string[] {
  const { parts } = word;
  if (!parts) return [word.value];
  const fields = joined(parts.map((part) => pieces(part, scope, depth)));
  const quoted = /["']/.test(word.text);
  return quoted ? fields : fields.filter((field) => field !== "");
}

/** The string that a word stands for if bash does not split it, such as in a redirect or a value. */
export function wordText(word: Word, scope: ShellScope): string {
  return wordFields(word, scope).join(" ");
}

/** The text of a here-document after its expansions. */
export function partsText(parts: readonly WordPart[], scope: ShellScope): string {
  return joined(parts.map((part) => pieces(part, scope, 0))).join(" ");
}

function joined(list: readonly Pieces[]): string[] {
  const done: string[] = [];
  let open = [""];
  for (const piece of list) {
    if ("either" in piece) {
      open = open.flatMap((start) => piece.either.map((end) => start + end)).slice(0, 64);
      continue;
    }
    piece.fields.forEach((field, at) => {
      if (at > 0) done.push(...open.splice(0));
      open = at > 0 ? [field] : open.map((start) => (start + field).slice(0, MAX_FIELD));
    });
  }
  return [...done, ...open];
}

function pieces(part: WordPart, scope: ShellScope, depth: number): Pieces {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return { fields: [part.value] };
    case "DoubleQuoted":
    case "LocaleString":
      return { fields: joined(part.parts.map((child) => quotedPieces(child, scope, depth))) };
    case "BraceExpansion":
      return { either: alternatives(part.text) };
    default: {
      const found = expansion(part, scope, depth);
      if (!found) return { fields: [part.text] };
      return { fields: found.values.flatMap((value) => value.trim().split(/[ \t\n]+/)) };
    }
  }
}

function quotedPieces(child: DoubleQuotedChild, scope: ShellScope, depth: number): Pieces {
  if (child.type === "Literal") return { fields: [child.value] };
  const found = expansion(child, scope, depth);
  if (!found) return { fields: [child.text] };
  return { fields: found.apart ? found.values : [found.values.join(" ")] };
}

/** The branches of `{a,b}`; nested and quoted braces stay text. */
function alternatives(text: string): string[] {
  const [, list] = /^\{([^{}'"\\$`]*,[^{}'"\\$`]*)\}$/.exec(text) ?? [];
  return list?.split(",") ?? [text];
}

interface Expansion {
  values: readonly string[];
  /** True if each value is its own field between double quotes, as with `"$@"`. */
  apart: boolean;
}

function expansion(part: WordPart, scope: ShellScope, depth: number): Expansion | undefined {
  if (part.type === "SimpleExpansion") return variable(part.text.slice(1), undefined, scope);
  if (part.type === "ParameterExpansion") return parameter(part, scope, depth);
  if (part.type !== "CommandExpansion" || depth >= MAX_SUBSTITUTIONS) return undefined;
  const printed =
    part.script && printedText(part.script, (word) => wordFields(word, scope, depth + 1));
  return printed === undefined
    ? undefined
    : { values: [printed.replace(/\n+$/, "")], apart: false };
}

function variable(name: string, index: string | undefined, scope: ShellScope) {
  if (name === "@" || name === "*") {
    const values = scope.positional?.slice(1);
    return values && { values, apart: name === "@" };
  }
  if (/^\d+$/.test(name)) {
    return scope.positional && { values: [scope.positional[Number(name)] ?? ""], apart: false };
  }
  const values = scope.variables.get(name);
  if (!values) return undefined;
  if (index === "@" || index === "*") return { values, apart: index === "@" };
  return { values: [values[Number(index ?? 0)] ?? ""], apart: false };
}

function parameter(
  part: ParameterExpansionPart,
  scope: ShellScope,
  depth: number,
): Expansion | undefined {
  if (part.prefix !== undefined) return undefined;
  const found = variable(part.parameter, part.index && wordText(part.index, scope), scope);
  const { operation } = part;
  if (!operation) return found;
  if (operation.type !== "Default") return undefined;
  const isSet = found?.values.some((value) => value !== "") ?? false;
  if (operation.operator.endsWith("?")) return found;
  if (operation.operator.endsWith("+") ? !isSet : isSet) return found;
  return { values: wordFields(operation.operand, scope, depth + 1), apart: false };
}
