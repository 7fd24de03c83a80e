import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { commonDirOf, locate } from "../git/checkout.ts";
import { createRunner } from "../git/run-git.ts";
import { listWorktrees } from "../git/worktrees.ts";
import { neededHomeFolder } from "../kit/home-folders.ts";
import {
  PRODUCT_FOLDER,
  SETTINGS_FILE,
  statePaths,
  USER_SETTINGS_FILE,
} from "../kit/state-paths.ts";
import { APPROVED_FOLDER } from "../swarm/adapters/project-config/approvals.ts";
import { managedFolder } from "../swarm/adapters/project-config/managed-folder.ts";
import { foldersUpTo } from "../swarm/adapters/project-config/read-documents.ts";
import type { SetupContext, SetupScope } from "./context.ts";

/** The folders and files that one install reads and writes, and the folder of its state. Absolute paths. */
export interface SetupTarget {
  scope: SetupScope;
  /** The project's top, or the folder of the configuration. */
  top: string;
  /** OpenCode's configuration files, highest rank first. */
  configs: readonly string[];
  /** The file to create if none exists. */
  newConfig: string;
  /** Folder for prompts and seeds; absent in the managed directory, where OpenCode reads only a configuration. */
  opencodeFolder?: string;
  /** With a project: the folders of OpenCode that an install may fill, from the top down to the current folder. */
  openCodeFolders?: readonly string[];
  settingsFile?: string;
  /** Git's ignore list for this repository alone. */
  excludeFile?: string;
  /** Folder of the manifest. */
  state: string;
  /** Folder of the manifest of files outside all projects. */
  shared: string;
  /** All folders of our records in the user's folders; only the user may read them. */
  records: readonly string[];
  /** With a project: the git directory that its worktrees share. */
  commonDir?: string;
  /** With a project: tops of the other worktrees of its repository. */
  worktrees?: readonly string[];
}

type Place = Omit<SetupTarget, "records">;

/** Throws NOT_A_REPOSITORY and the like for a project, NO_HOME if a home is needed and unknown. */
export async function findTarget(
  context: Pick<SetupContext, "scope" | "cwd" | "env">,
): Promise<SetupTarget> {
  const own = ownFolder(context.env);
  const shared = sharedFolder(context.env);
  const records = [shared, join(own, "global"), join(own, APPROVED_FOLDER)];
  if (context.scope === "global") return { ...globalPlace(context.env), records };
  if (context.scope === "managed") return { ...managedPlace(context.env, shared), records };
  const run = createRunner({ env: context.env });
  const { top } = await locate(run, resolve(context.cwd));
  const commonDir = await commonDirOf(run, top);
  const worktrees = (await listWorktrees(run, top)).map(({ dir }) => dir);
  const at = (path: string) => join(top, path);
  return {
    scope: "project",
    top,
    configs: [
      at(".opencode/opencode.jsonc"),
      at(".opencode/opencode.json"),
      at("opencode.jsonc"),
      at("opencode.json"),
    ],
    newConfig: at("opencode.json"),
    opencodeFolder: at(".opencode"),
    openCodeFolders: foldersUpTo(top, await realpath(context.cwd)).map((dir) =>
      join(dir, ".opencode"),
    ),
    settingsFile: at(SETTINGS_FILE),
    excludeFile: join(commonDir, "info/exclude"),
    state: statePaths(top).install,
    shared,
    records,
    commonDir,
    worktrees: worktrees.filter((dir) => dir !== top),
  };
}

/** The configuration of the user. Throws NO_HOME. */
export function globalPlace(env: SetupContext["env"]): Place {
  const top = join(neededHomeFolder(env, "config"), "opencode");
  return {
    scope: "global",
    top,
    configs: [join(top, "opencode.jsonc"), join(top, "opencode.json"), join(top, "config.json")],
    newConfig: join(top, "opencode.json"),
    opencodeFolder: top,
    settingsFile: join(neededHomeFolder(env, "config"), USER_SETTINGS_FILE),
    state: join(ownFolder(env), "global"),
    shared: sharedFolder(env),
  };
}

function ownFolder(env: SetupContext["env"]): string {
  return join(neededHomeFolder(env, "config"), PRODUCT_FOLDER);
}

function sharedFolder(env: SetupContext["env"]): string {
  return join(ownFolder(env), "install");
}

function managedPlace(env: SetupContext["env"], shared: string): Place {
  const top = managedFolder(process.platform, env);
  return {
    scope: "managed",
    top,
    configs: [join(top, "opencode.jsonc"), join(top, "opencode.json")],
    newConfig: join(top, "opencode.json"),
    state: join(top, PRODUCT_FOLDER, "install"),
    shared,
  };
}
