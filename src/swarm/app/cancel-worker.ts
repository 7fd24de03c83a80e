import type { Denial } from "../core/run/denial.ts";
import { requireWorker } from "./require-worker.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/** Stops a Worker for good and keeps its diff so far as a commit. */
export async function cancelWorker(
  swarm: Swarm,
  name: string,
  reason: string,
): Promise<Denial | undefined> {
  const { run } = swarm;
  const target = requireWorker(run.state, name);
  if ("denial" in target) return target.denial;
  const cancelled = { type: "WORKER_CANCELLED", worker: target.worker.spec.name } as const;
  const refused = run.refusal(cancelled);
  if (refused) return refused;
  let lost = "";
  const commit = await keepWork(swarm, target.worker).catch((error: unknown) => {
    lost = ` (its diff could not be kept: ${String(error)})`;
    return undefined;
  });
  return run.submit({ ...cancelled, reason: `${reason}${lost}`, ...(commit ? { commit } : {}) });
}
