import { runOpen } from "../core/run/state.ts";
import type { Project } from "../opencode/project.ts";
import { registry } from "../opencode/registry.ts";

/**
 * The host disposes a directory of the user's: it reloads it (a changed setting, a new key), or the process
 * ends; nothing tells which. Workers have directories of their own and work on through a reload, so a project
 * with an open run is kept for them. All others are read anew at their next opening.
 */
export function leave(project: Project, directory: string): void {
  const shared = registry();
  project.openIn.delete(directory);
  if (project.openIn.size > 0) return;
  project.disposing = true;
  project.lease.release();
  if (runOpen(project.swarm.run.state)) shared.resting.set(directory, project);
  else forget(project);
}

/**
 * Goes on with a kept project when one of its directories is opened again. False when another process has
 * taken the run over meanwhile: then this one is forgotten.
 */
export async function comeBack(project: Project, directory: string): Promise<boolean> {
  const { run, journal, host } = project.swarm;
  if (project.disposing) {
    const newest = await journal.latest();
    // Our own Workers go on writing while we look: more than we know of is somebody else's.
    const foreign =
      !newest || newest.runId !== run.state.runId || newest.records.length > run.state.seq;
    if (foreign || project.lease.claim() === "held") {
      forget(project);
      return false;
    }
    project.disposing = false;
    await endStale(project);
  }
  project.openIn.add(directory);
  for (const [place, each] of registry().resting)
    if (each === project) registry().resting.delete(place);
  // What their sessions reported meanwhile was heard by nobody.
  for (const { home, now } of run.state.workers) {
    if (now.status !== "running" || home?.sessionID === undefined) continue;
    await host.guardDirectory(home.directory);
    project.supervisor.observe(home.sessionID, { kind: "idle" });
  }
  return true;
}

/** Shells and questions of sessions that ended while nobody listened: no idle of theirs comes any more. */
async function endStale({ swarm, sessions, shell, asking }: Project): Promise<void> {
  for (const [sessionID, { child }] of sessions) {
    if (child || (await swarm.host.lastTurn(sessionID, swarm.top)).busy) continue;
    await shell.endSession(sessionID);
    await swarm.groundwork.endSession(sessionID);
    asking.delete(sessionID);
  }
}

function forget(project: Project): void {
  const { projects, configs, resting } = registry();
  const { top } = project.swarm;
  project.supervisor.stop();
  projects.delete(top);
  configs.delete(top);
  for (const [place, each] of resting) if (each === project) resting.delete(place);
}
