import { join } from "node:path";
import { beneath, type PathRule } from "../kit/beneath.ts";
import type { Environment } from "../kit/environment.ts";
import { isFolder } from "../kit/is-there.ts";
import { checkState } from "../kit/private-state.ts";
import { AGENTS } from "../swarm/core/agents.ts";
import type { SetupTarget } from "./target.ts";
import { terminalFile } from "./terminal-half.ts";

const FILE: PathRule = { kind: "file" };
const FOLDER: PathRule = { kind: "folder" };

/**
 * Refuses a project in which a file that a set-up command reads, writes or removes leads elsewhere, before anything is
 * read or written. A link that stays inside the project is followed, as the user's own choice of a place; a
 * package-lock.json may be no link, because the other file could be the lock of another package. Throws LINK_REFUSED,
 * NOT_A_FILE.
 */
export async function refuseLinksOut(place: SetupTarget, env: Environment): Promise<void> {
  const { top, scope, configs, settingsFile, opencodeFolder, openCodeFolders = [] } = place;
  if (scope !== "project") return;
  await checkState(top);
  const named = env["OPENCODE_CONFIG_DIR"];
  const folders = new Set([...openCodeFolders, ...(named?.startsWith(`${top}/`) ? [named] : [])]);
  for (const folder of folders) await checkFolder(top, folder);
  for (const path of [...configs, settingsFile, terminalFile(place)])
    if (path) await beneath(top, path, FILE);
  if (opencodeFolder === undefined) return;
  await beneath(top, join(opencodeFolder, "agents"), FOLDER);
  for (const name of AGENTS) await beneath(top, join(opencodeFolder, "agents", `${name}.md`), FILE);
}

/** A folder that OpenCode reads, with the files that tell it that npm has run there. */
async function checkFolder(top: string, folder: string): Promise<void> {
  await beneath(top, folder, FOLDER);
  await beneath(top, join(folder, ".gitignore"), FILE);
  await beneath(top, join(folder, "package.json"), FILE);
  await beneath(top, join(folder, "package-lock.json"), { ...FILE, ownName: true });
  const modules = join(folder, "node_modules");
  // An install makes this folder only if it is missing, and never writes into it.
  if (!(await isFolder(modules))) await beneath(top, modules, FOLDER);
}
