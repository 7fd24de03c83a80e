import type { RunState, WorkerState } from "./state.ts";

/** The Workers that a stop ends: they work, or wait for their turn. */
export function workersAtWork({ workers }: RunState): WorkerState[] {
  return workers.filter(({ now }) => now.status === "running" || now.status === "queued");
}

/** The Workers that a resume sends back to work: a person or the end of OpenCode stopped them. */
export function stoppedWorkers({ workers }: RunState): WorkerState[] {
  return workers.filter(
    ({ now }) => now.status === "failed" && now.failure.failure === "INTERRUPTED",
  );
}
