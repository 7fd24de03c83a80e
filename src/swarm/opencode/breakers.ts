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

/** Far more than one message's worth: the model has read several times that it is at its end. */
const CLOSED_CALLS = 10;

/** A closed Worker that goes on calling is ended. */
export function endClosed(project: Project, sessionID: string): void {
  const view = sessionOf(project, sessionID);
  view.closedCalls += 1;
  if (view.closedCalls < CLOSED_CALLS) return;
  view.closedCalls = 0;
  project.swarm.host
    .abort(sessionID)
    .catch((error) => project.log("warn", `closed Worker: ${String(error)}`));
}
