import { z } from "zod";
import { isRecord } from "../../../kit/json.ts";
import type { Path } from "./read-value.ts";

/** What a schema wants, in words. */
export function wanted(schema: unknown): string {
  if (schema instanceof z.ZodOptional) return wanted(schema.unwrap());
  if (schema instanceof z.ZodArray) return `a list of ${plural(schema.element)}`;
  if (schema instanceof z.ZodObject) return `an object {${fieldsOf(schema)}}`;
  if (schema instanceof z.ZodEnum)
    return schema.options.map((option) => JSON.stringify(option)).join(" or ");
  if (schema instanceof z.ZodNumber) return `a number${bounds(schema)}`;
  if (schema instanceof z.ZodBoolean) return "true or false";
  return "a text";
}

/** Optional fields carry a question mark. */
export function fieldsOf(schema: z.ZodObject): string {
  const fields = Object.entries(schema.shape);
  return fields
    .map(([name, field]) => (field instanceof z.ZodOptional ? `${name}?` : name))
    .join(", ");
}

function plural(element: unknown): string {
  return element instanceof z.ZodObject ? `objects {${fieldsOf(element)}}` : "texts";
}

function bounds({ minValue, maxValue }: z.ZodNumber): string {
  const above = Number.isFinite(minValue) ? ` above ${minValue}` : "";
  return Number.isFinite(maxValue) ? `${above}, at most ${maxValue}` : above;
}

/** The first characters of a text are enough to find it again. */
const SHOWN = 60;

/** What came, in words. */
export function came(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `the text ${JSON.stringify(shortened(value))}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isRecord(value)) return `an object {${shortened(Object.keys(value).join(", "))}}`;
  return String(value);
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
