import type { Json, JsonPath } from "../../kit/json.ts";

/** Why a setting is written; `words.ts` has a sentence for each in both languages. */
export type SettingReason =
  | "schema"
  | "provider"
  | "model"
  | "dead-mans-switch"
  | "quiet"
  | "no-web-tools"
  | "plugin"
  | "mcp"
  | "mcp-stdio";

/** One change of OpenCode's configuration: the value to write at the path. */
export interface SettingEdit {
  readonly path: JsonPath;
  readonly value: Json;
  readonly why: SettingReason;
}
