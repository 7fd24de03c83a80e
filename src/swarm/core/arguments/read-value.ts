import { z } from "zod";
import { isRecord } from "../../../kit/json.ts";
import { letters } from "./alike.ts";
import { isBlank, isOneItem, numberIn } from "./bare-text.ts";
import { looseJson } from "./loose-json.ts";

export type Path = readonly (string | number)[];

/** What a reading found besides the value. */
export interface Findings {
  /** Values that were read as something else than what was sent. */
  read: { path: Path; as: string }[];
  /** Fields that the schema does not know. */
  unknown: { path: Path; field: string }[];
}

/** The value that a model meant for this schema; a value that is unclear is left for the schema to refuse. */
export function readValue(
  schema: unknown,
  value: unknown,
  path: Path,
  findings: Findings,
): unknown {
  const note = (as: string) => findings.read.push({ path, as });
  if (schema instanceof z.ZodOptional) return readValue(schema.unwrap(), value, path, findings);
  if (schema instanceof z.ZodObject) return readObject(schema, value, path, findings);
  if (schema instanceof z.ZodArray) return readList(schema, value, path, findings);
  const read = readScalar(schema, value, String(path.at(-1)));
  if (read === undefined || read.value === value) return value;
  note(read.as);
  return read.value;
}

interface Scalar {
  value: unknown;
  as: string;
}

function readScalar(schema: unknown, value: unknown, field: string): Scalar | undefined {
  if (schema instanceof z.ZodString) {
    // A fraction has lost its spelling: 1.10 arrives as 1.1.
    const plain = typeof value === "boolean" || Number.isSafeInteger(value);
    return plain ? { value: String(value), as: "text" } : undefined;
  }
  if (typeof value !== "string") return undefined;
  const text = unquoted(value);
  if (schema instanceof z.ZodEnum) {
    const same = schema.options.filter((option) => letters(String(option)) === letters(text));
    return same.length === 1 ? { value: same[0], as: JSON.stringify(same[0]) } : undefined;
  }
  if (schema instanceof z.ZodBoolean && /^(true|false)$/i.test(text))
    return { value: text.toLowerCase() === "true", as: text.toLowerCase() };
  const number = schema instanceof z.ZodNumber ? numberIn(text, field) : undefined;
  return number === undefined ? undefined : { value: number, as: `the number ${number}` };
}

function unquoted(text: string): string {
  const json = looseJson(text);
  return typeof json?.value === "string" ? json.value.trim() : text.trim();
}

function readObject(schema: z.ZodObject, value: unknown, path: Path, findings: Findings): unknown {
  if (isRecord(value)) return readFields(schema, value, path, findings);
  const json = typeof value === "string" ? looseJson(value)?.value : undefined;
  if (!isRecord(json) && typeof json !== "string") return value;
  findings.read.push({ path, as: "JSON text" });
  return readObject(schema, json, path, findings);
}

function readFields(
  schema: z.ZodObject,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  findings: Findings,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [key, sent] of Object.entries(value)) {
    const name = fieldOf(schema, key, value);
    const field = name === undefined ? undefined : schema.shape[name];
    if (leftOut(field, sent)) {
      if (typeof sent === "string" && sent.trim() !== "")
        findings.read.push({ path: [...path, key], as: "left out" });
    } else if (name === undefined) findings.unknown.push({ path, field: key });
    else {
      if (name !== key) findings.read.push({ path: [...path, key], as: name });
      read[name] = readValue(field, sent, [...path, name], findings);
    }
  }
  return read;
}

/** True for nothing in an optional field or in a field that we do not know. */
function leftOut(field: unknown, sent: unknown): boolean {
  return isBlank(sent) && (field === undefined || field instanceof z.ZodOptional);
}

/** The field that a key names: itself, or the only field of the same letters that no other key names. */
export function fieldOf(
  schema: z.ZodObject,
  key: string,
  value: Readonly<Record<string, unknown>>,
): string | undefined {
  if (Object.hasOwn(schema.shape, key)) return key;
  const same = (name: string) => letters(name) === letters(key);
  const fields = Object.keys(schema.shape).filter(same);
  const rivals = Object.keys(value).filter(same);
  return fields.length === 1 && rivals.length === 1 ? fields[0] : undefined;
}

function readList(schema: z.ZodArray, value: unknown, path: Path, findings: Findings): unknown {
  const { element } = schema;
  const items = (list: unknown[]) =>
    list.map((item, index) => readValue(element, item, [...path, index], findings));
  if (Array.isArray(value)) return items(value);
  const found = listIn(value, element);
  if (!found) return value;
  findings.read.push({ path, as: found.as });
  return items(found.list);
}

interface Found {
  list: unknown[];
  as: string;
}

/** The list that a value which is none stands for. */
function listIn(value: unknown, element: unknown): Found | undefined {
  if (value === undefined) return undefined;
  if (isBlank(value)) return { list: [], as: "an empty list" };
  if (isRecord(value))
    return element instanceof z.ZodObject ? { list: [value], as: "a list of one" } : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  const json = looseJson(text)?.value ?? withoutBrackets(text);
  if (Array.isArray(json)) return { list: json, as: "JSON text" };
  if (isRecord(json) || typeof json === "string") return listIn(json, element);
  if (!(element instanceof z.ZodString) || !isOneItem(text)) return undefined;
  return { list: [text], as: "a list of one" };
}

/** Several quoted texts or objects with commas between them: a list whose brackets are missing. */
function withoutBrackets(text: string): unknown[] | undefined {
  const list = /^["'{]/.test(text) ? looseJson(`[${text}]`)?.value : undefined;
  return Array.isArray(list) && list.length > 1 ? list : undefined;
}
