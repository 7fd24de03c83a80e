import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { AegisError } from "../../kit/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../kit/json.ts";

const BOM = "\uFEFF";

/** A file's bytes as text. Throws BAD_CONFIG if they are not UTF-8, since writing them back would change them. */
export function textOf(content: Buffer, file: string): string {
  const text = content.toString("utf8");
  if (Buffer.from(text).equals(content)) return text;
  throw new AegisError(
    "BAD_CONFIG",
    `${file}:1:1: the file is not UTF-8 text.`,
    "Save it as UTF-8 and repeat the command; nothing was changed.",
  );
}

/** Splits off a byte order mark. */
export function splitMark(text: string): { mark: string; body: string } {
  return text.startsWith(BOM) ? { mark: BOM, body: text.slice(1) } : { mark: "", body: text };
}

/**
 * The object in a JSON file with comments and trailing commas; an empty file is an empty object.
 * Throws BAD_CONFIG with line and column at the first error, and if the document is not an object.
 */
export function parseJsonc(text: string, file: string): JsonObject {
  const { body } = splitMark(text);
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

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
