import {
  at,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
  merged,
  same,
} from "../../kit/json.ts";
import { type McpServer, mcpEdits } from "./mcp.ts";
import type { SettingEdit, SettingReason } from "./setting-edit.ts";

/** Install's knowledge of the machine and the project. */
export interface SetupFacts {
  /** Our entry in OpenCode's plugin list, such as "oh-my-qwencoder@3.2.0"; undefined: the administrator has named it. */
  readonly plugin: string | undefined;
  readonly server: {
    /** Ends in /v1. */
    readonly baseURL: string;
    /** The user named the server (by flag or variable), so it wins over the files. */
    readonly named: boolean;
    readonly model: string;
    /** Tokens: the server's max_model_len, or the default if the server did not answer. */
    readonly context: number;
    /** Tokens of one answer. */
    readonly output: number;
    /** Name of the environment variable that holds the key, if the user named it; default: `DEFAULT_KEY_VARIABLE`. */
    readonly apiKeyVariable?: string | undefined;
  };
  readonly mcp: readonly McpServer[];
  /** The project's other configuration files merged; the target file wins over them. */
  readonly below?: JsonObject;
}

const PROVIDER = "vllm";
/** vLLM's own name. Without a value OpenCode sends no key, so this also fits a server that asks for none. */
export const DEFAULT_KEY_VARIABLE = "VLLM_API_KEY";
/** OpenCode notices a stalled stream after two minutes instead of five. */
const TIMEOUT_MS = 120_000;
/** Settings that make OpenCode reach out by itself, each with the value that stops it. */
const QUIET = [
  ["share", "disabled"],
  ["autoupdate", false],
] as const;
/** Off, unless the user has chosen single tools and so takes the responsibility for them. */
const QUIET_UNLESS_CHOSEN = ["lsp", "formatter"] as const;
const WEB_TOOLS = ["webfetch", "websearch"] as const;
/** Settings that OpenCode moves out of its configuration into a `tui.json` beside it, but only into a new one. */
export const MOVED = ["theme", "keybinds", "tui"];

/**
 * The changes that `config` (the present opencode.json) needs; none if it needs no change. Touches nothing that is not
 * named here. Without the plugin the result offers no provider at all: the plugin opens the provider of `model` when it
 * has loaded, so a session without the plugin cannot send anything anywhere.
 */
export function settingEdits(config: JsonObject, facts: SetupFacts): SettingEdit[] {
  const wanted = [
    ...schema(config),
    ...serverEdits(config, facts),
    edit(["enabled_providers"], [], "dead-mans-switch"),
    ...QUIET.map(([key, value]) => edit([key], value, "quiet")),
    ...QUIET_UNLESS_CHOSEN.filter((key) => !isJsonObject(config[key])).map((key) =>
      edit([key], false, "quiet"),
    ),
    ...webTools(config),
    ...mcpEdits(config, facts.mcp),
    ...(facts.plugin === undefined ? [] : pluginEdits(config, facts.plugin)),
  ];
  return wanted.filter(({ path, value }) => !same(at(config, path), value));
}

/** True if an entry of OpenCode's plugin list is this package, in any version and from any place. */
export function isOurPlugin(entry: Json): boolean {
  const spec = Array.isArray(entry) ? entry[0] : entry;
  return typeof spec === "string" && /(^|[/\\])oh-my-qwencoder(@[^/\\]*$|$|[/\\])/.test(spec);
}

function edit(path: JsonPath, value: Json, why: SettingReason): SettingEdit {
  return { path, value, why };
}

/** OpenCode adds this line itself at its next start, and the file would then differ from what we wrote. */
export function schema(config: JsonObject): SettingEdit[] {
  return "$schema" in config
    ? []
    : [edit(["$schema"], "https://opencode.ai/config.json", "schema")];
}

/** Keeps the user's own model server in the file, unless the user names another one now. */
function serverEdits(config: JsonObject, { server, below }: SetupFacts): SettingEdit[] {
  const kept = ownServer(below ? merged(below, config) : config);
  if (kept && !server.named)
    return sameProvider(kept.small, kept.provider)
      ? []
      : [edit(["small_model"], kept.model, "model")];
  const model = `${PROVIDER}/${server.model}`;
  return [
    ...providerEdits(config, server),
    edit(["model"], model, "model"),
    edit(["small_model"], model, "model"),
  ];
}

