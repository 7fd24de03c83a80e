import { everyPart } from "../../kit/every-part.ts";
import { isInWorktrees, runRef, statePaths } from "../../kit/state-paths.ts";
import type { Swarm } from "./swarm.ts";
import { dropWorktree, integrationWorktree } from "./swarm.ts";

/**
 * After a commit only the journal of the run is left: no worktree, no ref, no host instance. After an abort
 * the refs stay, because they hold work that exists nowhere else. A part that fails stops no other part; rejects like
 * `everyPart`.
 */
export async function cleanUp(swarm: Swarm): Promise<void> {
  const { top, run, host } = swarm;
  const homes = run.state.workers.flatMap(({ home }) => (home ? [home.directory] : []));
  await everyPart([
    ...[...homes, integrationWorktree(swarm)].map((directory) => () => host.release(directory)),
    () => dropWorktrees(swarm),
    () => swarm.workspace.remove(statePaths(top).worktrees),
    ...(run.state.committed ? [() => deleteRefs(swarm)] : []),
  ]);
}

/** A QA run that is being stopped may remove its own worktree meanwhile. */
async function dropWorktrees(swarm: Swarm): Promise<void> {
  const { git, top } = swarm;
  const ours = (await git.listWorktrees(top)).filter(({ dir }) => isInWorktrees(top, dir));
  await everyPart(
    ours.map(
      ({ dir }) =>
        () =>
          dropWorktree(swarm, dir),
    ),
  );
}

async function deleteRefs({ git, top, run }: Swarm): Promise<void> {
  const refs = [...(await git.refs(top, runRef(run.state.runId))).keys()];
  const ours = refs.filter((ref) => ref !== "HEAD");
  await everyPart(ours.map((ref) => () => git.deleteRef(top, ref)));
}
