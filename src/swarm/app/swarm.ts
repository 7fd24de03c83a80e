import type { Git } from "../../git/port.ts";
import { AegisError } from "../../kit/errors.ts";
import { runRef, statePaths } from "../../kit/state-paths.ts";
import type { CommandRunner } from "../../shell/port.ts";
import type { AegisConfig } from "../config.ts";
import type { WorkerState } from "../core/run/state.ts";
import type { AgentHost, Clock, Journal, ModelServer, Workspace } from "../ports.ts";
import type { FoundationWrites } from "./foundation-writes.ts";
import type { Run } from "./run.ts";

/** Everything that the use cases of one project need. The edge builds this once per project. */
export interface Swarm {
  /** Absolute top of the user's checkout. */
  top: string;
  git: Git;
  run: Run;
  host: AgentHost;
  runner: CommandRunner;
  model: ModelServer;
  workspace: Workspace;
  foundationWrites: FoundationWrites;
  journal: Journal;
  clock: Clock;
  config: AegisConfig;
}

export function worktreeOf(swarm: Swarm, id: string): string {
  return `${statePaths(swarm.top).worktrees}/${id}`;
}

export function integrationWorktree(swarm: Swarm): string {
  return worktreeOf(swarm, "integration");
}

/** Commits the Worker's work so far on its base and keeps it under a ref; undefined if nothing changed. */
export async function keepWork(swarm: Swarm, worker: WorkerState): Promise<string | undefined> {
  return (await takeWork(swarm, worker)).commit;
}

/** Like `keepWork`; `nested` are the repositories inside the worktree, whose files are not in the commit. */
export async function takeWork(
  swarm: Swarm,
  worker: WorkerState,
): Promise<{ commit?: string; nested: readonly string[] }> {
  const { git, top, run, config } = swarm;
  const { home } = worker;
  // A worktree in the making may lack files; the Worker's work is still where it was.
  if (home?.carried && home.prepared === undefined)
    return { commit: home.carried.commit, nested: [] };
  if (!home || !(await swarm.workspace.exists(home.directory))) return { nested: [] };
  const exclude = config.worktree.link;
  const { tree, nested } = await git.snapshot(home.directory, { exclude });
  if (tree === (await git.treeOf(top, home.base))) return { nested };
  const commit = await git.commitTree(top, {
    tree,
    // The second parent holds the lines that the Worker has to write again.
    parents: [home.base, ...(home.carried ? [home.carried.commit] : [])],
    message: `aegis: ${worker.id} ${worker.spec.name}`,
  });
  await git.updateRef(top, runRef(run.state.runId, worker.id), commit);
  return { commit, nested };
}

/** The worktree's .git is gone, or was replaced by a .git that leads elsewhere. */
const LOST: ReadonlySet<string> = new Set(["NOT_A_WORKTREE", "FOREIGN_GIT_DIR"]);

/** Puts a worktree at a commit. The whole folder is ours, so other files in it are removed. */
export async function putWorktree(swarm: Swarm, dir: string, commit: string): Promise<void> {
  const { git, top, workspace } = swarm;
  if (await workspace.exists(dir)) {
    try {
      return await git.resetWorktree(dir, commit);
    } catch (error) {
      if (!(error instanceof AegisError && LOST.has(error.code))) throw error;
      await workspace.remove(dir);
    }
  }
  await git.addWorktree(top, dir, commit);
}

/** Puts a worktree at a commit, with the linked folders that builds and tests need. */
export async function putLinkedWorktree(swarm: Swarm, dir: string, commit: string): Promise<void> {
  await putWorktree(swarm, dir, commit);
  await swarm.workspace.link(swarm.top, dir, swarm.config.worktree.link);
}

/** Removes a worktree of ours in any state. */
export async function dropWorktree({ git, top, workspace }: Swarm, dir: string): Promise<void> {
  // Git refuses a folder that it no longer knows as a worktree; the folder is ours, so remove it.
  await git.removeWorktree(top, dir).catch(() => workspace.remove(dir));
}
