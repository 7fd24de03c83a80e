import type { RunState, WorkerState } from "./state.ts";

/** The Workers that a stop ends: they work, or wait for their turn. */
export function workersAtWork({ workers }: RunState): WorkerState[] {
  return workers.filter(({ now }) => now.status === "running" || now.status === "queued");
}

/** The Workers that a resume sends back to work. */
export function stoppedWorkers({ workers }: RunState): WorkerState[] {
  return workers.filter(isStopped);
}

/** True if a person or the end of OpenCode stopped the Worker: it has not failed by itself. */
export function isStopped({ now }: Pick<WorkerState, "now">): boolean {
  return now.status === "failed" && now.failure.failure === "INTERRUPTED";
}
