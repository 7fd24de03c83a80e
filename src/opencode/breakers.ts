import { failWorker } from "../app/supervisor.ts";
import { type Project, sessionOf } from "./project.ts";

/** Fails a Worker that repeats itself twice as long as it was told to stop, or that never ends. */
export async function failLooping(
  project: Project,
  worker: string,
  times: number,
  toolCalls: number,
): Promise<void> {
  const { limits } = project.swarm.config;
  if (times >= 2 * limits.identicalCalls)
    await failWorker(project.swarm, worker, "LOOP", `the same tool call ${times} times in a row`);
  if (toolCalls > limits.toolCalls + 20)
    await failWorker(project.swarm, worker, "LOOP", `${toolCalls} tool calls without an end`);
}

/** A closed Worker that goes on calling has been told; after the third time its session is ended. */
export function endClosed(project: Project, sessionID: string): void {
  const view = sessionOf(project, sessionID);
  view.closedCalls += 1;
  if (view.closedCalls < 3) return;
  view.closedCalls = 0;
  project.swarm.host
    .abort(sessionID)
    .catch((error) => project.log("warn", `closed Worker: ${String(error)}`));
}
