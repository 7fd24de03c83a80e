import { isInWorktrees, runRef, statePaths } from "../../kit/state-paths.ts";
import type { Swarm } from "./swarm.ts";
import { dropWorktree, integrationWorktree } from "./swarm.ts";

/**
 * After a commit only the journal of the run is left: no worktree, no ref, no host instance. After an abort
 * the refs stay, because they hold work that exists nowhere else.
 */
export async function cleanUp(swarm: Swarm): Promise<void> {
  const { git, top, run, host } = swarm;
  for (const { home } of run.state.workers) if (home) await host.release(home.directory);
  await host.release(integrationWorktree(swarm));
  // A QA run that is being stopped may remove its own worktree meanwhile.
  for (const { dir } of await git.listWorktrees(top))
    if (isInWorktrees(top, dir)) await dropWorktree(swarm, dir);
  await swarm.workspace.remove(statePaths(top).worktrees);
  if (!run.state.committed) return;
  for (const ref of (await git.refs(top, runRef(run.state.runId))).keys())
    if (ref !== "HEAD") await git.deleteRef(top, ref);
}
