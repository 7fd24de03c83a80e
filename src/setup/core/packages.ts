import { isJsonObject, type Json, type JsonObject, type JsonPath } from "../../kit/json.ts";
import { isOurPlugin } from "./settings.ts";
import type { Source } from "./sources.ts";

/** A package that a file makes OpenCode take from npm when it starts. */
export interface NamedPackage {
  /** As the file names it. */
  readonly spec: string;
  /** Its name without a version; undefined for an address of a repository. */
  readonly name: string | undefined;
  /** The folder in OpenCode's package cache. */
  readonly folder: string;
  /** False: OpenCode asks the registry at every start, even if the package lies in its cache. */
  readonly pinned: boolean;
  readonly from: string;
  readonly path: JsonPath;
}

/** The packages that the files name: npm plugins other than ours, and provider packages that OpenCode does not bring. */
export function namedPackages(
  sources: readonly Source[],
  bundled: readonly string[],
): NamedPackage[] {
  return sources.flatMap(({ config, name }) =>
    config ? [...plugins(config, name), ...providers(config, name, bundled)] : [],
  );
}

function plugins({ plugin }: JsonObject, from: string): NamedPackage[] {
  if (!Array.isArray(plugin)) return [];
  return plugin.flatMap((entry, index) => {
    const spec = Array.isArray(entry) ? entry[0] : entry;
    if (typeof spec !== "string" || isPath(spec) || isOurPlugin(entry)) return [];
    const name = nameOf(spec);
    const folder = name === spec ? `${spec}@latest` : spec;
    const pinned = /@\d+\.\d+\.\d+[^@/]*$/.test(spec);
    return [{ spec, name, folder, pinned, from, path: ["plugin", index] }];
  });
}

/** OpenCode looks for a provider's package in its cache alone if it is there, with or without a version. */
function providers(config: JsonObject, from: string, bundled: readonly string[]): NamedPackage[] {
  return entries(config["provider"]).flatMap(([id, provider]) => {
    const own: [JsonPath, Json | undefined][] = [[["provider", id, "npm"], provider["npm"]]];
    const models = entries(provider["models"]).map(([model, { provider: other }]) => {
      const path: JsonPath = ["provider", id, "models", model, "provider", "npm"];
      return [path, isJsonObject(other) ? other["npm"] : undefined] as const;
    });
    return [...own, ...models].flatMap(([path, spec]) =>
      typeof spec !== "string" || isPath(spec) || bundled.includes(spec)
        ? []
        : [{ spec, name: nameOf(spec), folder: spec, pinned: true, from, path }],
    );
  });
}

function entries(value: Json | undefined): [string, JsonObject][] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    isJsonObject(entry) ? [[name, entry]] : [],
  );
}

function isPath(spec: string): boolean {
  return /^(file:|[./~]|[A-Za-z]:[\\/])/.test(spec);
}

function nameOf(spec: string): string | undefined {
  return /^((?:@[\w.-]+\/)?[\w.-]+)(?:@[^/]*)?$/.exec(spec)?.[1];
}
