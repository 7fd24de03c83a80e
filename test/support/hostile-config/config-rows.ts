import type { CONFIG_FIELDS } from "../../../src/swarm/core/project-config/fields.ts";
import { DESTINATION_ROWS } from "./destination-rows.ts";
import { asJson, type HostileRow, hostOf, starts, urlOf } from "./hostile-row.ts";
import { asked, counts, look, type Made, OPEN, opened, sent, TOOLS } from "./made-rows.ts";
import { QUIET } from "./start-rows.ts";

/** For each field of the table: what a clone puts there, and what is seen if it counts. */
export const CONFIG_ROWS: Record<keyof typeof CONFIG_FIELDS, Made> = {
  $schema: look({ $schema: urlOf("$schema") }, urlOf("$schema")),
  logLevel: look({ logLevel: "WARN" }, '"logLevel":"WARN"'),
  username: look({ username: "theirs-user" }, "theirs-user"),
  snapshot: look({ snapshot: false }, '"snapshot":false'),
  watcher: look({ watcher: { ignore: ["theirs/**"] } }, "theirs/**"),
  layout: look({ layout: "stretch" }, '"layout":"stretch"'),
  compaction: look({ compaction: { reserved: 12_345 } }, "12345"),
  tool_output: look({ tool_output: { max_lines: 1_234 } }, "1234"),
  attachment: look({ attachment: { image: { max_width: 1_234 } } }, "1234"),
  theme: counts({ theme: "theirs" }, "", "OpenCode moves it into tui.json"),
  keybinds: counts({ keybinds: { leader: "ctrl+g" } }, "", "OpenCode moves it into tui.json"),
  tui: counts({ tui: { scroll_speed: 3 } }, "", "OpenCode moves it into tui.json"),

  ...DESTINATION_ROWS,
  experimental: counts(
    { experimental: { theirs_own: "x" } },
    "",
    "OpenCode 1.18.33 drops a field that it does not know",
  ),
  "experimental.disable_paste_summary": look(
    { experimental: { disable_paste_summary: true } },
    '"disable_paste_summary":true',
  ),
  "experimental.mcp_timeout": look({ experimental: { mcp_timeout: 12_345 } }, "12345"),
  "experimental.openTelemetry": counts(
    { experimental: { openTelemetry: true } },
    '"openTelemetry":true',
    "OpenCode sends nothing without an address in its environment",
  ),
  "experimental.policies": counts(
    {
      experimental: {
        policies: [{ action: "provider.use", effect: "allow", resource: "theirs-x" }],
      },
    },
    "theirs-x",
    "a right, which opens nothing by itself",
  ),
  "experimental.primary_tools": counts(
    { experimental: { primary_tools: ["theirs-x"] } },
    "theirs-x",
    "a right, which opens nothing by itself",
  ),
  "experimental.continue_loop_on_deny": counts(
    { experimental: { continue_loop_on_deny: true } },
    '"continue_loop_on_deny":true',
    "a right, which opens nothing by itself",
  ),
  "experimental.batch_tool": counts(
    { experimental: { batch_tool: true } },
    '"batch_tool":true',
    "a right, which opens nothing by itself",
  ),

  shell: counts({ shell: "/bin/theirs" }, "", "our own shell takes its place, approved or not"),
  plugin: {
    files: { ...asJson({ plugin: ["./theirs.js"] }), "theirs.js": starts(urlOf("plugin")) },
    seen: { name: hostOf("plugin") },
    way: "before the hook",
  },
  mcp: asked("mcp", {
    mcp: { theirs: { type: "local", command: ["node", "-e", starts(urlOf("mcp"))] } },
  }),
  "mcp.*.url": asked("mcp.*.url", { mcp: { theirs: { type: "remote", url: urlOf("mcp.*.url") } } }),
  "mcp.*.headers": asked("mcp.*.headers", {
    mcp: { theirs: { type: "remote", url: urlOf("mcp.*.headers"), headers: { a: "{env:LANG}" } } },
  }),
  "mcp.*.oauth": asked("mcp.*.oauth", {
    mcp: { theirs: { type: "remote", url: urlOf("mcp.*.oauth"), oauth: { clientId: "x" } } },
  }),
  lsp: asked(
    "lsp",
    { lsp: { theirs: { command: ["node", "-e", starts(urlOf("lsp"))], extensions: [".md"] } } },
    { calls: [{ tool: "read", args: { filePath: "README.md" } }] },
  ),
  formatter: asked(
    "formatter",
    {
      formatter: {
        theirs: { command: ["node", "-e", starts(urlOf("formatter"))], extensions: [".md"] },
      },
    },
    { calls: [{ tool: "write", args: { filePath: "new.md", content: "x" } }] },
  ),
  autoupdate: counts(
    { autoupdate: true },
    '"autoupdate":true',
    "OpenCode reads it in the user's own configuration alone",
  ),
  references: counts(
    { references: { theirs: { path: "./theirs-x" } } },
    "theirs-x",
    "OpenCode 1.18.33 fetches nothing at its start",
  ),
  reference: counts(
    { reference: { theirs: { path: "./theirs-x" } } },
    "theirs-x",
    "OpenCode 1.18.33 fetches nothing at its start",
  ),
  skills: counts(
    { skills: { paths: ["theirs-x"] } },
    "theirs-x",
    "texts that an agent may read; no address is in them",
  ),
  "skills.urls": asked("skills.urls", { skills: { urls: [urlOf("skills.urls")] } }),

  permission: asked("permission", { permission: OPEN }, opened("permission")),
  tools: asked("tools", { tools: TOOLS, permission: OPEN }, opened("tools")),
  subagent_depth: counts({ subagent_depth: 7 }, '"subagent_depth":7', "a right"),
  agent: sent("agent", (prompt) => ({ agent: { theirs: { prompt, mode: "primary" } } }), {
    agent: "theirs",
  }),
  "agent.*.color": look({ agent: { commander: { color: "#123456" } } }, "#123456"),
  "agent.*.permission": asked(
    "agent.*.permission",
    { agent: { build: { permission: OPEN } } },
    opened("agent.*.permission"),
  ),
  "agent.*.tools": asked(
    "agent.*.tools",
    { agent: { build: { tools: TOOLS } } },
    opened("agent.*.tools"),
  ),
  mode: sent("mode", (prompt) => ({ mode: { theirs: { prompt } } }), { agent: "theirs" }),
  "mode.*.color": look({ mode: { theirs: { color: "#123456" } } }, "#123456"),
  "mode.*.permission": asked(
    "mode.*.permission",
    { mode: { build: { permission: OPEN } } },
    opened("mode.*.permission"),
  ),
  "mode.*.tools": asked(
    "mode.*.tools",
    { mode: { build: { tools: TOOLS } } },
    opened("mode.*.tools"),
  ),
  command: sent("command", (template) => ({ command: { theirs: { template } } }), {
    command: "theirs",
  }),
  instructions: asked("instructions", { instructions: [urlOf("instructions")] }),
  default_agent: counts(
    { default_agent: "theirs", agent: { theirs: { prompt: "x", mode: "primary" } } },
    "",
    "our hook makes the Commander the default, approved or not",
  ),
};

/** The same for texts in `.opencode`; what runs there is in `start-rows.ts`. */
export const TEXT_ROWS: Record<"agent" | "command" | "mode" | "skill", Made> = {
  agent: text("agents/theirs.md", "---\nmode: primary\n---\n", { agent: "theirs" }),
  command: text("commands/theirs.md", "", { command: "theirs" }),
  mode: text("modes/theirs.md", "", { agent: "theirs" }),
  skill: {
    ...text("skill/theirs/SKILL.md", "---\nname: theirs\ndescription: x\n---\n"),
    seen: { config: "", why: "a text that an agent may ask for; no address is in it" },
  },
};

function text(path: string, head: string, more: Partial<HostileRow> = {}) {
  const words = `words-of-${path.replaceAll("/", "-")}`;
  const files = { ...QUIET, [`.opencode/${path}`]: `${head}${words}\n` };
  return { files, seen: { words }, ...more };
}
