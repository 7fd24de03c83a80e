import type { Hooks } from "@opencode-ai/plugin";

/** Our descriptions of the host's tools, by tool id; from `templates/tools`. */
export type ToolDescriptions = Readonly<Record<string, string>>;

/**
 * Replaces the host's tool descriptions with shorter and correct ones. The host's texts explain commits and pull
 * requests, which no agent may make here, and every request carries them. The host later adds its list of agents.
 */
export function describeTools(texts: ToolDescriptions): NonNullable<Hooks["tool.definition"]> {
  return async ({ toolID }, output) => {
    output.description = texts[toolID] ?? output.description;
  };
}
