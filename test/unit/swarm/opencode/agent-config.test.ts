import type { Config } from "@opencode-ai/plugin";
import type { McpLocalConfig, McpRemoteConfig } from "@opencode-ai/sdk";
import { expect, test } from "vitest";
import { AGENTS } from "../../../../src/swarm/core/agents.ts";
import { COMMANDER_TOOLS, WORKER_TOOLS } from "../../../../src/swarm/core/phases/phase.ts";
import { configureAgents } from "../../../../src/swarm/opencode/agent-config.ts";
import { openProviders } from "../../../../src/swarm/opencode/open-providers.ts";

const PROMPTS = { commander: "c", worker: "w", scout: "s", librarian: "l" };
const local: McpLocalConfig = { type: "local", command: ["x"] };
const remote: McpRemoteConfig = { type: "remote", url: "http://x" };

/** As OpenCode decides: the last rule that fits wins. */
function may(config: Config, agent: string, tool: string): unknown {
  configureAgents(config, PROMPTS, "/bin/sh");
  const agents = config.agent as Record<string, { permission: Record<string, unknown> }>;
  const rules = Object.entries(agents[agent]?.permission ?? {});
  const fits = (rule: string) => new RegExp(`^${rule.replaceAll("*", ".*")}$`).test(tool);
  return rules.findLast(([rule]) => fits(rule))?.[1];
}

test.each(AGENTS)("only the Librarian may use a local server's tools (%s)", (agent) => {
  const wanted = agent === "librarian" ? "allow" : "deny";
  expect(may({ mcp: { "my docs": local } }, agent, "my_docs_find")).toBe(wanted);
});

test.each(["worker", "scout", "librarian"])("no right of a %s asks a person", (agent) => {
  const config: Config = { mcp: { docs: local } };
  configureAgents(config, PROMPTS, "/bin/sh");
  const agents = config.agent as Record<string, { permission: Record<string, unknown> }>;
  const rights = Object.values(agents[agent]?.permission ?? {}).flatMap((right) =>
    typeof right === "string" ? [right] : Object.values(right as Record<string, string>),
  );
  expect([...new Set(rights)].sort()).toEqual(["allow", "deny"]);
});

test.each(AGENTS)("a %s reads why OpenCode could not make a call", (agent) => {
  expect(may({}, agent, "invalid")).toBe("allow");
  expect(may({ mcp: { invalid: remote } }, agent, "invalid")).toBe("allow");
  expect(may({}, agent, "invalid_too")).toBe("deny");
});

test("remote servers and those switched off stay closed, also by a shared beginning of their names", () => {
  const mcp = { docs: local, docs_web: remote, docs_off: { ...local, enabled: false } };
  expect(may({ mcp }, "librarian", "docs_find")).toBe("allow");
  expect(may({ mcp }, "librarian", "docs_web_find")).toBe("deny");
  expect(may({ mcp }, "librarian", "docs_off_find")).toBe("deny");
});

test.each(["worker", "design", "apply", "qa", "check", "scope", "swarm", "foundation", "dispatch"])(
  "a server called %s opens no tool of ours",
  (name) => {
    const ours = [...COMMANDER_TOOLS, ...WORKER_TOOLS, "apply_patch", "edit", "write", "task"];
    for (const tool of ours)
      expect(may({ mcp: { [name]: local } }, "librarian", tool)).toBe("deny");
  },
);

test("an empty list of providers is opened for the models in use, and for no other agent's", () => {
  const config: Config = {
    enabled_providers: [],
    model: "vllm/org/coder",
    small_model: "small/x",
    agent: {
      worker: { model: "second/y" },
      scout: { model: "vllm/z" },
      build: { model: "cloud/q" },
    },
  };
  openProviders(config);
  expect(config.enabled_providers).toEqual(["vllm", "small", "second"]);
});

test("a list the user has filled is theirs, and so is none", () => {
  const filled: Config = { enabled_providers: ["mine"], model: "vllm/x" };
  openProviders(filled);
  expect(filled.enabled_providers).toEqual(["mine"]);
  const none: Config = { model: "vllm/x" };
  openProviders(none);
  expect(none).not.toHaveProperty("enabled_providers");
});

test.each([undefined, "", "vllm", "/x"])("%s names no provider", (model) => {
  const config: Config = { enabled_providers: [], ...(model === undefined ? {} : { model }) };
  openProviders(config);
  expect(config.enabled_providers).toEqual([]);
});
