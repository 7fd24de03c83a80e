import type { Dirent } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isInWorktrees, statePaths } from "../../../kit/state-paths.ts";
import { copyPackage } from "./copy-package.ts";
import {
  type Ground,
  MARK_FILE,
  makeFolder,
  point,
  realOrNone,
  textOf,
  twinOf,
  writeText,
} from "./ground.ts";
import { isStore, type PackageSurvey, surveyPackages } from "./node-packages.ts";

/** Results of earlier builds and tests: they belong to the checkout, and tools want to write there. */
const CACHES = new Set([".cache", ".vite", ".vite-temp", ".vitest", ".tmp", MARK_FILE]);

/**
 * Fills the worktree's `node_modules` folders with a link per package. A package of the checkout (a workspace, `file:`,
 * `npm link`) is the worktree's own. A package that imports such a package is copied: Node searches a package's imports
 * from the package's real place, which would lie in the checkout.
 */
export async function fillNodeModules(ground: Ground, folders: readonly string[]): Promise<void> {
  const { own, ...survey } = await surveyPackages(ground, folders);
  await endSearch(ground, [...own.keys()]);
  await Promise.all(folders.map((folder) => fill({ ground, ...survey }, folder)));
}

interface Filling extends Omit<PackageSurvey, "own"> {
  readonly ground: Ground;
}

async function fill(filling: Filling, folder: string): Promise<void> {
  const entries = await readdir(join(filling.ground.top, folder), { withFileTypes: true });
  const wanted = entries.filter(({ name }) => !CACHES.has(name));
  await Promise.all(wanted.map((entry) => place(filling, folder, entry)));
}

async function place(filling: Filling, folder: string, entry: Dirent): Promise<void> {
  const { ground, copied, shelves, sources } = filling;
  const path = `${folder}/${entry.name}`;
  const at = join(ground.tree, path);
  const source = sources.get(path);
  if (source !== undefined) return point(at, await twinOf(ground, source));
  if (copied.has(path)) return copyPackage(ground, path);
  if (entry.isSymbolicLink()) return placeLink(ground, path);
  if (entry.isDirectory() && (isShelf(folder, entry.name) || shelves.has(path))) {
    await makeFolder(at);
    return fill(filling, path);
  }
  if (entry.isFile() && basename(folder) === ".bin") return placeScript(ground, path);
  await point(at, join(ground.top, path));
}

/** Folders that hold packages or links to packages, not a package. */
function isShelf(folder: string, name: string): boolean {
  const ofStore = name === "node_modules" && isStore(basename(folder));
  return name.startsWith("@") || name === ".bin" || isStore(name) || ofStore;
}

async function placeLink(ground: Ground, path: string): Promise<void> {
  const real = await realOrNone(join(ground.top, path));
  if (real === undefined) return;
  await point(join(ground.tree, path), await twinOf(ground, real));
}

/** Scripts of pnpm name folders of the checkout. */
async function placeScript({ top, tree }: Ground, path: string): Promise<void> {
  const source = join(top, path);
  const text = await textOf(source);
  const own = text?.replaceAll(`${top}/`, `${tree}/`);
  if (own === undefined || own === text) return point(join(tree, path), source);
  await writeText(join(tree, path), own, (await stat(source)).mode);
}

/**
 * The worktree lies inside the checkout, so Node would look for what the tree under test lacks in the checkout's
 * `node_modules`. A package between the two that exports nothing ends the search.
 */
async function endSearch({ top, tree }: Ground, names: readonly string[]): Promise<void> {
  if (!isInWorktrees(top, tree)) return;
  await Promise.all(
    names.map(async (name) => {
      const folder = join(statePaths(top).worktrees, "node_modules", name);
      await mkdir(folder, { recursive: true });
      await writeText(join(folder, "package.json"), EXPORTS_NOTHING, 0o644);
    }),
  );
}

const EXPORTS_NOTHING =
  '{ "description": "oh-my-qwencoder: the tree under test lacks this package or file", "exports": {} }\n';
