import type { Hooks } from "@opencode-ai/plugin";
import type { ShellCall } from "../../shell/port.ts";
import { INVENTED } from "../core/arguments/host-arguments.ts";

/** Our descriptions of the host's tools, by tool id; from `templates/tools`. */
export type ToolDescriptions = Readonly<Record<string, string>>;

const NO_NETWORK =
  "- No network in the sandbox: ask the user to run what needs it with !, for example !npm ci.";

/** The descriptions for shells that get this network when they may write the checkout. */
export function withNetwork(
  texts: ToolDescriptions,
  network: ShellCall["network"],
): ToolDescriptions {
  if (network === "machine") return texts;
  const line = network === "none" ? NO_NETWORK : listedOnly(network.list);
  return { ...texts, bash: `${texts["bash"]?.trimEnd()}\n${line}\n` };
}

/** A longer list would cost every request more than it tells. */
const MOST_NAMED = 20;

function listedOnly(list: readonly string[]): string {
  const more = list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : "";
  return `- In the sandbox only the Commander reaches a network, in FOUNDATION and while no run is open: ${list.slice(0, MOST_NAMED).join(", ")}${more}, by HTTP and HTTPS through the proxy in its environment.`;
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
