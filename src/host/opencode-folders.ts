import { join } from "node:path";
import { type Environment, homeFolder, homeFolderBelow } from "../kit/home-folders.ts";

export interface OpenCodeFolders {
  readonly config: string;
  readonly cache: string;
  readonly data: string;
}

/** OpenCode's own folders of this user. `home` counts if the environment names none; default HOME, or nothing. */
export function openCodeFolders(env: Environment, home = env["HOME"] ?? ""): OpenCodeFolders {
  const under = (kind: keyof OpenCodeFolders) =>
    join(homeFolder(env, kind) ?? homeFolderBelow(home, kind), "opencode");
  return { config: under("config"), cache: under("cache"), data: under("data") };
}
