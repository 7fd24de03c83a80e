import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { editJsonc } from "../../src/setup/adapters/jsonc-edit.ts";
import { seedWishes } from "../../src/setup/adapters/seeds.ts";
import { type SetupFacts, settingEdits } from "../../src/setup/core/settings.ts";
import { globalSwitches } from "../../src/setup/global-switches.ts";
import { AGENTS } from "../../src/swarm/core/agents.ts";
import { approveProject } from "./cloned.ts";
import { grant } from "./grant.ts";
import { type Ground, newGround } from "./ground.ts";

/** A user's machine after `install`: only files, no helpful variables. */
export interface Installed {
  env: Readonly<Record<string, string>>;
  ground: Ground;
  /** The plugin's file in OpenCode's package cache. */
  plugin: string;
}

export async function installed(
  folder: string,
  options: { baseURL: string; seeds?: boolean; plugin?: string; env?: Record<string, string> },
): Promise<Installed> {
  const home = join(folder, "home");
  const env = await newHome(home, options.env);
  const { packageRoot, name, spec } = await packed();
  const ground = await newGround(join(folder, "project"), env, {
    "README.md": "# demo\n",
    "opencode.json": editJsonc(
      "",
      settingEdits({}, facts(options.baseURL, options.plugin ?? spec)),
    ),
    ".opencode/tui.json": JSON.stringify({ plugin: [spec] }),
    ...Object.fromEntries(
      AGENTS.map((agent) => [`.opencode/agents/${agent}.md`, agentFile(agent)]),
    ),
  });
  const wishes = await seedWishes({ packageRoot, env, home, project: ground.dir });
  if (options.seeds !== false)
    await grant([...wishes.project, ...wishes.shared, ...(await globalSwitches(env))]);
  await approveProject(ground.dir, env);
  const cached = join(home, ".cache/opencode/packages", spec, "node_modules", name);
  return { env, ground, plugin: join(cached, "dist/plugin.js") };
}

async function newHome(
  home: string,
  more: Record<string, string> = {},
): Promise<Record<string, string>> {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, ".gitconfig"), "[user]\n\tname = User\n\temail = user@localhost\n");
  return {
    HOME: home,
    PATH: process.env["PATH"] ?? "",
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    GIT_CONFIG_NOSYSTEM: "1",
    ...more,
  };
}

async function packed() {
  const packageRoot = inject("packed");
  const { name, version } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  return { packageRoot, name: String(name), spec: `${name}@${version}` };
}

/** A user's machine after `install --global`. */
export async function installedGlobally(
  folder: string,
  options: { baseURL: string; env?: Record<string, string> },
): Promise<Readonly<Record<string, string>>> {
  const env = await newHome(join(folder, "home"), options.env);
  const { packageRoot, spec } = await packed();
  const config = join(env["HOME"] ?? "", ".config/opencode");
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(config, path)), { recursive: true });
    await writeFile(join(config, path), text);
  };
  await write("opencode.json", editJsonc("", settingEdits({}, facts(options.baseURL, spec))));
  await write("tui.json", JSON.stringify({ plugin: [spec] }));
  for (const agent of AGENTS) await write(`agents/${agent}.md`, agentFile(agent));
  const wishes = await seedWishes({ packageRoot, env, home: env["HOME"] ?? "" });
  await grant(wishes.shared);
  return env;
}

/** Agents are files, so that a user can edit their prompts. */
function agentFile(agent: string): string {
  const mode = agent === "commander" ? "primary" : "subagent";
  const title = `${agent[0]?.toUpperCase()}${agent.slice(1)}`;
  return `---\ndescription: Ours\nmode: ${mode}\n---\nYou are the Aegis ${title}, as the user's file says.\n`;
}

function facts(baseURL: string, plugin: string): SetupFacts {
  const server = {
    baseURL,
    named: true,
    model: "qwen3-coder-next",
    context: 131_072,
    output: 16_384,
  };
  return { plugin, server, mcp: [] };
}