function providerEdits(config: JsonObject, server: SetupFacts["server"]): SettingEdit[] {
  const base = ["provider", PROVIDER];
  const model: JsonObject = {
    name: server.model,
    tool_call: true,
    limit: { context: server.context, output: server.output },
  };
  const options: JsonObject = {
    baseURL: server.baseURL,
    apiKey: `{env:${server.apiKeyVariable ?? DEFAULT_KEY_VARIABLE}}`,
    headerTimeout: TIMEOUT_MS,
    chunkTimeout: TIMEOUT_MS,
  };
  if (!isJsonObject(at(config, base)))
    return [
      edit(
        base,
        {
          npm: "@ai-sdk/openai-compatible",
          name: "vLLM",
          options,
          models: { [server.model]: model },
        },
        "provider",
      ),
    ];
  const missing = (path: string[], value: Json) =>
    at(config, path) === undefined ? [edit(path, value, "provider")] : [];
  return [
    edit([...base, "options", "baseURL"], server.baseURL, "provider"),
    ...missing([...base, "npm"], "@ai-sdk/openai-compatible"),
    ...(server.apiKeyVariable
      ? [edit([...base, "options", "apiKey"], options["apiKey"] ?? "", "provider")]
      : missing([...base, "options", "apiKey"], options["apiKey"] ?? "")),
    ...missing([...base, "options", "headerTimeout"], TIMEOUT_MS),
    ...missing([...base, "options", "chunkTimeout"], TIMEOUT_MS),
    ...missing([...base, "models", server.model], model),
  ];
}

export interface OwnServer {
  provider: string;
  model: string;
  small: Json | undefined;
}

/** The provider that `model` names, if it has its own address. */
export function ownServer(config: JsonObject): OwnServer | undefined {
  const model = config["model"];
  if (typeof model !== "string") return undefined;
  const provider = model.split("/")[0] ?? "";
  const address = at(config, ["provider", provider, "options", "baseURL"]);
  return typeof address === "string"
    ? { provider, model, small: config["small_model"] }
    : undefined;
}

function sameProvider(model: Json | undefined, provider: string): boolean {
  return typeof model === "string" && model.startsWith(`${provider}/`);
}

/** In a permission object the last matching rule wins, so a later `*` overrides a rule before it. */
function webTools(config: JsonObject): SettingEdit[] {
  const { permission } = config;
  if (typeof permission === "string")
    return [
      edit(
        ["permission"],
        { "*": permission, ...Object.fromEntries(WEB_TOOLS.map((tool) => [tool, "deny"])) },
        "no-web-tools",
      ),
    ];
  if (isJsonObject(permission) && overruled(permission)) {
    const rest = Object.entries(permission).filter(([key]) => !isWebTool(key));
    const denied = WEB_TOOLS.map((tool) => [tool, "deny"] as const);
    return [edit(["permission"], Object.fromEntries([...rest, ...denied]), "no-web-tools")];
  }
  return WEB_TOOLS.map((tool) => edit(["permission", tool], "deny", "no-web-tools"));
}

function overruled(permission: JsonObject): boolean {
  const keys = Object.keys(permission);
  const star = keys.indexOf("*");
  return keys.some((key, index) => isWebTool(key) && index < star);
}

function isWebTool(key: string): boolean {
  return (WEB_TOOLS as readonly string[]).includes(key);
}

/** Our entry is pinned. Another version is replaced in place and keeps its options. */
export function pluginEdits(config: JsonObject, plugin: string): SettingEdit[] {
  const { plugin: list } = config;
  if (!Array.isArray(list)) return [edit(["plugin"], [plugin], "plugin")];
  const ours = list.findIndex(isOurPlugin);
  if (ours === -1) return [edit(["plugin", list.length], plugin, "plugin")];
  const path = Array.isArray(list[ours]) ? ["plugin", ours, 0] : ["plugin", ours];
  return [edit(path, plugin, "plugin")];
}
