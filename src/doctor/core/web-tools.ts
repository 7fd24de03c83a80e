import { isJsonObject, type Json, type JsonObject, merged } from "../../kit/json.ts";
import type { Source } from "../../setup/core/sources.ts";

const WEB_TOOLS = ["webfetch", "websearch"];

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

/**
 * The permissions of a file without what opens the web tools; undefined if nothing else is in them. A later file's `*`
 * comes after the rules of the files below it, so no rule beside it closes them again.
 */
export function closedTools(permission: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(permission)) return undefined;
  const open = ["*", ...WEB_TOOLS];
  const rest = Object.entries(permission).filter(([name]) => !open.includes(name));
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
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
