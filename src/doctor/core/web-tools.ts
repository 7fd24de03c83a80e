import { isJsonObject, type Json, type JsonObject, merged } from "../../kit/json.ts";
import type { Source } from "../../setup/core/sources.ts";

const WEB_TOOLS = ["webfetch", "websearch"] as const;

/** The rule in force for a tool: OpenCode merges the files, and in the result the last matching rule wins. */
export function webToolValue(
  sources: readonly Source[],
  tool: string,
): { value: Json; from: string } | undefined {
  const all = sources.reduce<JsonObject>((below, { config }) => {
    const permission = config?.["permission"];
    return permission === undefined ? below : merged(below, { permission });
  }, {});
  const { permission } = all;
  if (typeof permission === "string") return { value: permission, from: lastNaming(sources) };
  if (!isJsonObject(permission)) return undefined;
  const key = Object.keys(permission).findLast((name) => name === tool || name === "*");
  const value = key === undefined ? undefined : permission[key];
  return key === undefined || value === undefined
    ? undefined
    : { value, from: lastNaming(sources, key) };
}

/** The permissions of a file with both web tools denied by their last rules. */
export function deniedTools(permission: Json | undefined): JsonObject {
  const rules = isJsonObject(permission)
    ? permission
    : permission === undefined
      ? {}
      : { "*": permission };
  const rest = Object.entries(rules).filter(([name]) => !WEB_TOOLS.some((tool) => tool === name));
  return Object.fromEntries([...rest, ...WEB_TOOLS.map((tool) => [tool, "deny"] as const)]);
}

function lastNaming(sources: readonly Source[], key?: string): string {
  const found = sources.findLast(({ config }) => {
    const permission = config?.["permission"];
    return key === undefined
      ? permission !== undefined
      : isJsonObject(permission) && key in permission;
  });
  return found?.name ?? "";
}
