import type { Sentence } from "../../kit/sentence.ts";
import type { Denial } from "../core/run/denial.ts";
import { korean, withLost } from "../core/run/end-reason.ts";
import { requireWorker } from "./require-worker.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/** Stops a Worker for good and keeps its diff so far as a commit. */
export async function cancelWorker(
  swarm: Swarm,
  name: string,
  reason: Sentence,
): Promise<Denial | undefined> {
  const { run } = swarm;
  const target = requireWorker(run.state, name);
  if ("denial" in target) return target.denial;
  const cancelled = { type: "WORKER_CANCELLED", worker: target.worker.spec.name } as const;
  const refused = run.refusal(cancelled);
  if (refused) return refused;
  let told = reason;
  const commit = await keepWork(swarm, target.worker).catch((error: unknown) => {
    told = withLost(reason, error);
    return undefined;
  });
  return run.submit({
    ...cancelled,
    reason: told.en,
    ...korean(told),
    ...(commit ? { commit } : {}),
  });
}
