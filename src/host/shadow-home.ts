import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Environment } from "../kit/environment.ts";
import { isThere } from "../kit/is-there.ts";
import { openCodeFolders } from "./opencode-folders.ts";

/** The user's environment, except that OpenCode's writes go elsewhere. */
export interface ShadowHome {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** The parts of OpenCode's cache that a start reads. */
const READ_FROM_CACHE = ["packages", "models.json", "bin"];

/**
 * An environment in which OpenCode reads the user's configuration and plugins, while sessions, state, logs and
 * temporary files go to a folder that `remove` deletes.
 */
export async function shadowHome(user: Environment, home: string): Promise<ShadowHome> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "aegis-canary-")));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  try {
    const own = {
      XDG_DATA_HOME: path.join(folder, "data"),
      XDG_STATE_HOME: path.join(folder, "state"),
      XDG_CACHE_HOME: path.join(folder, "cache"),
      TMPDIR: path.join(folder, "tmp"),
    };
    const cache = path.join(own.XDG_CACHE_HOME, "opencode");
    for (const each of [...Object.values(own), cache]) await mkdir(each, { recursive: true });
    const users = openCodeFolders(user, home).cache;
    for (const name of READ_FROM_CACHE)
      if (await isThere(path.join(users, name)))
        await symlink(path.join(users, name), path.join(cache, name));
    // A check must not download anything: a missing package shows as missing.
    const offline = { npm_config_offline: "true", npm_config_cache: path.join(folder, "npm") };
    return { env: { ...present(user), ...own, ...offline }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function present(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
