import { mkdir, readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCodeFolders } from "../host/opencode-folders.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { homeFolder } from "../kit/home-folders.ts";
import { isThere } from "../kit/is-there.ts";
import { isIn } from "../kit/path-in.ts";
import { say } from "../kit/sentence.ts";
import { PRODUCT_FOLDER } from "../kit/state-paths.ts";
import { findShellView } from "../shell/view/find-view.ts";
import type { AegisConfig } from "../swarm/config.ts";
import type { JailView } from "./core/bubblewrap.ts";
import { boundPaths } from "./core/socket-files.ts";

/** The project as the jail shows it. Absolute real paths. */
export interface JailedProject {
  /** Top of the checkout; the current directory without one. */
  readonly top: string;
  /** Git directory that the worktrees share. */
  readonly commonDir: string | undefined;
  readonly cwd: string;
}

/** The part of the view that depends on this machine, its user and the project. Makes OpenCode's folders. */
export async function findView(place: {
  project: JailedProject;
  env: Environment;
  config: Pick<AegisConfig, "shell" | "worktree">;
  /** Further files and folders that OpenCode needs to start. */
  programs: readonly string[];
  /** Entries of `plugin` in the configuration. */
  plugins: readonly string[];
}): Promise<Omit<JailView, "hosts" | "bridge" | "within">> {
  const { project, env, config } = place;
  const home = env["HOME"] || homedir();
  const { top, commonDir, cwd } = project;
  if (isIn(await realpath(home), top))
    throw new AegisError(
      "JAIL_SHOWS_HOME",
      say(
        `The project ${top} contains your home ${home}, and all of it would be in the jail.`,
        `프로젝트 ${top}에 홈 폴더 ${home}이(가) 들어 있어 격리 환경에서 홈 전체가 보이게 됩니다.`,
      ),
      say("Start in a project's own folder.", "프로젝트만의 폴더에서 시작하세요."),
    );
  const seen = findShellView(
    { top, commonDir: commonDir ?? join(top, ".git"), links: config.worktree.link },
    env,
    config.shell,
  );
  const own = await openCodeParts(env, home);
  const plugins = await Promise.all(place.plugins.map(pluginFolder));
  const wanted = [...seen.visible, ...place.programs, ...plugins.flat(), ...own.readable];
  const readable = await present(wanted.filter((path) => !isIn(home, path)));
  const writable = [top, ...(commonDir === undefined ? [] : [commonDir]), ...own.writable];
  const fixed = await present(own.fixed);
  const hidden = await present(seen.hidden.filter((path) => isIn(path, "/etc")));
  const folders = await Promise.all(hidden.map(async (path) => (await stat(path)).isDirectory()));
  const sockets = await socketsBelow([...readable, ...writable, ...fixed]);
  return {
    root: process.getuid?.() === 0,
    home,
    readable,
    writable,
    forgetful: own.forgetful,
    fixed,
    coveredFolders: hidden.filter((_, index) => folders[index]),
    coveredFiles: [...hidden.filter((_, index) => !folders[index]), ...sockets],
    cwd,
  };
}

/**
 * OpenCode's folders. It must be able to write into its configuration and its cache, which hold what a later start
 * obeys and runs: each entry of them is read-only, and new entries are forgotten.
 */
async function openCodeParts(env: Environment, home: string) {
  const { config, cache, data } = openCodeFolders(env, home);
  const state = join(homeFolder({ HOME: home, ...env }, "state") ?? "", "opencode");
  const writable = [data, state];
  for (const folder of writable) await mkdir(folder, { recursive: true, mode: 0o700 });
  const chosen = env["OPENCODE_CONFIG_DIR"];
  const further = [join(home, ".opencode"), ...(chosen?.startsWith("/") ? [chosen] : [])];
  const forgetful = [config, cache, ...(await present(further))];
  const entries = await Promise.all(forgetful.map(entriesOf));
  const named = ["OPENCODE_CONFIG", "OPENCODE_TUI_CONFIG"].flatMap((name) => env[name] || []);
  return {
    writable,
    readable: [join(dirname(data), "opentui")],
    forgetful,
    fixed: [...entries.flat(), join(dirname(config), PRODUCT_FOLDER), ...named],
  };
}

async function entriesOf(folder: string): Promise<string[]> {
  if (!(await isThere(folder))) return [];
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** A plugin by its file: the package around it, because it reads files of its own. */
async function pluginFolder(entry: string): Promise<string[]> {
  if (!entry.startsWith("file:///")) return [];
  const file = fileURLToPath(entry);
  for (let at = file; at !== dirname(at); at = dirname(at))
    if (await isThere(join(at, "package.json"))) return [at];
  return [file];
}

async function present(paths: readonly string[]): Promise<string[]> {
  const all = [...new Set(paths)].filter((path) => path.startsWith("/"));
  const there = await Promise.all(all.map(isThere));
  return all.filter((_, index) => there[index]);
}

/** The socket files of running programs that the jail would show: a connection to one would leave it. */
async function socketsBelow(roots: readonly string[]): Promise<string[]> {
  const bound = boundPaths(await readFile("/proc/net/unix", "utf8").catch(() => ""));
  const relative = bound.filter((path) => !path.startsWith("/"));
  const folders = relative.length > 0 ? await workingFolders() : [];
  const paths = [
    ...bound.filter((path) => path.startsWith("/")),
    ...folders.flatMap((folder) => relative.map((path) => join(folder, path))),
  ];
  const covered = new Set<string>();
  const real = await Promise.all(roots.map((root) => realpath(root)));
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isSocket()) continue;
    const target = join(await realpath(dirname(path)), basename(path));
    for (const [index, root] of roots.entries()) {
      const top = real[index] ?? root;
      if (isIn(target, top)) covered.add(`${root}${target.slice(top.length)}`);
    }
  }
  return [...covered];
}

async function workingFolders(): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(
    pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)),
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}
