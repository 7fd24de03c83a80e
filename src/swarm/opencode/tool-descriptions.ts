import type { Hooks } from "@opencode-ai/plugin";

/** Our words for tools of the host, by tool id; from `templates/tools`. */
export type ToolDescriptions = Readonly<Record<string, string>>;

/**
 * Shorter and true: the host's texts explain committing and pull requests, which no agent may do here, and
 * every request of every Worker carries them. The list of agents is appended by the host afterwards.
 */
export function describeTools(texts: ToolDescriptions): NonNullable<Hooks["tool.definition"]> {
  return async ({ toolID }, output) => {
    output.description = texts[toolID] ?? output.description;
  };
}
