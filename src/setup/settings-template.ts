import { AegisConfig } from "../swarm/config.ts";

/** A first `.opencode/aegis.jsonc`: every line is a comment with the default, so the file changes nothing. */
export function settingsTemplate(): string {
  const defaults = AegisConfig.parse({});
  const lines = (["maxWorkers", "admission", "language", "sandbox"] as const).flatMap((key) => [
    `  // ${AegisConfig.shape[key].description ?? ""}`,
    `  // "${key}": ${JSON.stringify(defaults[key])},`,
  ]);
  return [
    "// Settings of oh-my-qwencoder. To set one, remove the slashes of its line.",
    "{",
    ...lines,
    "}",
    "",
  ].join("\n");
}
