import { isRecord } from "../../kit/json.ts";

/**
 * The base URL of the model that OpenCode's configuration names; undefined if it does not say it. Read by hand: the
 * configuration is a proxy of OpenCode's terminal, which zod takes for no plain object.
 */
export function modelServerOf(config: unknown): string | undefined {
  const model = at(config, "model");
  if (typeof model !== "string") return undefined;
  const provider = at(at(config, "provider"), model.split("/")[0] ?? "");
  const baseURL = at(at(provider, "options"), "baseURL");
  return typeof baseURL === "string" ? baseURL : undefined;
}

function at(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
