import { AegisError } from "../kit/errors.ts";
import { type WorkerState, workerNamed } from "../swarm/core/run/state.ts";
import { readRuns } from "./adapters/read-runs.ts";
import { outcomeOf, type SeenRun } from "./core/outcome.ts";

/** The run of this id; a beginning or an end that only one id has is enough. Throws NO_SUCH_RUN. */
export async function findRun(top: string, wanted: string): Promise<SeenRun> {
  const runs = await readRuns(top);
  const exact = runs.find(({ id }) => id === wanted);
  const near = runs.filter(({ id }) => id.startsWith(wanted) || id.endsWith(wanted));
  const [only] = near;
  if (exact ?? (near.length === 1 && wanted !== "")) return exact ?? (only as SeenRun);
  const names = (near.length > 1 ? near : runs).map(({ id }) => id);
  throw new AegisError(
    "NO_SUCH_RUN",
    near.length > 1 ? `${wanted} is part of several ids.` : `There is no run ${wanted} here.`,
    names.length === 0 ? "No run was started here." : `Runs: ${names.slice(0, 5).join(", ")}`,
  );
}

/** The Worker of this name or id (w01). Throws NO_SUCH_WORKER. */
export function findWorker({ id, state }: SeenRun, wanted: string): WorkerState {
  const worker = workerNamed(state, wanted);
  if (worker) return worker;
  const names = state.workers.map(({ spec }) => spec.name).join(", ");
  throw new AegisError(
    "NO_SUCH_WORKER",
    `The run ${id} has no Worker ${wanted}.`,
    names === "" ? "Its plan was not approved." : `Workers: ${names}`,
  );
}

/** Throws RUN_OPEN unless the run is over. */
export function requireOver(run: SeenRun, next: string): void {
  const outcome = outcomeOf(run);
  if (outcome === "committed" || outcome === "aborted") return;
  throw outcome === "open"
    ? new AegisError("RUN_OPEN", `The run ${run.id} is open.`, next)
    : new AegisError(
        "JOURNAL_DAMAGED",
        `The journal of the run ${run.id} cannot be read to its end.`,
        "oh-my-qwencoder runs repair",
      );
}
