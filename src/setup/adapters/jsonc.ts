import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { AegisError } from "../../kit/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../kit/json.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";

const BOM = "\uFEFF";

/** A file's bytes as text. Throws BAD_CONFIG if they are not UTF-8, since writing them back would change them. */
export function textOf(content: Buffer, file: string): string {
  const text = content.toString("utf8");
  if (Buffer.from(text).equals(content)) return text;
  throw new AegisError(
    "BAD_CONFIG",
    say(`${file}:1:1: the file is not UTF-8 text.`, `${file}:1:1: UTF-8 텍스트가 아닙니다.`),
    say(
      "Save it as UTF-8 and repeat the command; nothing was changed.",
      "UTF-8로 저장한 뒤 명령을 다시 실행하세요. 아무것도 변경하지 않았습니다.",
    ),
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
      alike(
        `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${printParseErrorCode(first.error)}.`,
      ),
      say(
        "Correct the file and repeat the command; nothing was changed.",
        "파일을 고친 뒤 명령을 다시 실행하세요. 아무것도 변경하지 않았습니다.",
      ),
    );
  }
  if (!isJsonObject(value))
    throw new AegisError(
      "BAD_CONFIG",
      say(
        `${file}:1:1: the document is ${kindOf(value).en}, not an object.`,
        `${file}:1:1: 문서가 객체가 아니라 ${kindOf(value).ko}입니다.`,
      ),
      say(
        "Make it { … } and repeat the command; nothing was changed.",
        "{ … } 형식으로 고친 뒤 명령을 다시 실행하세요. 아무것도 변경하지 않았습니다.",
      ),
    );
  return value;
}

function kindOf(value: Json): Sentence {
  if (value === null) return alike("null");
  return Array.isArray(value) ? say("a list", "목록") : say(`a ${typeof value}`, typeof value);
}
