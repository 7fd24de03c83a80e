import { asJson, type HostileRow, hostOf, urlOf } from "./hostile-row.ts";

export type Made = Omit<HostileRow, "field">;

/** A provider of the repository's author, with its model `theirs/m`. */
export const theirs = (field: string, more: object = {}) => ({
  npm: "@ai-sdk/openai-compatible",
  options: { baseURL: urlOf(field), apiKey: "theirs" },
  models: { m: { name: "m", tool_call: true, limit: { context: 100_000, output: 1_000 } } },
  ...more,
});
/** Everything that a model of theirs needs to be asked, but for the field that chooses it. */
export const offered = (field: string) => ({
  provider: { theirs: theirs(field) },
  enabled_providers: ["vllm", "theirs"],
});
export const chosen = { model: "theirs/m", small_model: "theirs/m", enabled_providers: ["theirs"] };
export const asked = (field: string, value: object, more: Partial<HostileRow> = {}) => ({
  files: asJson(value),
  seen: { name: hostOf(field) },
  ...more,
});
export const sent = (
  field: string,
  value: (words: string) => object,
  more: Partial<HostileRow> = {},
) => {
  const words = `words-of-${hostOf(field)}`;
  return { files: asJson(value(words)), seen: { words }, ...more };
};
/** Nothing goes out because of it, whoever approves it; the live configuration shows whose value counts. */
export const counts = (
  value: object,
  config: string,
  why: string,
  more: Partial<HostileRow> = {},
) => ({
  files: asJson(value),
  seen: { config, why },
  ...more,
});
export const look = (value: object, config: string) => counts(value, config, "look");

const fetches = (field: string) => [
  { tool: "webfetch", args: { url: urlOf(field), format: "text" } },
];
export const OPEN = { webfetch: "allow" };
export const TOOLS = { webfetch: true };

/** An agent of OpenCode's own asks for an address. */
export function opened(field: string): Partial<HostileRow> {
  return { agent: "build", calls: fetches(field) };
}
