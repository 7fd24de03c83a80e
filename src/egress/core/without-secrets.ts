import type { Json } from "../../kit/json.ts";

/** Names under which people keep keys. */
const SECRET =
  /(api_?key|token|secret|passw(or)?d|credential|authorization|bearer|headers?$|(^|[_-])key$)/i;
/** A shorter value is a word such as EMPTY and would hide ordinary text. */
const SHORTEST = 6;

/** Values that must not be shown: of variables and settings whose names speak of a key. */
export function secretsOf(
  env: Readonly<Record<string, string | undefined>>,
  configs: readonly Json[],
): string[] {
  const found = new Set<string>();
  const add = (value: string) => {
    for (const one of [value, value.replace(/^Bearer\s+/i, "")])
      if (one.length >= SHORTEST && !/^\{(env|file):[^}]*\}$/.test(one)) found.add(one);
  };
  for (const [name, value] of Object.entries(env)) if (SECRET.test(name) && value) add(value);
  const visit = (value: Json, secret: boolean): void => {
    if (typeof value === "string" && secret) add(value);
    if (typeof value !== "object" || value === null) return;
    for (const [key, each] of Object.entries(value)) visit(each, secret || SECRET.test(key));
  };
  for (const config of configs) visit(config, false);
  // A key that holds another one goes first.
  return [...found].sort((a, b) => b.length - a.length);
}

/** A copy of a JSON value in which no text holds a secret. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  const clean = (each: unknown): unknown => {
    if (typeof each === "string")
      return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), each);
    if (Array.isArray(each)) return each.map(clean);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, one]) => [key, clean(one)]));
  };
  return clean(value) as T;
}

/** A URL without user, password, query and fragment, any of which may hold a key. */
export function bareUrl(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
