import { AegisConfig } from "../swarm/config.ts";

/** A first `.opencode/aegis.jsonc`: every line a comment with its default, so nothing changes by it. */
export function settingsTemplate(): string {
  const defaults = AegisConfig.parse({});
  const lines = (["maxWorkers", "admission", "language", "sandbox"] as const).flatMap((key) => [
    `  // ${AegisConfig.shape[key].description ?? ""}`,
    `  // "${key}": ${JSON.stringify(defaults[key])},`,
  ]);
  return [
    "// Settings of oh-my-qwencoder. Take the slashes away from a line to set it.",
    "{",
    ...lines,
    "}",
    "",
  ].join("\n");
}
