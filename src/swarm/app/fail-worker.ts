import type { Sentence } from "../../kit/sentence.ts";
import { korean, withLost } from "../core/run/end-reason.ts";
import type { EventOf } from "../core/run/events.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { keepWork, type Swarm } from "./swarm.ts";

type Failure = EventOf<"WORKER_FAILED">["failure"];

/** Fails a queued or running Worker and keeps its diff so far as a commit. */
export async function failWorker(
  swarm: Swarm,
  name: string,
  failure: Failure,
  why: Sentence,
): Promise<void> {
  const worker = workerNamed(swarm.run.state, name);
  if (worker?.now.status !== "running" && worker?.now.status !== "queued") return;
  const failed = { type: "WORKER_FAILED", worker: worker.spec.name } as const;
  if (swarm.run.refusal(failed)) return;
  let told = why;
  const commit = await keepWork(swarm, worker).catch((error: unknown) => {
    told = withLost(why, error);
    return undefined;
  });
  // Meanwhile the attempt may have ended, and another one begun.
  const now = workerNamed(swarm.run.state, name);
  if (now?.attempts !== worker.attempts || now.now.status !== worker.now.status) return;
  await swarm.run.submit({
    ...failed,
    failure,
    why: told.en,
    ...korean(told),
    ...(commit ? { commit } : {}),
  });
}
