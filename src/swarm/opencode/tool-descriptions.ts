import type { Hooks } from "@opencode-ai/plugin";
import { INVENTED } from "../core/arguments/host-arguments.ts";

/** Our descriptions of the host's tools, by tool id; from `templates/tools`. */
export type ToolDescriptions = Readonly<Record<string, string>>;

const NO_NETWORK =
  "- No network in the sandbox while OpenCode listens on a port: ask the user to run what needs it with !, for example !npm ci.";

/** The descriptions for an OpenCode that listens on a port. */
export function withoutNetwork(texts: ToolDescriptions): ToolDescriptions {
  return { ...texts, bash: `${texts["bash"]?.trimEnd()}\n${NO_NETWORK}\n` };
}

/** The hook's type of 1.18.33 does not name `jsonSchema`, which is what a request carries. */
type Sent = { jsonSchema?: { properties?: Record<string, unknown> } };

/**
 * Replaces the host's tool descriptions with shorter and correct ones. The host's texts explain commits and pull
 * requests, which no agent may make here, and every request carries them. The host later adds its list of agents.
 * Fields for which models invent values leave the schema; the host still reads them from a call.
 */
export function describeTools(texts: ToolDescriptions): NonNullable<Hooks["tool.definition"]> {
  return async ({ toolID }, output: { description: string } & Sent) => {
    output.description = texts[toolID] ?? output.description;
    const hidden = INVENTED[toolID];
    const { jsonSchema } = output;
    if (!hidden || !jsonSchema?.properties) return;
    const kept = Object.entries(jsonSchema.properties).filter(([name]) => !hidden.includes(name));
    output.jsonSchema = { ...jsonSchema, properties: Object.fromEntries(kept) };
  };
}
