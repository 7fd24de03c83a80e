import { join } from "node:path";
import type { Environment } from "./environment.ts";
import { AegisError } from "./errors.ts";
import { say } from "./sentence.ts";

/** The XDG Base Directory rules: a variable, and the folder below the home if the variable is unset or empty. */
const KINDS = {
  config: ["XDG_CONFIG_HOME", ".config"],
  cache: ["XDG_CACHE_HOME", ".cache"],
  data: ["XDG_DATA_HOME", ".local/share"],
  state: ["XDG_STATE_HOME", ".local/state"],
} as const;
export type HomeFolder = keyof typeof KINDS;

/** A folder of the user. The home is HOME, otherwise USERPROFILE. Undefined if no variable names a folder. */
export function homeFolder(env: Environment, kind: HomeFolder): string | undefined {
  const home = env["HOME"] || env["USERPROFILE"];
  return env[KINDS[kind][0]] || (home ? homeFolderBelow(home, kind) : undefined);
}

/** Like `homeFolder`, but throws NO_HOME instead of returning undefined. */
export function neededHomeFolder(env: Environment, kind: HomeFolder): string {
  const folder = homeFolder(env, kind);
  if (folder) return folder;
  throw new AegisError(
    "NO_HOME",
    say(
      `Neither HOME nor ${KINDS[kind][0]} is set.`,
      `HOME과 ${KINDS[kind][0]}이(가) 모두 설정되어 있지 않습니다.`,
    ),
    say(
      "Set HOME to your home directory and repeat the command.",
      "HOME을 홈 폴더로 설정한 뒤 명령을 다시 실행하세요.",
    ),
  );
}

/** The folder below the given home; ignores the variables. */
export function homeFolderBelow(home: string, kind: HomeFolder): string {
  return join(home, KINDS[kind][1]);
}

/** The variables that place all four folders below `home`. */
export function homeVariables(home: string): Record<(typeof KINDS)[HomeFolder][0], string> {
  return {
    XDG_CONFIG_HOME: homeFolderBelow(home, "config"),
    XDG_CACHE_HOME: homeFolderBelow(home, "cache"),
    XDG_DATA_HOME: homeFolderBelow(home, "data"),
    XDG_STATE_HOME: homeFolderBelow(home, "state"),
  };
}
