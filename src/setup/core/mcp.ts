import { isJsonObject, type Json, type JsonObject } from "../../kit/json.ts";
import type { SettingEdit } from "./setting-edit.ts";

/** An MCP server that OpenCode starts here, in OpenCode's form. */
export interface McpServer {
  readonly name: string;
  readonly entry: JsonObject;
}

/** OpenCode's entry for a program that speaks MCP over stdin and stdout. */
export function localServer(command: readonly string[]): JsonObject {
  return { type: "local", command: [...command], enabled: true };
}

/** The form that other tools write for such a program: type "stdio", or no type and a command. */
export function isStdio(entry: Json | undefined): entry is JsonObject {
  if (!isJsonObject(entry)) return false;
  return entry["type"] === "stdio" || (entry["type"] === undefined && "command" in entry);
}

/** OpenCode knows "local", and refuses a whole file that holds the "stdio" of other tools. */
export function fromStdio(entry: JsonObject): JsonObject {
  const environment = entry["environment"] ?? entry["env"];
  const off = entry["enabled"] === false || entry["disabled"] === true;
  const { cwd, timeout } = entry;
  return {
    ...localServer(stdioCommand(entry)),
    enabled: !off,
    ...(isJsonObject(environment) ? { environment } : {}),
    ...(typeof cwd === "string" ? { cwd } : {}),
    ...(typeof timeout === "number" ? { timeout } : {}),
  };
}

/** Rewrites the entries that OpenCode would refuse in its own form. */
export function mcpMends(config: JsonObject): SettingEdit[] {
  const { mcp } = config;
  if (!isJsonObject(mcp)) return [];
  return Object.entries(mcp).flatMap(([name, entry]) =>
    isStdio(entry) ? [{ path: ["mcp", name], value: fromStdio(entry), why: "mcp-stdio" }] : [],
  );
}

export function mcpEdits(config: JsonObject, servers: readonly McpServer[]): SettingEdit[] {
  const asked = new Set(servers.map(({ name }) => name));
  return [
    ...mcpMends(config).filter(({ path }) => !asked.has(String(path[1]))),
    ...servers.map(({ name, entry }) => ({
      path: ["mcp", name],
      value: entry,
      why: "mcp" as const,
    })),
  ];
}

/** `command` as text with `args`, or as a list. */
function stdioCommand(entry: JsonObject): string[] {
  const { command, args } = entry;
  const words = Array.isArray(command) ? command : [command ?? ""];
  return [...words, ...(Array.isArray(args) ? args : [])].map(String);
}
