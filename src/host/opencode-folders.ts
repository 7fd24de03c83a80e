import { join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { homeFolder, homeFolderBelow } from "../kit/home-folders.ts";

export interface OpenCodeFolders {
  readonly config: string;
  readonly cache: string;
  readonly data: string;
}

/** OpenCode's own folders for this user. `home` (default: HOME) applies if the environment names no folder. */
export function openCodeFolders(env: Environment, home = env["HOME"] ?? ""): OpenCodeFolders {
  const under = (kind: keyof OpenCodeFolders) =>
    join(homeFolder(env, kind) ?? homeFolderBelow(home, kind), "opencode");
  return { config: under("config"), cache: under("cache"), data: under("data") };
}
