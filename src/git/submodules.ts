import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isThere } from "../kit/is-there.ts";
import { realPath, realPathIfThere } from "../kit/real-path.ts";
import { removeTree } from "../kit/remove-tree.ts";
import { commonDirOf, locate } from "./checkout.ts";
import { OWN_INDEX } from "./environment.ts";
import { looseFields } from "./output.ts";
import type { GitCall, RunGit } from "./run-git.ts";
import { ownIndexName } from "./temp-index.ts";

/** A submodule as an index names it. */
interface Submodule {
  readonly path: string;
  readonly commit: string;
}

/**
 * Git leaves the folders of submodules empty in a new worktree. Fills them from the submodules' own git directories
 * below `.git/modules`: without a network, without hooks, and without a `.git` entry in the folder. A submodule that the
 * user has never fetched stays empty, as in the user's checkout.
 */
export async function fillSubmodules(run: RunGit, dir: string): Promise<void> {
  if (!(await isThere(join(dir, ".gitmodules")))) return;
  const [{ gitDir, top }, commonDir] = await Promise.all([locate(run, dir), commonDirOf(run, dir)]);
  const ask: Ask = (call) => run(top, call);
  const homes = [commonDir, ...(await worktreeDirs(commonDir))];
  await fillBelow({ ask, homes, scratch: gitDir }, top);
}

/** Submodules that the checkout holds and that no worktree can get, because the commit is not there. */
export async function unfilledSubmodules(run: RunGit, top: string): Promise<string[]> {
  if (!(await isThere(join(top, ".gitmodules")))) return [];
  const commonDir = await commonDirOf(run, top);
  const homes = [commonDir, ...(await worktreeDirs(commonDir))];
  const ask: Ask = (call) => run(top, call);
  const missing: string[] = [];
  for (const { submodule, name } of await named(ask, top)) {
    const held = (await readdir(join(top, submodule.path)).catch(() => [])).length > 0;
    if (held && !(await homeOf({ ask, homes }, name, submodule))) missing.push(submodule.path);
  }
  return missing;
}

type Ask = (call: GitCall) => ReturnType<RunGit>;

interface Source {
  readonly ask: Ask;
  /** Git directories that may have a folder `modules`. */
  readonly homes: readonly string[];
}

interface Filling extends Source {
  /** Folder for our index. */
  readonly scratch: string;
}

async function fillBelow(filling: Filling, top: string): Promise<void> {
  for (const { submodule, name } of await named(filling.ask, top)) {
    const home = await homeOf(filling, name, submodule);
    if (home !== undefined && (await isReal(dirname(join(top, submodule.path)))))
      await fillOne(filling, join(top, submodule.path), home, submodule);
  }
}

/** False below a link that took a folder's place: what lies there is not ours to replace. */
async function isReal(folder: string): Promise<boolean> {
  return (realPathIfThere(folder) ?? folder) === folder;
}

async function fillOne(
  filling: Filling,
  folder: string,
  home: string,
  { commit }: Submodule,
): Promise<void> {
  const index = join(filling.scratch, ownIndexName());
  // The folder may hold what an earlier command wrote, or be a link that leads out of the worktree.
  await removeTree(folder);
  await mkdir(folder, { recursive: true });
  const ask: Ask = (call) =>
    filling.ask({
      ...call,
      args: [...OFFLINE, ...OWN_INDEX, `--git-dir=${home}`, `--work-tree=${folder}`, ...call.args],
      env: { GIT_INDEX_FILE: index, GIT_NO_LAZY_FETCH: "1" },
    });
  try {
    await ask({ args: ["read-tree", "-u", "--reset", commit] });
    const below = { ask, homes: [home], scratch: filling.scratch };
    if (await isThere(join(folder, ".gitmodules"))) await fillBelow(below, folder);
  } finally {
    await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
  }
}

const OFFLINE = ["-c", "protocol.allow=never", "-c", "core.bare=false"];

/** The git directory that has the submodule's commit. */
async function homeOf(
  { ask, homes }: Source,
  name: string,
  { commit }: Submodule,
): Promise<string | undefined> {
  for (const home of homes) {
    const modules = join(home, "modules");
    const found = realPathIfThere(join(modules, name));
    if (!found?.startsWith(`${realPath(modules)}/`)) continue;
    const args = [...OFFLINE, `--git-dir=${found}`, "cat-file", "-e", `${commit}^{commit}`];
    const env = { GIT_NO_LAZY_FETCH: "1" };
    if ((await ask({ args, env, answers: [1, 128] })).code === 0) return found;
  }
  return undefined;
}

/** The submodules of a tree by their names in `.gitmodules`. */
async function named(ask: Ask, top: string): Promise<{ submodule: Submodule; name: string }[]> {
  const file = join(top, ".gitmodules");
  const pattern = "^submodule\\..*\\.path$";
  const config = ["config", "--file", file, "--null", "--get-regexp", pattern];
  const listed = looseFields((await ask({ args: config, answers: [1, 128] })).stdout);
  const names = new Map(
    listed.map((field) => {
      const [key = "", path = ""] = field.split("\n");
      return [path, key.slice("submodule.".length, -".path".length)];
    }),
  );
  const { stdout } = await ask({ args: ["ls-files", "--stage", "-z"] });
  return looseFields(stdout).flatMap((entry) => {
    const [mode, commit = ""] = entry.split(" ");
    const path = entry.slice(entry.indexOf("\t") + 1);
    const name = mode === "160000" ? names.get(path) : undefined;
    return name === undefined ? [] : [{ submodule: { path, commit }, name }];
  });
}

async function worktreeDirs(commonDir: string): Promise<string[]> {
  const names = await readdir(join(commonDir, "worktrees")).catch(() => [] as string[]);
  return names.map((name) => join(commonDir, "worktrees", name));
}
