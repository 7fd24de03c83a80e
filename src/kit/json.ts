/** A value of a JSON document. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Keys and list positions that lead to a value. */
export type JsonPath = readonly (string | number)[];

/** True for an object with keys; false for an array and for null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `isRecord` for a value that is known to be JSON. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isRecord(value);
}

/** The value if it is a record, otherwise an empty record. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The parsed value; invalid JSON becomes undefined. The caller checks the value with a schema. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value at a path; undefined if the path leads nowhere. */
export function at(config: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === "number") value = value[key];
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[String(key)];
    else return undefined;
  }
  return value;
}

/** True if values and key order are equal: the order matters in a permission object. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Merges objects key by key and replaces any other value; `over` wins. */
export function merged(base: JsonObject, over: JsonObject): JsonObject;
export function merged(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown>;
export function merged(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const all = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = all[key];
    all[key] = isRecord(old) && isRecord(value) ? merged(old, value) : value;
  }
  return all;
}

/** A copy of `value` with `part` at the path; creates missing objects on the way. */
export function withPart(value: Json | undefined, [key, ...rest]: JsonPath, part: Json): Json {
  if (key === undefined) return part;
  if (typeof key === "number") {
    const list = Array.isArray(value) ? [...value] : [];
    list[key] = withPart(list[key], rest, part);
    return list;
  }
  const group = isJsonObject(value) ? value : {};
  return { ...group, [key]: withPart(group[key], rest, part) };
}
