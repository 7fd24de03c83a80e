import type { Hooks } from "@opencode-ai/plugin";

/** Our words for tools of the host, by tool id; from `templates/tools`. */
export type ToolDescriptions = Readonly<Record<string, string>>;

/**
 * Shorter and true: the host's texts explain committing and pull requests, which no agent may do here, and
 * every request of every Worker carries them. What the host appends about agents is kept.
 */
export function describeTools(texts: ToolDescriptions): NonNullable<Hooks["tool.definition"]> {
  return async ({ toolID }, output) => {
    const text = texts[toolID];
    if (text === undefined) return;
    const list = output.description.indexOf("Available agent types");
    output.description = list === -1 ? text : `${text}\n\n${output.description.slice(list)}`;
  };
}
