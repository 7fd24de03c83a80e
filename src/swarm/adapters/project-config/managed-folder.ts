import { join } from "node:path";
import type { Environment } from "../../../kit/environment.ts";

/**
 * Folder of an administrator's configuration, which outranks every other file. OpenCode's variable
 * for tests counts.
 */
export function managedFolder(platform: NodeJS.Platform, env: Environment): string {
  const told = env["OPENCODE_TEST_MANAGED_CONFIG_DIR"];
  if (told) return told;
  if (platform === "darwin") return "/Library/Application Support/opencode";
  if (platform === "win32") return join(env["ProgramData"] ?? "C:\\ProgramData", "opencode");
  return "/etc/opencode";
}
