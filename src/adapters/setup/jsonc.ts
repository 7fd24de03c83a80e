import {
  applyEdits,
  type FormattingOptions,
  modify,
  type ParseError,
  parse,
  printParseErrorCode,
} from "jsonc-parser";
import { isJsonObject, type Json, type JsonObject } from "../../core/setup/settings.ts";
import { AegisError } from "../../errors.ts";

const BOM = "\uFEFF";

/**
 * The object a JSON file with comments and trailing commas holds; an empty file is an empty object.
 * Throws BAD_CONFIG with line and column at the first error, and for anything that is no object.
 */
export function parseJsonc(text: string, file: string): JsonObject {
  const body = withoutBom(text);
  if (body.trim() === "") return {};
  const errors: ParseError[] = [];
  const value = parse(body, errors, { allowTrailingComma: true }) as Json;
  const first = errors[0];
  if (first) {
    const before = body.slice(0, first.offset).split(/\r\n|\r|\n/);
    throw new AegisError(
      "BAD_CONFIG",
      `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${printParseErrorCode(first.error)}.`,
      "Correct the file and repeat the command; nothing was changed.",
    );
  }
  if (!isJsonObject(value))
    throw new AegisError(
      "BAD_CONFIG",
      `${file}:1:1: the document is ${kindOf(value)}, not an object.`,
      "Make it { … } and repeat the command; nothing was changed.",
    );
  return value;
}

export interface JsoncEdit {
  readonly path: readonly (string | number)[];
  /** Undefined removes what stands there. */
  readonly value: Json | undefined;
}

/**
 * The text with these changes and nothing else: comments, order, indentation, line ends, a byte order mark
 * and a missing last line end stay as they are. An empty text becomes a new document.
 */
export function editJsonc(text: string, edits: readonly JsoncEdit[]): string {
  const mark = text.startsWith(BOM) ? BOM : "";
  let body = withoutBom(text);
  const empty = body.trim() === "";
  if (empty) body = "{}";
  const formattingOptions = formattingOf(body);
  for (const { path, value } of edits)
    body = applyEdits(body, modify(body, [...path], value, { formattingOptions }));
  return `${mark}${body}${empty ? (formattingOptions.eol ?? "\n") : ""}`;
}

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** As the file does it already; two spaces and line feeds where it does not say. */
function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const tabs = indent.startsWith("\t");
  return {
    insertSpaces: !tabs,
    tabSize: tabs ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
