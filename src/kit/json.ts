/** A value of a JSON document. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Keys and list positions that lead to a value. */
export type JsonPath = readonly (string | number)[];

/** An object with keys: no array, no null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `isRecord` for a value that is known to be JSON. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isRecord(value);
}

/** The value itself if it is a record, else an empty one. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The parsed value; invalid JSON becomes undefined. A schema after it tells the caller what it holds. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value at a path; undefined where there is none. */
export function at(config: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === "number") value = value[key];
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[String(key)];
    else return undefined;
  }
  return value;
}

/** Equal also in the order of keys: in a permission object the order means something. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Objects key by key, anything else as a whole: `over` wins. */
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

/** A copy of `value` in which `part` stands at the path; objects on the way are made where there are none. */
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
