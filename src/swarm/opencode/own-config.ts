import type { Config } from "@opencode-ai/plugin";
import { CONFIG_FIELDS, ruleOfField } from "../core/project-config/fields.ts";
import type { Finding } from "../core/project-config/findings.ts";

/**
 * Takes out of OpenCode's live configuration what came with a repository that nobody has approved. `own` is the
 * configuration without the repository; undefined if it is not known, and then OpenCode gets no model. OpenCode
 * merges some fields into others (`mode` into `agent`, `tools` into `permission`), so each field that is not
 * harmless gets the user's value, whichever of them the repository names.
 */
export function restoreOwn(
  config: Config,
  own: Readonly<Record<string, unknown>> | undefined,
  waiting: readonly Finding[],
): void {
  const live = config as Record<string, unknown>;
  const users = structuredClone(own ?? {}) as Record<string, unknown>;
  // A harmless field with {env:…} or {file:…} in it.
  const spoilt = new Set(waiting.map(({ field = "" }) => field.split(".")[0]));
  // OpenCode may have read a file that we cannot read.
  const isUnread = waiting.some(({ field, reason }) => field === undefined && reason === "unknown");
  for (const key of new Set([...Object.keys(live), ...Object.keys(users)])) {
    const harmless = ruleOfField([key], CONFIG_FIELDS).class === "harmless" && !spoilt.has(key);
    if (harmless && !isUnread) continue;
    if (key in users) live[key] = users[key];
    else delete live[key];
  }
  // Without a list OpenCode opens every provider it knows, its vendor's too.
  live["enabled_providers"] = own?.["enabled_providers"] ?? [];
}
