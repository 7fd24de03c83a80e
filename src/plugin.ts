import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config, PluginInput, PluginModule } from "@opencode-ai/plugin";
import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { createGit } from "./git/create-git.ts";
import { AegisError } from "./kit/errors.ts";
import { realPath } from "./kit/real-path.ts";
import { say } from "./kit/sentence.ts";
import { isInWorktrees } from "./kit/state-paths.ts";
import { serverFigures } from "./serving/core/cache-size.ts";
import { answerCommand, COMMAND, registerCommand } from "./steering/command.ts";
import { watchSteeringRequests } from "./steering/requests.ts";
import { controlPlane } from "./swarm/adapters/control-plane.ts";
import { overwriteInitialEnvironment } from "./swarm/adapters/initial-environment.ts";
import type { HostClient } from "./swarm/adapters/opencode-host.ts";
import { buildProject } from "./swarm/compose/build-project.ts";
import { closeDeadRows } from "./swarm/compose/dead-rows.ts";
import { keepToUsersOwn } from "./swarm/compose/project-config.ts";
import { resume, suspend } from "./swarm/compose/reload.ts";
import { injectedConfig, modelServer } from "./swarm/compose/resolved-config.ts";
import { isSubtaskCommand, toast } from "./swarm/compose/session-calls.ts";
import { loadSettings } from "./swarm/compose/settings.ts";
import { startLanguage } from "./swarm/compose/start-language.ts";
import { AGENTS } from "./swarm/core/agents.ts";
import { openNetwork } from "./swarm/core/network.ts";
import { keyVariables } from "./swarm/core/project-config/key-variables.ts";
import { configureAgents } from "./swarm/opencode/agent-config.ts";
import { hooksFor } from "./swarm/opencode/hooks.ts";
import { openProviders } from "./swarm/opencode/open-providers.ts";
import { setup } from "./swarm/opencode/opencode2-guard.ts";
import type { Project } from "./swarm/opencode/project.ts";
import { enterInstance, registry } from "./swarm/opencode/registry.ts";
import { withNetwork } from "./swarm/opencode/tool-descriptions.ts";
import type { ControlPlane } from "./swarm/ports.ts";

// zod loads its own words as a side effect, which it tells bundlers to leave out.
z.config(z.locales.en());

/** The package's folder, which holds this file as `dist/plugin.js`. */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FILES = {
  root: ROOT,
  shell: join(ROOT, "templates/shell/bash"),
  hooks: join(ROOT, "templates/git-hooks"),
};

const SERVER_VARIABLES = ["OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME"];

/** In one process OpenCode calls this once for each directory it opens: each project and each worktree. */
async function server(input: PluginInput) {
  const directory = realPath(input.directory);
  const shared = registry();
  const worktreeOwner = ownerOf(directory);
  const prompts = await readTexts("agents", AGENTS);
  const descriptions = await readTexts("tools", ["bash", "task"] as const);
  const client = clientOf(input);
  const server = controlPlane(input);
  let live: Config | undefined;
  let notice: string | undefined;
  // A worktree asks each time, because its project may have been reopened meanwhile.
  const open = worktreeOwner
    ? () => known(worktreeOwner)
    : once(() => openProject({ server, client, directory }, () => live));
  const instance = enterInstance(directory, worktreeOwner);
  const log = async (message: string) => {
    await input.client.app.log({ body: { service: "aegis", level: "error", message } });
  };
  const resting = shared.resting.get(directory);
  // Do not await this: it asks the host about Workers, and the host waits for us.
  if (resting) resume(resting, directory).catch((error) => log(`reload: ${String(error)}`));
  // Nobody waits for this: it asks the host, which waits for us.
  if (!worktreeOwner && !resting)
    closeDeadRows(client, directory, process.env).catch((error) => log(`rows: ${String(error)}`));
  return hooksFor({
    directory,
    project: open,
    descriptions: withNetwork(
      descriptions,
      openNetwork(await listedHosts(directory), server.port()),
    ),
    isSubtask: (call) => isSubtaskCommand(client, call),
    configure: async (config) => {
      // A worktree's instance gets the checkout's configuration, which was judged there.
      if (!worktreeOwner) notice = await keepToUsersOwn(config, { input, client, log });
      configureAgents(config, prompts, FILES.shell);
      registerCommand(config, await startLanguage(directory, process.env, log));
      openProviders(config);
      await hideSecrets(server, config).catch((error) => log(`environment: ${String(error)}`));
      live = config;
    },
    log,
    steering: {
      command: COMMAND,
      answer: (call, project) =>
        answerCommand({ client, directory, env: process.env }, call, project, log),
    },
    notice: async () => {
      const told = notice;
      notice = undefined;
      if (told) await toast(client, directory, [told]);
    },
    dispose: (project) => {
      // OpenCode ends the calls of a closed directory and may tell nobody.
      if (instance.leave()) project?.trees.leaveInstance(directory);
      if (project && !worktreeOwner) suspend(project, directory);
    },
  });
}

