import { posix } from "node:path";
import type { Environment } from "../../kit/environment.ts";
import { isIn } from "../../kit/path-in.ts";
import {
  HOME_PARTS,
  PRIVATE_FOLDERS,
  SEARCH_VARIABLES,
  SETTINGS_FILES,
  SHARED_FOLDERS,
  SYSTEM_FOLDERS,
  TOOL_VARIABLES,
} from "./tool-folders.ts";

export interface Surroundings {
  env: Environment;
  /** The user's home; undefined if no variable names it. */
  home: string | undefined;
  /** The checkout's top directory. */
  top: string;
  /** Directories of the checkout that worktrees get as links (`node_modules`, `.venv`). */
  links: readonly string[];
  /** Further paths that the user made visible. */
  chosen: readonly string[];
}

/** What is asked of the disk. */
export interface Disk {
  /** The path with its links resolved; undefined if there is nothing. */
  real(path: string): string | undefined;
  /** The resolved targets of the links in this directory and in its `@scope` directories. */
  linksIn(directory: string): readonly string[];
  /** The text of a small file; undefined if it cannot be read. */
  text(path: string): string | undefined;
}

/**
 * The paths beside the project that an agent's shell may read: the system, toolchains, package caches and what the
 * user chose. All other paths are absent in the sandbox. A path below another path of the list is left out.
 */
export function visiblePaths(around: Surroundings, disk: Disk): string[] {
  const allowed = guardOf(around, disk);
  const found = new Set<string>();
  const add = (path: string, may: (path: string) => boolean = allowed) => {
    const real = path.startsWith("/") ? disk.real(path) : undefined;
    if (real === undefined || !may(posix.normalize(path)) || !may(real)) return;
    found.add(withoutSlash(posix.normalize(path)));
    found.add(real);
  };
  for (const path of [...SYSTEM_FOLDERS, ...toolFolders(around)]) add(path);
  for (const directory of searched(around)) {
    add(directory);
    for (const prefix of prefixOf(directory, disk)) add(prefix);
    for (const target of disk.linksIn(directory)) {
      add(target);
      for (const prefix of prefixOf(posix.dirname(target), disk)) add(prefix);
    }
  }
  for (const path of packagesElsewhere(around, disk)) add(path);
  const always = () => true;
  for (const path of settingsFiles(around, disk)) add(path, always);
  for (const path of around.chosen) add(path, always);
  const paths = [...found].sort();
  return paths.filter((path) => !paths.some((other) => other !== path && isIn(path, other)));
}

function toolFolders({ env, home }: Surroundings): string[] {
  const named = Object.entries(TOOL_VARIABLES).flatMap(([name, parts]) => {
    const folder = env[name];
    return folder ? parts.map((part) => posix.join(folder, part)) : [];
  });
  return [...(home ? HOME_PARTS.map((part) => posix.join(home, part)) : []), ...named];
}

/** Directories with programs and modules: of the variables, and of the project's Python environments. */
function searched({ env, top, links }: Surroundings): string[] {
  const lists = SEARCH_VARIABLES.flatMap((name) => env[name]?.split(":") ?? []);
  const environments = [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].flatMap((path) => path || []);
  const own = [...environments, ...links.map((link) => posix.join(top, link))];
  return [...lists, ...own.map((path) => posix.join(path, "bin"))]
    .filter((path) => path.startsWith("/"))
    .map((path) => withoutSlash(posix.normalize(path)));
}

/**
 * The installation that a directory of programs belongs to: `x` of `x/shims`, because shims start what lies beside them,
 * and `x` of `x/bin` if it has libraries and is no project.
 */
function prefixOf(directory: string, disk: Disk): string[] {
  const prefix = posix.dirname(directory);
  const name = posix.basename(directory);
  if (name === "shims") return [prefix];
  if (name !== "bin" || posix.basename(prefix) === ".local") return [];
  const isThere = (part: string) => disk.real(posix.join(prefix, part)) !== undefined;
  return (isThere("lib") || isThere("libexec")) && !isThere(".git") ? [prefix] : [];
}

/** Installed packages of the checkout that lie outside it, and a linked folder of packages as a whole. */
function packagesElsewhere({ top, links }: Surroundings, disk: Disk): string[] {
  return links.flatMap((link) => {
    const folder = posix.join(top, link);
    const packages = disk
      .linksIn(folder)
      .filter((target) => disk.real(posix.join(target, "package.json")) !== undefined);
    return [disk.real(folder) ?? folder, ...packages];
  });
}

const SECRET =
  /token|_auth\b|passw|secret|extraheader|api.?key|:\/\/[^\s/@]*:[^\s/@]+@|-----BEGIN/i;

function settingsFiles({ home }: Surroundings, disk: Disk): string[] {
  if (!home) return [];
  return SETTINGS_FILES.map((name) => posix.join(home, name)).filter((path) => {
    const text = disk.text(path);
    return text !== undefined && !SECRET.test(text);
  });
}

/** False for a path that would show the user's home, other projects or a private folder, and for the project itself. */
function guardOf({ home, top }: Surroundings, disk: Disk): (path: string) => boolean {
  const homes = home ? [home, disk.real(home) ?? home] : [];
  const closed = homes.flatMap((at) => PRIVATE_FOLDERS.map((name) => posix.join(at, name)));
  const guarded = [...SHARED_FOLDERS, ...closed, ...homes, top];
  return (path) =>
    !guarded.some((other) => isIn(other, path)) &&
    ![...closed, top].some((folder) => isIn(path, folder)) &&
    // Windows' own programs need a socket that the sandbox hides.
    !/^\/mnt\/[a-z](\/|$)/.test(path);
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
