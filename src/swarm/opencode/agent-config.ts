import type { Config } from "@opencode-ai/plugin";
import { AGENTS, type AgentName, MAY_SPAWN } from "../core/agents.ts";
import { COMMANDER_TOOLS, WORKER_TOOLS } from "../core/phases/phase.ts";

type Action = "allow" | "deny" | "ask";
type Rights = Record<string, Action | Record<string, Action>>;
type AgentSetting = Record<string, unknown>;

const READ = ["read", "glob", "grep", "list", "bash"] as const;
const WRITE = ["edit", "write", "apply_patch"] as const;
/**
 * OpenCode turns a call of an unknown tool, or one whose arguments are no JSON, into a call of this tool, which only
 * answers with the reason. OpenCode never offers the tool to the model; without the right the reason is lost.
 */
const EXPLAINING = "invalid";
/** Librarians never get these tools, whatever an MCP server is called. */
const NEVER = [...WRITE, ...COMMANDER_TOOLS, ...WORKER_TOOLS] as const;

/** Recommended sampling of Qwen3-Coder-Next (model card). */
export const SAMPLING = { temperature: 1.0, topP: 0.95, topK: 40 } as const;

const DESCRIPTIONS: Record<AgentName, string> = {
  commander: "Designs with you, sends Workers, integrates, runs QA, commits once",
  worker: "Builds one feature in its own worktree; started by dispatch_workers only",
  scout: "Reads the code of the project and reports; changes nothing",
  librarian: "Reads documents, manifests and installed dependencies; changes nothing",
};

/**
 * Puts our agents and their rights into OpenCode's live configuration. We keep prompts that a user has written
 * for our agents and always set the rights. `prompts` are the shipped templates.
 */
export function configureAgents(
  config: Config,
  prompts: Record<AgentName, string>,
  shell: string,
): void {
  const live = config as Config & Record<string, unknown>;
  const agents = { ...(live.agent as Record<string, AgentSetting> | undefined) };
  for (const name of AGENTS) {
    const own = agents[name] ?? {};
    agents[name] = {
      temperature: SAMPLING.temperature,
      top_p: SAMPLING.topP,
      description: DESCRIPTIONS[name],
      prompt: prompts[name],
      ...own,
      mode: name === "commander" ? "primary" : "subagent",
      permission: rightsOf(name, name === "librarian" ? serverRights(config) : {}),
      disable: false,
    };
  }
  live["agent"] = agents;
  live["default_agent"] = "commander";
  live["shell"] = shell;
  // Workers are children of the Commander, and their Scouts are children of the Workers.
  live["subagent_depth"] = Math.max(Number(live["subagent_depth"] ?? 1), 2);
}

/**
 * Denies every tool that is not listed; a denied tool never reaches the model's tool list. The last matching
 * rule wins, so the rules for the user's MCP servers come before the rules for our own tools.
 */
function rightsOf(name: AgentName, servers: Rights): Rights {
  const allow = (tools: readonly string[]): Rights =>
    Object.fromEntries(tools.map((tool) => [tool, "allow"]));
  const spawn = MAY_SPAWN[name];
  return {
    "*": "deny",
    ...servers,
    ...allow([...READ, EXPLAINING]),
    ...(name === "commander" || name === "worker" ? allow(WRITE) : {}),
    ...(name === "commander" ? allow([...COMMANDER_TOOLS, "question"]) : {}),
    ...(name === "worker" ? allow(WORKER_TOOLS) : {}),
    ...(spawn.length > 0 ? { task: { "*": "deny", ...onlyThese(spawn) } } : {}),
    external_directory:
      name === "commander" ? { "*": "ask" } : { "*": "deny", "*/opencode/tool-output/*": "allow" },
    // An `ask` here would hang a Worker forever; our own breaker stops loops.
    doom_loop: "allow",
  };
}

function onlyThese(names: readonly string[]): Record<string, Action> {
  return Object.fromEntries(names.map((name) => [name, "allow"]));
}

/**
 * Librarians may use MCP servers that run on this machine. A server's name may be the start of another server's
 * name or of a tool of ours, such as `worker`, so longer names come later and our own tools last.
 */
function serverRights(config: Config): Rights {
  const servers = Object.entries(config.mcp ?? {}).toSorted(([a], [b]) => a.length - b.length);
  if (servers.length === 0) return {};
  const rules = servers.map(([name, server]): [string, Action] => [
    // OpenCode spells the server's name like this in tool names.
    `${name.replaceAll(/[^a-zA-Z0-9_-]/g, "_")}_*`,
    "type" in server && server.type === "local" && server.enabled !== false ? "allow" : "deny",
  ]);
  return Object.fromEntries([...rules, ...NEVER.map((tool) => [tool, "deny"] as const)]);
}
