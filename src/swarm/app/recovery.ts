import { openWorkers, runOpen, type WorkerState } from "../core/run/state.ts";
import { cleanUp } from "./cleanup.ts";
import { checkOut } from "./integration.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/**
 * Brings the journal of a run that was cut off in line with the repository. A running Worker is failed as
 * interrupted with its diff kept, and a commit that landed is recorded. Queued Workers stay queued; the next
 * wait or retry starts them. Call this once, before anything else touches the run. Returns the names of the
 * interrupted Workers.
 */
export async function recoverRun(swarm: Swarm): Promise<string[]> {
  if (!runOpen(swarm.run.state)) return [];
  await finishCommit(swarm);
  if (swarm.run.state.phase === "FOUNDATION") await swarm.foundationWrites.recover();
  const { integration, phase } = swarm.run.state;
  // Remove the files that an interrupted QA run left behind; no agent wrote them.
  if (integration && phase === "FINAL_QA") await checkOut(swarm, integration.commit);
  const running = openWorkers(swarm.run.state).filter(({ now }) => now.status === "running");
  for (const worker of running) await interrupt(swarm, worker);
  return running.map(({ spec }) => spec.name);
}

/** The branch moves before COMMITTED is written, so a cut in between leaves a commit without its record. */
async function finishCommit(swarm: Swarm): Promise<void> {
  const { git, top, run } = swarm;
  const { prepared } = run.state;
  if (!prepared || (await git.resolve(top, "HEAD")) !== prepared.commit) return;
  const { commit, tree, subject = "(recorded after a restart)" } = prepared;
  const denial = await run.submit({ type: "COMMITTED", commit, tree, subject });
  if (!denial) await cleanUp(swarm);
}

async function interrupt(swarm: Swarm, worker: WorkerState): Promise<void> {
  const { git, top, run, workspace } = swarm;
  const directory = worker.home?.directory;
  const halfMade = worker.attempts === 1 && worker.home?.sessionID === undefined;
  if (halfMade && directory && (await workspace.exists(directory))) {
    // No Worker has used this worktree yet, and its incomplete checkout would look like deletions.
    await git.removeWorktree(top, directory).catch(() => workspace.remove(directory));
  }
  let lost = "";
  const commit = await keepWork(swarm, worker).catch((error: unknown) => {
    lost = ` Its diff could not be kept: ${String(error)}`;
    return undefined;
  });
  await run.submit({
    type: "WORKER_FAILED",
    worker: worker.spec.name,
    failure: "INTERRUPTED",
    why: `OpenCode ended while the Worker was running.${lost}`,
    ...(commit ? { commit } : {}),
  });
}
