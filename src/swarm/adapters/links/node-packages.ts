import type { Dirent } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isFolder } from "../../../kit/is-there.ts";
import { isRecord, parsedJson } from "../../../kit/json.ts";
import { type Ground, inside, realOrNone, twinOf } from "./ground.ts";

/** Folders in which pnpm, Yarn, npm and Bun keep each package beside the links to its dependencies. */
export function isStore(name: string): boolean {
  return name === ".pnpm" || name === ".store" || name === ".bun";
}

interface Package {
  /** Relative to the checkout. */
  readonly path: string;
  readonly names: readonly string[];
  readonly needs: ReadonlySet<string>;
}

interface Survey {
  readonly ground: Ground;
  readonly own: Map<string, string>;
  readonly sources: Map<string, string>;
  /** Paths of the folders that may have to be copied, with the names that they provide. */
  readonly folders: { path: string; name: string }[];
  readonly stores: string[];
}

export interface PackageSurvey {
  /** Names under which packages of the tree under test are imported, with their folders in the checkout. */
  readonly own: ReadonlyMap<string, string>;
  /**
   * Paths of the packages that import such a package, directly or through each other. Names decide, so a package too
   * many may be found, but none is missed that says what it imports.
   */
  readonly copied: ReadonlySet<string>;
  /** Packages of the tree under test that are installed as a copy, with the folder that each was copied from. */
  readonly sources: ReadonlyMap<string, string>;
  /** The folders above such copies. */
  readonly shelves: ReadonlySet<string>;
}

export async function surveyPackages(
  ground: Ground,
  folders: readonly string[],
): Promise<PackageSurvey> {
  const survey: Survey = { ground, own: new Map(), sources: new Map(), folders: [], stores: [] };
  const { own, sources } = survey;
  await Promise.all(folders.map((folder) => look(survey, folder, "")));
  const stored = (await Promise.all(survey.stores.map((store) => storedIn(survey, store)))).flat();
  await lookForCopies(survey, folders);
  await Promise.all(folders.map((folder) => lookForInjected(survey, folder)));
  const shelves = foldersAbove([...sources.keys()]);
  if (own.size === 0) return { own, sources, shelves, copied: new Set() };
  const plain = await Promise.all(
    survey.folders.map(async ({ path, name }) => {
      return { path, names: [name], needs: await needsOf(join(ground.top, path)) };
    }),
  );
  const packages = [...plain, ...stored].filter(({ path }) => !shelves.has(path));
  return { own, sources, shelves, copied: reaching([...own.keys()], packages) };
}

function foldersAbove(paths: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const path of paths)
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
      found.add(path.slice(0, end));
  return found;
}

function reaching(own: readonly string[], packages: readonly Package[]): Set<string> {
  const names = new Set(own);
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { path, needs, names: provided } of packages) {
      if (found.has(path) || ![...needs].some((name) => names.has(name))) continue;
      found.add(path);
      for (const name of provided) names.add(name);
    }
  }
  return found;
}

async function look(survey: Survey, folder: string, scope: string): Promise<void> {
  const entries = await entriesOf(join(survey.ground.top, folder));
  await Promise.all(
    entries.map((entry) => lookAt(survey, `${folder}/${entry.name}`, scope, entry)),
  );
}

async function lookAt(survey: Survey, path: string, scope: string, entry: Dirent): Promise<void> {
  const name = `${scope}${entry.name}`;
  if (entry.isSymbolicLink()) return lookAtLink(survey, path, name);
  if (!entry.isDirectory()) return;
  if (entry.name.startsWith("@")) return look(survey, path, `${entry.name}/`);
  if (isStore(entry.name)) survey.stores.push(path);
  else if (!entry.name.startsWith(".")) survey.folders.push({ path, name });
}

async function lookAtLink(survey: Survey, path: string, name: string): Promise<void> {
  const { ground } = survey;
  const real = await realOrNone(join(ground.top, path));
  const at = real === undefined ? undefined : inside(ground.top, real);
  if (real === undefined || at === undefined || isInstalled(at)) return;
  // A local package that git ignores is no part of any tree, but what it imports may be.
  if ((await twinOf(ground, real)) === real) survey.folders.push({ path, name });
  else survey.own.set(name, real);
}

