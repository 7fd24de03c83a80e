import type { SettledLanding } from "../../git/port.ts";
import { say } from "../../kit/sentence.ts";
import { runRef, statePaths } from "../../kit/state-paths.ts";
import { korean, withLost } from "../core/run/end-reason.ts";
import { runOpen, type WorkerState } from "../core/run/state.ts";
import { openWorkers } from "../core/run/workers-of.ts";
import type { Found } from "../core/text/recovered.ts";
import { cleanUp } from "./cleanup.ts";
import { checkOut } from "./integration.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/**
 * Is anything left of a run that this process may have to end? An open run always is; after a finished run, its
 * clean-up may have been cut off.
 */
export async function leftBehind(swarm: Swarm): Promise<boolean> {
  const { state } = swarm.run;
  return (
    runOpen(state) ||
    swarm.run.torn !== undefined ||
    (await swarm.git.hasCutLanding(swarm.top)) ||
    needsCleanUp(swarm)
  );
}

/**
 * Brings checkout, repository and journal in line after everything that may have been cut off. First a commit on its
 * way to the checkout is finished or taken back. A running Worker is failed as interrupted with its diff kept, and a
 * commit that landed is recorded. Queued Workers stay queued; the next wait or retry starts them. A finished run is
 * cleaned up. Call this once, before anything else touches the run.
 */
export async function recoverRun(swarm: Swarm): Promise<Found> {
  const { run } = swarm;
  let landing: Found["landing"];
  await swarm.git.settleLanding(swarm.top, async (settled) => {
    if (settled.outcome === "none") return;
    landing = landingOf(settled);
    if (runOpen(run.state)) await run.submit({ type: "RUN_RESUMED", interrupted: [], landing });
  });
  const { torn } = swarm.run;
  const found = { ...(landing ? { landing } : {}), ...(torn === undefined ? {} : { torn }) };
  if (!runOpen(swarm.run.state)) {
    return { interrupted: [], ...found, ...(await cleanUpAfterAll(swarm)) };
  }
  const interrupted = await recoverOpenRun(swarm);
  if (runOpen(run.state) && interrupted.length > 0)
    await run.submit({ type: "RUN_RESUMED", interrupted, ...(landing ? { landing } : {}) });
  return { interrupted, ...found };
}

function landingOf(settled: Exclude<SettledLanding, { outcome: "none" }>) {
  const { outcome, commit } = settled;
  return outcome === "finished"
    ? { outcome, commit }
    : { outcome, commit, unclear: settled.unclear.map((file) => ({ ...file })) };
}

/** Leftover worktrees do no harm: a failed clean-up is reported and stops nothing. */
async function cleanUpAfterAll(swarm: Swarm): Promise<Pick<Found, "cleaned" | "notCleaned">> {
  if (!(await needsCleanUp(swarm))) return {};
  return cleanUp(swarm).then(
    () => ({ cleaned: true }),
    (error: unknown) => ({ notCleaned: String(error) }),
  );
}

async function needsCleanUp({ run, top, git, workspace }: Swarm): Promise<boolean> {
  const { state } = run;
  if (state.runId === undefined || runOpen(state)) return false;
  if (await workspace.exists(statePaths(top).worktrees)) return true;
  if (!state.committed) return false;
  const refs = await git.refs(top, runRef(state.runId));
  return [...refs.keys()].some((ref) => ref !== "HEAD");
}

async function recoverOpenRun(swarm: Swarm): Promise<string[]> {
  await finishCommit(swarm);
  if (!runOpen(swarm.run.state)) return [];
  if (swarm.run.state.phase === "FOUNDATION") await swarm.foundationWrites.recover();
  const { integration, phase } = swarm.run.state;
  // Remove the files that an interrupted QA run left behind; no agent wrote them.
  if (integration && phase === "FINAL_QA") await checkOut(swarm, integration.commit);
  const running = openWorkers(swarm.run.state).filter(({ now }) => now.status === "running");
  for (const worker of running) await interrupt(swarm, worker);
  await settleAll(swarm);
  return running.map(({ spec }) => spec.name);
}

/** WORKERS_SETTLED follows the last Worker's end as a record of its own, so that a cut in between leaves it out. */
async function settleAll({ run }: Swarm): Promise<void> {
  const { state } = run;
  if (state.phase === "MONITORING" && openWorkers(state).length === 0)
    await run.submit({ type: "WORKERS_SETTLED" });
}

/** The branch moves before COMMITTED is written, so a cut in between leaves a commit without its record. */
async function finishCommit(swarm: Swarm): Promise<void> {
  const { git, top, run } = swarm;
  const { prepared } = run.state;
  if (!prepared || !(await git.isLanded(top, prepared))) return;
  const { commit, tree, subject = "(recorded after a restart)" } = prepared;
  const denial = await run.submit({ type: "COMMITTED", commit, tree, subject });
  if (!denial) await cleanUp(swarm);
}

const CUT_OFF = say(
  "OpenCode ended while the Worker was running.",
  "Worker가 일하는 동안 OpenCode가 끝났습니다.",
);

async function interrupt(swarm: Swarm, worker: WorkerState): Promise<void> {
  const { git, top, run, workspace } = swarm;
  const directory = worker.home?.directory;
  const halfMade = worker.home?.prepared === undefined;
  if (halfMade && directory && (await workspace.exists(directory))) {
    // No Worker has used this worktree yet, and its incomplete checkout would look like deletions.
    await git.removeWorktree(top, directory).catch(() => workspace.remove(directory));
  }
  let why = CUT_OFF;
  const commit = await keepWork(swarm, worker).catch((error: unknown) => {
    why = withLost(CUT_OFF, error);
    return undefined;
  });
  await run.submit({
    type: "WORKER_FAILED",
    worker: worker.spec.name,
    failure: "INTERRUPTED",
    why: why.en,
    ...korean(why),
    ...(commit ? { commit } : {}),
  });
}
