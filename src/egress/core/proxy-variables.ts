import { isJsonObject, type JsonObject, merged } from "../../kit/json.ts";
import type { Source } from "../../setup/core/sources.ts";

const HERE = "127.0.0.1,localhost";

/** The variables with which a program that obeys them asks the proxy for everything outside this machine. */
export function proxyVariables(url: string): Record<string, string> {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
  const pairs = names.flatMap((name) => [
    [name, url],
    [name.toLowerCase(), url],
  ]);
  return { ...Object.fromEntries(pairs), NO_PROXY: HERE, no_proxy: HERE };
}

/**
 * The text of OPENCODE_CONFIG_CONTENT that leads every provider of the configuration to the scripted model; what the
 * user has in this variable stays.
 */
export function towardsModel(sources: readonly Source[], url: string): string {
  const names = new Set(
    sources.flatMap(({ config }) => {
      const group = config?.["provider"];
      return isJsonObject(group) ? Object.keys(group) : [];
    }),
  );
  const provider: JsonObject = Object.fromEntries(
    [...names].map((name) => [name, { options: { baseURL: url } }]),
  );
  const own = sources.find(({ name }) => name === "OPENCODE_CONFIG_CONTENT")?.config ?? {};
  return JSON.stringify(merged(own, { provider }));
}

/** Host and port of what a proxy is asked for: a URL, or a host with a port. */
export function placeOfTarget(target: string, port: number): { host: string; port: number } {
  const text = /^[a-z]+:\/\//i.test(target) ? target : `http://${target}`;
  if (!URL.canParse(text)) return { host: "", port: 0 };
  const url = new URL(text);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) || port };
}
