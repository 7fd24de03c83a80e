import { mkdir, rm } from "node:fs/promises";
import type { Config, PluginInput } from "@opencode-ai/plugin";
import type { Environment } from "../../kit/environment.ts";
import { recordOf } from "../../kit/json.ts";
import type { HostClient } from "../adapters/opencode-host.ts";
import { lookAtProject, ownFolder } from "../adapters/project-config/look.ts";
import { findingText, notApproved } from "../core/project-config/words.ts";
import { restoreOwn } from "../opencode/own-config.ts";
import { registry } from "../opencode/registry.ts";
import { startLanguage } from "./start-language.ts";

interface Place {
  /** `worktree` is the repository's top; "/" without a repository. */
  input: Pick<PluginInput, "directory" | "worktree">;
  client: HostClient;
  log: (message: string) => Promise<void>;
}

/** OpenCode opens the user's own folder in 0.3 s; without an answer the session gets no model. */
const OWN_MS = 60_000;

/**
 * For the config hook, before anything else: unless the user has approved what came with the repository, the user's
 * own configuration counts. Returns what to tell the user, if anything was taken out. If the repository or the user's
 * own configuration cannot be read, OpenCode gets no model.
 */
export async function keepToUsersOwn(
  config: Config,
  { input, client, log }: Place,
): Promise<string | undefined> {
  const { env, platform } = process;
  // Then OpenCode takes no field of the repository: a Worker's instance gets the configuration that its start names.
  if (env["OPENCODE_DISABLE_PROJECT_CONFIG"]) return undefined;
  try {
    const { worktree: top, directory: cwd } = input;
    const { waiting } = await lookAtProject({ top, cwd, env, platform, version: __VERSION__ });
    if (waiting.length === 0) return undefined;
    restoreOwn(config, await usersOwn(client, env), waiting);
    await log(`not approved: ${waiting.map((finding) => findingText(finding).en).join("; ")}`);
    return notApproved(waiting)[await startLanguage(cwd, env, log)];
  } catch (error) {
    restoreOwn(config, undefined, []);
    await log(`no model is opened: the configuration cannot be judged: ${String(error)}`);
    return undefined;
  }
}

/**
 * OpenCode's own answer for a folder of the user, so that all its rules count: ranks, substitution, agents as files,
 * an organisation's configuration. Waits for its turn, because a Worker's start changes the environment.
 */
function usersOwn(client: HostClient, env: Environment): Promise<Record<string, unknown>> {
  const shared = registry();
  const turn = shared.booting.then(async () => {
    const directory = ownFolder(env);
    await mkdir(directory, { recursive: true });
    const signal = AbortSignal.timeout(OWN_MS);
    const asked = client.config.get({ directory }, { signal });
    const { data, error } = await asked.finally(() => rm(directory, { recursive: true }));
    if (!data) throw new Error(`OpenCode does not show it: ${JSON.stringify(error)}`);
    return recordOf(data);
  });
  shared.booting = turn.catch(() => undefined);
  return turn;
}
