import { type SimpleGit, simpleGit } from "simple-git";
import type { Environment } from "../kit/process/start.ts";
import { childEnvironment, SAFE_SETTINGS } from "./environment.ts";

// Variables that no call here needs; simple-git refuses to start if they are set.
const UNUSED = /^(?:EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS|GIT_SSH.*)$/i;

/**
 * simple-git with the settings and the environment of `run-git.ts`. Only for commands that run under Node, never for
 * the plugin. Throws simple-git's GitError.
 */
export function fencedGit(directory: string, env: Environment): SimpleGit {
  const entries = Object.entries(childEnvironment(env)).filter(([name]) => !UNUSED.test(name));
  const fenced = Object.fromEntries(entries);
  return simpleGit({
    baseDir: directory,
    config: SAFE_SETTINGS.filter((word) => word !== "-c"),
    trimmed: true,
    allowEnvironment: Object.keys(fenced),
    // simple-git rejects our own settings as unsafe because they name a hooks folder and a file monitor.
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeExec: true },
  }).env(fenced);
}

/** State of a repository after a run. */
export interface Standing {
  /** Hash of the commit on the branch. */
  head: string;
  /** Hash of that commit's tree. */
  tree: string;
  /** True if nothing is changed, staged or untracked. */
  clean: boolean;
  /** Number of worktrees, including the checkout. */
  worktrees: number;
  /** Names of the refs below the given prefix. */
  refs: string[];
}

/** Reads the state of a repository; `prefix` is a ref prefix such as `refs/aegis`. */
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
