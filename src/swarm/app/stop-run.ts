import { type Sentence, say } from "../../kit/sentence.ts";
import type { Denial } from "../core/run/denial.ts";
import { korean } from "../core/run/end-reason.ts";
import type { WorkerState } from "../core/run/state.ts";
import { workersAtWork } from "../core/run/stopped.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { failWorker } from "./fail-worker.ts";
import type { Swarm } from "./swarm.ts";

/** Why a Worker has ended, for the journal and the Commander. */
export const STOPPED_BY_USER = say(
  "The user stopped it. It goes on when the user says so.",
  "사용자가 멈췄습니다. 사용자가 말하면 다시 이어 갑니다.",
);
/** A stopped Worker's new instructions. */
export const RESUMED_BY_USER = say("Go on where you stopped.", "멈춘 곳에서 이어 가세요.");

/**
 * Stops all running and queued Workers on the user's own act, each with its diff kept. No fault of theirs is recorded,
 * so that their retries stay. A Worker that begins while its work is kept is looked at again. Rejects if the journal
 * takes no record; their sessions have ended then too.
 */
export async function stopWorkers(swarm: Swarm): Promise<void> {
  const atWork = () => workersAtWork(swarm.run.state);
  let before: string | undefined;
  // A look that changed nothing ends it: the run takes no such record any more.
  for (let seen = keyOf(atWork()); seen !== "" && seen !== before; seen = keyOf(atWork())) {
    before = seen;
    await stopThese(swarm, atWork());
  }
}

function keyOf(workers: readonly WorkerState[]): string {
  return workers.map(({ id, attempts, now }) => `${id} ${attempts} ${now.status}`).join();
}

async function stopThese(swarm: Swarm, workers: readonly WorkerState[]): Promise<void> {
  const named = (status: "queued" | "running") =>
    workers.filter(({ now }) => now.status === status);
  const running = named("running");
  try {
    // The end of a running Worker would start those that wait.
    for (const { spec } of named("queued")) await stop(swarm, spec.name);
    await Promise.all(running.map(({ spec }) => stop(swarm, spec.name)));
  } finally {
    for (const { home } of running) if (home?.sessionID) await swarm.host.abort(home.sessionID);
  }
}

function stop(swarm: Swarm, name: string): Promise<void> {
  return failWorker(swarm, name, "INTERRUPTED", STOPPED_BY_USER);
}

/**
 * Sends ended Workers back to work on the user's own act, each in its own conversation if it has one. `noTimeLeft` says why a Worker cannot
 * end in time any more. Returns for each Worker why it stays stopped, if it does.
 */
export async function resumeStopped(
  swarm: Swarm,
  names: readonly string[],
  noTimeLeft: (worker: string) => Denial | undefined,
  instructions: Sentence = RESUMED_BY_USER,
): Promise<{ worker: string; denial?: Denial }[]> {
  const results: { worker: string; denial?: Denial }[] = [];
  for (const name of names) {
    const worker = workerNamed(swarm.run.state, name)?.spec.name ?? name;
    const denial =
      noTimeLeft(worker) ??
      (await swarm.run.submit({
        type: "WORKER_RETRIED",
        worker,
        ...{ instructions: instructions.en, ...korean(instructions), by: "user" },
        // The act is the user's word that the work goes on.
        spokenAt: swarm.clock.now(),
      }));
    results.push({ worker, ...(denial ? { denial } : {}) });
  }
  return results;
}
