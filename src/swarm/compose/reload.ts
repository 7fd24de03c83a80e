import { everyPart } from "../app/every-part.ts";
import { runOpen } from "../core/run/state.ts";
import { endSession } from "../opencode/call-end.ts";
import type { Project } from "../opencode/project.ts";
import { registry } from "../opencode/registry.ts";

/**
 * The host closes a directory of the user's: it reloads the directory (a changed setting, a new key), or the
 * process ends; the host does not say which. Workers have directories of their own and work on through a reload,
 * so a project with an open run is kept for them. Any other project is read again at its next opening.
 */
export function suspend(project: Project, directory: string): void {
  if (!project.openings.closed(directory)) return;
  project.lease.release();
  if (runOpen(project.swarm.run.state)) registry().resting.set(directory, project);
  else forget(project);
}

/**
 * Goes on with a kept project when one of its directories is opened again. False if another process has taken
 * the run over meanwhile: then this project is forgotten.
 */
export async function resume(project: Project, directory: string): Promise<boolean> {
  const { run, host } = project.swarm;
  if (project.openings.suspended) {
    if ((await writtenElsewhere(project)) || project.lease.claim() === "held") {
      forget(project);
      return false;
    }
    project.openings.resume();
    await endStale(project);
  }
  project.openings.opened(directory);
  wakeUp(project);
  // Nobody heard what the Workers' sessions reported meanwhile.
  for (const { home, now } of run.state.workers) {
    if (now.status !== "running" || home?.sessionID === undefined) continue;
    await host.guardDirectory(home.directory);
    project.supervisor.observe(home.sessionID, { kind: "idle" });
  }
  return true;
}

/** Our own Workers go on writing while we look, so only more records than we know of are another process's. */
async function writtenElsewhere({ swarm: { run, journal } }: Project): Promise<boolean> {
  const newest = await journal.latest();
  return !newest || newest.runId !== run.state.runId || newest.records.length > run.state.seq;
}

/** Ends the sessions whose turn ended while nobody listened: no idle event of theirs comes any more. */
async function endStale(project: Project): Promise<void> {
  const { swarm, sessions } = project;
  await everyPart(
    sessions.roots().map((sessionID) => async () => {
      if ((await swarm.host.lastTurn(sessionID, swarm.top)).busy) return;
      await endSession(project, sessionID);
    }),
  );
}

function forget(project: Project): void {
  const { projects, configs } = registry();
  const { top } = project.swarm;
  project.supervisor.stop();
  projects.delete(top);
  configs.delete(top);
  wakeUp(project);
}

/** The project rests in no directory any more. */
function wakeUp(project: Project): void {
  const { resting } = registry();
  for (const [directory, each] of resting) if (each === project) resting.delete(directory);
}
