import type { Sentence } from "../../kit/sentence.ts";
import { korean } from "../core/run/end-reason.ts";
import type { WorkerState } from "../core/run/state.ts";
import type { WorkerTimes } from "../core/run/time-limits.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { RESUME_TEXT } from "../core/text/brief.ts";
import type { Swarm } from "./swarm.ts";

/** The first pause; each further pause of an attempt is twice as long. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

/** Pauses a Worker that the model server lets down. Its session stops asking; nothing of its work is lost. */
export async function pauseWorker(swarm: Swarm, name: string, why: Sentence): Promise<void> {
  const { run, host } = swarm;
  const paused = { type: "WORKER_PAUSED", worker: name, why: why.en, ...korean(why) } as const;
  const denial = await run.submit(paused);
  const sessionID = workerNamed(run.state, name)?.home?.sessionID;
  if (!denial && sessionID) await host.abort(sessionID);
}

/**
 * Resumes paused Workers, each in its own conversation, once the model server answers. A server that answers and then
 * fails again is asked less and less often.
 */
export function resumeWorkers(
  swarm: Swarm,
  timesOf: (worker: string) => WorkerTimes,
  about: (worker: string, step: () => Promise<void>) => Promise<void>,
): void {
  for (const worker of swarm.run.state.workers) {
    const { now, spec, home } = worker;
    if (now.status !== "running" || !now.paused || home?.sessionID === undefined) continue;
    if (timesOf(spec.name).pause < pauseOf(worker)) continue;
    void about(spec.name, () => resume(swarm, worker));
  }
}

function pauseOf({ pauses }: WorkerState): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, pauses - 1), LONGEST_PAUSE_MS);
}

async function resume({ run, host, model }: Swarm, { spec, home }: WorkerState): Promise<void> {
  const { up } = await model.probe();
  if (!up || home?.sessionID === undefined) return;
  const denial = await run.submit({ type: "WORKER_RESUMED", worker: spec.name });
  if (denial) return;
  await host.guardDirectory(home.directory);
  const { sessionID } = home;
  await host.prompt({ sessionID, agent: "worker", text: RESUME_TEXT, synthetic: true });
}
