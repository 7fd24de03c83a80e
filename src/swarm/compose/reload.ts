import { everyPart } from "../../kit/every-part.ts";
import { runOpen } from "../core/run/state.ts";
import { endSession } from "../opencode/call-end.ts";
import type { Project } from "../opencode/project.ts";
import { registry } from "../opencode/registry.ts";

/**
 * The host closes one of the user's directories because it reloads the directory (a changed setting, a new key)
 * or because the process ends; the host does not say which. Workers have their own directories and go on during a
 * reload, so we keep a project with an open run. Any other project is loaded again at its next opening.
 */
export function suspend(project: Project, directory: string): void {
  if (!project.openings.closed(directory)) return;
  project.lease.release();
  if (runOpen(project.swarm.run.state)) registry().resting.set(directory, project);
  else forget(project);
}

/**
 * Goes on with a kept project when one of its directories is opened again. If another process has taken over
 * the run meanwhile, forgets this project and returns false.
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
  // We missed the events of the Workers' sessions meanwhile, so check each running Worker.
  for (const { home, now } of run.state.workers) {
    if (now.status !== "running" || home?.sessionID === undefined) continue;
    await host.guardDirectory(home.directory);
    project.supervisor.observe(home.sessionID, { kind: "idle" });
  }
  return true;
}

/** Has another process written to the journal? It has if the journal holds more records than we know. */
async function writtenElsewhere({ swarm: { run, journal } }: Project): Promise<boolean> {
  const newest = await journal.latest();
  return !newest || newest.runId !== run.state.runId || newest.records.length > run.state.seq;
}

/** Ends the calls of sessions whose turn ended while we did not listen; their idle events will not come. */
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

/** Removes the project from the list of resting projects. */
function wakeUp(project: Project): void {
  const { resting } = registry();
  for (const [directory, each] of resting) if (each === project) resting.delete(directory);
}
