import { evolve } from "./evolve.ts";
import { type RunState, runOpen } from "./state.ts";

/**
 * The run as a recovery will leave it, if the process that drove it has ended: the Workers that ran are interrupted.
 * `at`: the time of the last record. Undefined if the run is over or no Worker ran.
 */
export function interruptedIn(state: RunState, at: string): RunState | undefined {
  const running = state.workers.filter(({ now }) => now.status === "running");
  if (!runOpen(state) || running.length === 0) return undefined;
  return running.reduce(
    (before, { spec }) =>
      evolve(before, {
        ...{ at, seq: before.seq + 1 },
        event: { type: "WORKER_FAILED", worker: spec.name, failure: "INTERRUPTED", why: "" },
      }),
    state,
  );
}
