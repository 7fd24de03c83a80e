import { GitError, type SimpleGit, simpleGit } from "simple-git";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { childEnvironment, SAFE_SETTINGS } from "./environment.ts";
import { gitMissing } from "./run-git.ts";

// Variables that no call here needs; simple-git refuses to start if they are set.
const UNUSED = /^(?:EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS|GIT_SSH.*)$/i;

/** The calls here take milliseconds; a machine may be busy. */
const SILENCE_MS = 60_000;

/**
 * Runs `work` with simple-git, under the settings and the environment of `run-git.ts`. Only for commands that run under
 * Node, never for the plugin. Ends a git that prints nothing for `SILENCE_MS`. Throws `AegisError` GIT_FAILED or
 * GIT_MISSING.
 */
export async function withGit<T>(
  directory: string,
  env: Environment,
  work: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const entries = Object.entries(childEnvironment(env)).filter(([name]) => !UNUSED.test(name));
  const fenced = Object.fromEntries(entries);
  try {
    const git = simpleGit({
      baseDir: directory,
      config: SAFE_SETTINGS.filter((word) => word !== "-c"),
      trimmed: true,
      timeout: { block: SILENCE_MS },
      allowEnvironment: Object.keys(fenced),
      // simple-git rejects our own settings as unsafe because they name a hooks folder and a file monitor.
      unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeExec: true },
    });
    return await work(git.env(fenced));
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    if (/\bENOENT\b/.test(cause.message)) throw gitMissing(cause);
    const hint = say(
      `Run the command by hand in ${directory} to see more.`,
      `자세히 보려면 ${directory}에서 그 명령을 직접 실행해 보세요.`,
    );
    throw new AegisError(
      "GIT_FAILED",
      say(`git failed: ${cause.message.trim()}`, `git이 실패했습니다: ${cause.message.trim()}`),
      hint,
      { cause },
    );
  }
}

/** Makes a repository on branch main whose first commit holds the folder's files. Throws like `withGit`. */
export async function createRepository(
  directory: string,
  env: Environment,
  author: { name: string; email: string },
): Promise<void> {
  await withGit(directory, env, async (git) => {
    await git.init(["-b", "main"]);
    await git.addConfig("user.name", author.name);
    await git.addConfig("user.email", author.email);
    await git.add("-A");
    // The user's own settings may ask for a signature, and so for a passphrase.
    await git.commit("Start", { "--no-gpg-sign": null });
  });
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

/** Reads the state of a repository; `prefix` is a ref prefix such as `refs/aegis`. Throws like `withGit`. */
export async function readStanding(
  directory: string,
  { env, prefix }: { env: Environment; prefix: string },
): Promise<Standing> {
  const [head, tree, status, worktrees, refs] = await withGit(directory, env, (git) =>
    Promise.all([
      git.revparse("HEAD"),
      git.revparse("HEAD^{tree}"),
      git.status(),
      git.raw("worktree", "list", "--porcelain", "-z"),
      git.raw("for-each-ref", "--format=%(refname)", prefix),
    ]),
  );
  return {
    head,
    tree,
    clean: status.isClean(),
    worktrees: worktrees.split("\0").filter((line) => line.startsWith("worktree ")).length,
    refs: refs.split("\n").filter(Boolean),
  };
}
