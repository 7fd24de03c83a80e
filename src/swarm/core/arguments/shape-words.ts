import { z } from "zod";
import { isRecord } from "../../../kit/json.ts";
import { alike, type Sentence, say } from "../../../kit/sentence.ts";
import type { Path } from "./read-value.ts";

/** What a schema wants, in words. */
export function wanted(schema: unknown): Sentence {
  if (schema instanceof z.ZodOptional) return wanted(schema.unwrap());
  if (schema instanceof z.ZodArray) return listOf(schema.element);
  if (schema instanceof z.ZodObject)
    return say(`an object {${fieldsOf(schema)}}`, `객체 {${fieldsOf(schema)}}`);
  if (schema instanceof z.ZodEnum) {
    const options = schema.options.map((option) => JSON.stringify(option));
    return say(options.join(" or "), options.join(" 또는 "));
  }
  if (schema instanceof z.ZodNumber) return numberWithin(schema);
  if (schema instanceof z.ZodBoolean) return say("true or false", "true 또는 false");
  return say("a text", "텍스트");
}

/** Optional fields carry a question mark. */
export function fieldsOf(schema: z.ZodObject): string {
  const fields = Object.entries(schema.shape);
  return fields
    .map(([name, field]) => (field instanceof z.ZodOptional ? `${name}?` : name))
    .join(", ");
}

function listOf(element: unknown): Sentence {
  return element instanceof z.ZodObject
    ? say(`a list of objects {${fieldsOf(element)}}`, `객체 {${fieldsOf(element)}}의 목록`)
    : say("a list of texts", "텍스트 목록");
}

function numberWithin({ minValue, maxValue }: z.ZodNumber): Sentence {
  const above = Number.isFinite(minValue) ? minValue : undefined;
  const most = Number.isFinite(maxValue) ? maxValue : undefined;
  return say(
    `a number${above === undefined ? "" : ` above ${above}`}${most === undefined ? "" : `, at most ${most}`}`,
    `${above === undefined ? "" : `${above} 초과 `}${most === undefined ? "" : `${most} 이하 `}숫자`,
  );
}

/** The first characters of a text are enough to find it again. */
const SHOWN = 60;

/** What came, in words. */
export function came(value: unknown): Sentence {
  if (value === undefined) return say("nothing", "없음");
  if (typeof value === "string") {
    const text = JSON.stringify(shortened(value));
    return say(`the text ${text}`, `텍스트 ${text}`);
  }
  if (Array.isArray(value)) return say(`a list of ${value.length}`, `${value.length}개짜리 목록`);
  if (isRecord(value)) {
    const keys = shortened(Object.keys(value).join(", "));
    return say(`an object {${keys}}`, `객체 {${keys}}`);
  }
  return alike(String(value));
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > SHOWN ? `${letters.slice(0, SHOWN).join("")}…` : text;
}

/** The schema of the value at a path. */
export function schemaAt(schema: unknown, path: Path): unknown {
  if (schema instanceof z.ZodOptional) return schemaAt(schema.unwrap(), path);
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  if (schema instanceof z.ZodObject) return schemaAt(schema.shape[key], rest);
  return schema instanceof z.ZodArray ? schemaAt(schema.element, rest) : undefined;
}

/** The value at a path; a list gives its first item for any place in it if `first` is set. */
export function valueAt(value: unknown, path: Path, first = false): unknown {
  let found = value;
  for (const key of path) {
    if (Array.isArray(found) && typeof key === "number") found = found[first ? 0 : key];
    else if (isRecord(found) && Object.hasOwn(found, key)) found = found[key];
    else return undefined;
  }
  return found;
}