/** The user's list, or undefined; bad settings are told when the project is opened. */
async function listedHosts(directory: string): Promise<readonly string[] | undefined> {
  const settings = await loadSettings(directory, process.env).catch(() => undefined);
  return settings?.shell.network.allowedDomains;
}

/** The checkout that owns this worktree; undefined for one of the user's directories. */
function ownerOf(directory: string): string | undefined {
  for (const top of registry().projects.keys()) if (isInWorktrees(top, directory)) return top;
  return undefined;
}

async function known(top: string): Promise<Project> {
  const project = await registry().projects.get(top);
  if (!project)
    throw new AegisError(
      "NO_PROJECT",
      say(`${top} is not open.`, `열려 있지 않은 프로젝트입니다: ${top}`),
      say("Restart OpenCode.", "OpenCode를 다시 시작하세요."),
    );
  return project;
}

async function openProject(
  { server, client, directory }: { server: ControlPlane; client: HostClient; directory: string },
  live: () => Config | undefined,
): Promise<Project> {
  const { env } = process;
  const facts = await createGit({ env }).inspect(directory);
  const { projects, configs } = registry();
  const config = live();
  if (config) configs.set(facts.top, config);
  const existing = projects.get(facts.top);
  if (existing) {
    const project = await existing;
    if (await resume(project, directory)) return project;
  }
  const building = loadSettings(facts.top, env).then((config) =>
    buildProject({
      facts,
      config,
      client,
      controlPlane: server,
      files: FILES,
      env,
      argv: process.argv,
      program: process.versions["bun"] === undefined ? undefined : process.execPath,
      injected: () => injectedConfig(configs.get(facts.top), import.meta.url),
      server: () => modelServer(configs.get(facts.top)),
      readFigures: serverFigures,
    }),
  );
  projects.set(facts.top, building);
  building.catch(() => projects.delete(facts.top));
  const project = await building;
  watchSteeringRequests(project, { client, env });
  project.openings.opened(directory);
  return project;
}

/**
 * Takes the server's password and the providers' keys out of what other programs can read of this process. OpenCode
 * keeps its own copy of the password from the start of its server, and reads the keys again at each reload. A process
 * that is not Bun's reads its variables from the memory that we would overwrite.
 */
async function hideSecrets(server: ControlPlane, { provider }: Config): Promise<void> {
  if (!("bun" in process.versions)) return;
  const { env } = process;
  // A server that does not listen yet still has to read its password.
  if (server.listens()) for (const name of SERVER_VARIABLES) delete env[name];
  overwriteInitialEnvironment(new Set([...SERVER_VARIABLES, ...keyVariables(provider, env)]));
}

/** The SDK's newer client, over the connection of the client that OpenCode gives us. */
function clientOf(input: PluginInput): HostClient {
  const host = (
    input.client as unknown as { _client: { getConfig(): object } }
  )._client.getConfig();
  const { baseUrl, fetch, headers } = host as Parameters<typeof createOpencodeClient>[0] & object;
  return createOpencodeClient({
    ...(baseUrl ? { baseUrl } : {}),
    ...(fetch ? { fetch } : {}),
    headers,
  });
}

async function readTexts<Name extends string>(
  folder: string,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const texts = await Promise.all(
    names.map((name) => readFile(join(ROOT, "templates", folder, `${name}.md`), "utf8")),
  );
  return Object.fromEntries(names.map((name, index) => [name, texts[index]])) as Record<
    Name,
    string
  >;
}

/** Makes one attempt at a time; a later call may repeat a failed one (after the user's `git init`). */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

export default { id: "oh-my-qwencoder", server, setup } satisfies PluginModule & {
  setup: unknown;
};
