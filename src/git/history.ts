import { type SimpleGit, simpleGit } from "simple-git";
import type { Environment } from "../kit/process/start.ts";
import { childEnvironment, SAFE_SETTINGS } from "./environment.ts";

// Programs and places that no call here needs; simple-git refuses to start beside them.
const UNUSED = /^(?:EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS|GIT_SSH.*)$/i;

/**
 * simple-git behind the fence of `run-git.ts`: the same settings, the same environment. For
 * commands that run under Node, never for the plugin; throws simple-git's GitError.
 */
export function fencedGit(directory: string, env: Environment): SimpleGit {
  const entries = Object.entries(childEnvironment(env)).filter(([name]) => !UNUSED.test(name));
  const fenced = Object.fromEntries(entries);
  return simpleGit({
    baseDir: directory,
    config: SAFE_SETTINGS.filter((word) => word !== "-c"),
    trimmed: true,
    allowEnvironment: Object.keys(fenced),
    // simple-git takes our own settings for an attack: they name a hooks folder and a monitor.
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeExec: true },
  }).env(fenced);
}

/** How a repository stands after a run. */
export interface Standing {
  /** Hash of the commit on the branch. */
  head: string;
  /** Hash of its tree. */
  tree: string;
  /** Nothing is changed, staged or untracked. */
  clean: boolean;
  /** Number of work trees, the checkout included. */
  worktrees: number;
  /** Names of the refs below the prefix asked for. */
  refs: string[];
}

/** Reads how a repository stands; `prefix` is a ref prefix such as `refs/aegis`. */
export async function readStanding(
  directory: string,
  { env, prefix }: { env: Environment; prefix: string },
): Promise<Standing> {
  const git = fencedGit(directory, env);
  const [head, tree, status, worktrees, refs] = await Promise.all([
    git.revparse("HEAD"),
    git.revparse("HEAD^{tree}"),
    git.status(),
    git.raw("worktree", "list", "--porcelain", "-z"),
    git.raw("for-each-ref", "--format=%(refname)", prefix),
  ]);
  return {
    head,
    tree,
    clean: status.isClean(),
    worktrees: worktrees.split("\0").filter((line) => line.startsWith("worktree ")).length,
    refs: refs.split("\n").filter(Boolean),
  };
}
