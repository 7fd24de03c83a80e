import type { Environment } from "../kit/environment.ts";
import { isJsonObject } from "../kit/json.ts";
import { effective, type Source } from "../setup/core/sources.ts";

/** The model server as the configuration in force names it. */
export interface ServerTarget {
  /** Ends in /v1. */
  baseURL: string;
  /** Undefined: no key is configured, or its variable is empty. */
  apiKey: string | undefined;
  /** The variable that holds the key, if there is such a variable. */
  apiKeyVariable: string | undefined;
  provider: string;
  model: string;
  /** The files that hold these settings, for fixes. */
  files: { baseURL: string; apiKey: string; limit: string };
  /** Tokens, as configured; undefined if the configuration does not say. */
  context: number | undefined;
  output: number | undefined;
}

export function serverTarget(
  sources: readonly Source[],
  env: Environment,
): ServerTarget | undefined {
  const named = effective(sources, ["model"])?.value;
  if (typeof named !== "string" || !named.includes("/")) return undefined;
  const provider = named.slice(0, named.indexOf("/"));
  const model = named.slice(provider.length + 1);
  const found = (...path: string[]) => effective(sources, ["provider", provider, ...path]);
  const setting = (...path: string[]) => found(...path)?.value;
  const address = found("options", "baseURL");
  const baseURL = address?.value;
  if (typeof baseURL !== "string" || !URL.canParse(baseURL)) return undefined;
  const limit = setting("models", model, "limit");
  const { context, output } = isJsonObject(limit) ? limit : {};
  return {
    baseURL,
    apiKey: keyOf(setting("options", "apiKey"), env),
    apiKeyVariable: variableOf(setting("options", "apiKey")),
    provider,
    model,
    files: {
      baseURL: address?.from ?? "",
      apiKey: found("options", "apiKey")?.from ?? address?.from ?? "",
      limit: found("models", model, "limit")?.from ?? address?.from ?? "",
    },
    context: typeof context === "number" ? context : undefined,
    output: typeof output === "number" ? output : undefined,
  };
}

function variableOf(value: unknown): string | undefined {
  return typeof value === "string" ? /\{env:(\w+)\}/.exec(value)?.[1] : undefined;
}

/** vLLM's documents write "EMPTY" for no key. */
function keyOf(value: unknown, env: Environment): string | undefined {
  if (typeof value !== "string") return undefined;
  const key = value.replace(/\{env:(\w+)\}/g, (_all, name: string) => env[name] ?? "");
  return key === "" || key === "EMPTY" ? undefined : key;
}
