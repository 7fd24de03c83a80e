/** The four agents. Their rights live in `gate.ts` and in the config hook, never in a prompt. */
export const AGENTS = ["commander", "worker", "scout", "librarian"] as const;
export type AgentName = (typeof AGENTS)[number];

/** Who makes a tool call, known from sessions and not from a model's words. */
export type Actor =
  | { role: "commander" }
  | { role: "worker"; worker: string }
  | { role: "scout" | "librarian"; worker?: string }
  /** An agent that is not ours but the user's own choice, such as `build`. */
  | { role: "other"; agent: string };

/** The agents that each agent may start with `task`. */
export const MAY_SPAWN: Record<AgentName, readonly AgentName[]> = {
  commander: ["scout", "librarian"],
  worker: ["scout", "librarian"],
  scout: [],
  librarian: [],
};

export function isAgentName(name: string): name is AgentName {
  return (AGENTS as readonly string[]).includes(name);
}
