import { lstat, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Git } from "../../git/port.ts";
import { isFolder, isOccupied } from "../../kit/is-there.ts";
import { realPath } from "../../kit/real-path.ts";
import { removeTree } from "../../kit/remove-tree.ts";
import type { Workspace } from "../ports.ts";
import { seedConfigFolder } from "./links/config-folder.ts";
import { claimFolder, type Ground, linkFolder } from "./links/ground.ts";
import { fillNodeModules } from "./links/node-modules.ts";
import { PNP_FILE, unfitPlugAndPlay } from "./links/plug-n-play.ts";
import { unfitFolders } from "./links/unfit.ts";
import { fillVirtualenv, isVirtualenv } from "./links/virtualenv.ts";

export function workspaceFiles(git: Pick<Git, "ignores" | "ignoredFolders">): Workspace {
  return {
    async link(top, directory, names) {
      await mkdir(directory, { recursive: true });
      const folders = await foldersOf(git, top, names);
      const tree = realPath(directory);
      const ground: Ground = { top, tree, folders, ignored: (path) => ignored(git, top, path) };
      const given: string[] = [];
      for (const folder of folders)
        if (names.includes(folder) || (await isFolder(dirname(join(tree, folder)))))
          if (await claimOrLink(ground, folder)) given.push(folder);
      await fillNodeModules(ground, given.filter(isNodeModules));
      for (const folder of given)
        if (await isVirtualenv(join(top, folder))) await fillVirtualenv(ground, folder);
      await seedConfigFolder(git, top, tree);
      return given;
    },
    async unfit(top, names) {
      const folders = await foldersOf(git, top, names);
      const checkout = { top, folders, ignored: (path: string) => ignored(git, top, path) };
      const installed = names.includes("node_modules") ? await plugAndPlay(git, top) : [];
      const found = installed.map((folder) => unfitPlugAndPlay(checkout, folder));
      return [...(await unfitFolders(checkout)), ...(await Promise.all(found)).flat()];
    },
    exists: isFolder,
    occupied: isOccupied,
    remove: removeTree,
  };
}

/**
 * The folders of these names that exist and that git ignores: otherwise they would end up in a Worker's diff. With
 * `node_modules` also the `node_modules` of packages below the top.
 */
async function foldersOf(
  git: Pick<Git, "ignores" | "ignoredFolders">,
  top: string,
  names: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const name of names)
    if ((await isFolder(join(top, name))) && (await ignored(git, top, name))) found.add(name);
  const nested = names.includes("node_modules") ? await git.ignoredFolders(top) : [];
  for (const folder of nested)
    if (isNodeModules(folder) && (await isFolder(join(top, folder)))) found.add(folder);
  return [...found];
}

/** The folders that may be installed by Yarn's Plug'n'Play: the top, and every folder whose installation git ignores. */
async function plugAndPlay(git: Pick<Git, "ignoredFolders">, top: string): Promise<string[]> {
  const below = (await git.ignoredFolders(top)).filter((path) => basename(path) === PNP_FILE);
  return [...new Set([".", ...below.map((path) => dirname(path))])];
}

function isNodeModules(folder: string): boolean {
  return basename(folder) === "node_modules";
}

/** True if the worktree has the folder: as one of our folders, which is filled next, or as a link. */
async function claimOrLink(ground: Ground, folder: string): Promise<boolean> {
  const source = join(ground.top, folder);
  if (isNodeModules(folder) || (await isVirtualenv(source))) return claimFolder(ground, folder);
  return linkFolder(ground, folder);
}

async function ignored(git: Pick<Git, "ignores">, top: string, path: string): Promise<boolean> {
  const stats = await lstat(join(top, path)).catch(() => undefined);
  return git.ignores(top, stats?.isDirectory() ? `${path}/` : path);
}