/** Yarn and pnpm copy a `file:` dependency, also one that a package of the checkout names and that lies at the top. */
async function lookForCopies(survey: Survey, folders: readonly string[]): Promise<void> {
  const { ground, own, sources } = survey;
  const parents = folders.map((folder) => join(ground.top, dirname(folder)));
  for (const parent of new Set([...parents, ...own.values()]))
    for (const [name, version] of await readManifest(join(parent, "package.json"))) {
      const path = /^file:(.+)/.exec(String(version))?.[1];
      const real = path && (await realOrNone(resolve(parent, path)));
      if (!real || inside(ground.top, real) === undefined || !(await isFolder(real))) continue;
      own.set(name, real);
      for (const folder of folders) sources.set(`${folder}/${name}`, real);
    }
}

/** pnpm's list of the copies that it makes of packages of the workspace. */
async function lookForInjected({ ground, own, sources }: Survey, folder: string): Promise<void> {
  const list = await readFile(join(ground.top, folder, ".modules.yaml"), "utf8").catch(() => "");
  const value = parsedJson(list);
  if (!isRecord(value) || !isRecord(value["injectedDeps"])) return;
  const parent = join(ground.top, dirname(folder));
  for (const [from, copies] of Object.entries(value["injectedDeps"])) {
    const real = await realOrNone(join(parent, from));
    if (!real || inside(ground.top, real) === undefined || !Array.isArray(copies)) continue;
    for (const copy of copies) {
      const path = inside(ground.top, join(parent, String(copy)));
      const name = path?.split("node_modules/").at(-1);
      if (!path || !name) continue;
      own.set(name, real);
      sources.set(path, real);
    }
  }
}

function isInstalled(path: string): boolean {
  return path.split("/").includes("node_modules");
}

async function storedIn(survey: Survey, store: string): Promise<Package[]> {
  const entries = await entriesOf(join(survey.ground.top, store));
  // pnpm's folder of packages that any package may import.
  const shared = entries.some(({ name }) => name === "node_modules");
  if (shared) await look(survey, `${store}/node_modules`, "");
  const packages = entries.filter((entry) => entry.isDirectory() && entry.name !== "node_modules");
  return Promise.all(packages.map(({ name }) => stored(survey, `${store}/${name}`)));
}

async function stored(survey: Survey, path: string): Promise<Package> {
  const names: string[] = [];
  const needs = new Set<string>();
  const at = join(survey.ground.top, path);
  for (const folder of [join(at, "node_modules"), join(at, "package/node_modules")])
    for (const { name, entry } of await packagesIn(folder)) {
      if (!entry.isSymbolicLink()) names.push(name);
      else {
        needs.add(name);
        await lookAtStored(survey, join(folder, name), name);
      }
    }
  return { path, names, needs };
}

/** Looks at the text of the link alone: a store has thousands of links. */
async function lookAtStored({ ground, own }: Survey, link: string, name: string): Promise<void> {
  const target = resolve(dirname(link), await readlink(link));
  const path = inside(ground.top, target);
  if (path !== undefined && !isInstalled(path)) own.set(name, target);
}

/** What a package and the packages inside it import from outside. */
async function needsOf(folder: string): Promise<Set<string>> {
  const needs = new Set((await readManifest(join(folder, "package.json"))).map(([name]) => name));
  const nested = await packagesIn(join(folder, "node_modules"));
  for (const { name, entry } of nested) {
    const deeper = entry.isDirectory() ? await needsOf(join(folder, "node_modules", name)) : [];
    for (const need of deeper) needs.add(need);
  }
  for (const { name, entry } of nested) if (entry.isDirectory()) needs.delete(name);
  return needs;
}

/** Dependencies of a package with their versions. */
export async function readManifest(file: string): Promise<[name: string, version: unknown][]> {
  const value = parsedJson(await readFile(file, "utf8").catch(() => "{}"));
  if (!isRecord(value)) return [];
  const { dependencies, peerDependencies, optionalDependencies } = value;
  return [dependencies, peerDependencies, optionalDependencies].flatMap((group) =>
    isRecord(group) ? Object.entries(group) : [],
  );
}

export async function packagesIn(folder: string): Promise<{ name: string; entry: Dirent }[]> {
  const found = await Promise.all(
    (await entriesOf(folder)).map(async (entry) => {
      if (!entry.name.startsWith("@")) return [{ name: entry.name, entry }];
      const scoped = await entriesOf(join(folder, entry.name));
      return scoped.map((one) => ({ name: `${entry.name}/${one.name}`, entry: one }));
    }),
  );
  return found.flat().filter(({ name }) => !name.startsWith("."));
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
