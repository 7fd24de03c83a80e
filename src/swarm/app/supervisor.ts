import type { EventOf } from "../core/run/events.ts";
import { workerNamed, workerOfSession } from "../core/run/state.ts";
import { overdueWorkers } from "../core/run/time-limits.ts";
import { nudgeText } from "../core/text/brief.ts";
import { type Slip, slipOf } from "../core/words/turn-end.ts";
import { reason } from "./start-workers.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/** What the host shows us of a session. */
export type Signal =
  /** Any sign of life, such as text, a tool call or a step. */
  | { kind: "activity" }
  | { kind: "idle" }
  | { kind: "error"; name: string; message: string }
  /** The host waits before it asks the model again; `until` is in epoch milliseconds. */
  | { kind: "retry"; until: number; message: string };

/** The number of reminders to a Worker that stops without a report. */
const NUDGE_LIMIT = 2;
/** If the host would wait longer than this before its next try, we count the Worker as stuck. */
const LONGEST_RETRY_MS = 120_000;
const TICK_MS = 5_000;

export interface Supervisor {
  observe(sessionID: string, signal: Signal): void;
  /** Ends the timers and leaves the Workers as they are. */
  stop(): void;
}

/**
 * Watches every running Worker. An idle Worker is asked for its report twice and then failed with its diff
 * kept; a Worker that is silent, takes too long or never starts is failed. Events are only hints: we read the
 * session again before we decide.
 */
export function superviseWorkers(swarm: Swarm): Supervisor {
  const { run, clock } = swarm;
  const lastSeen = new Map<string, number>();
  const checking = new Set<string>();
  let stopped = false;
  let cancel = () => {};

  const settle = async (sessionID: string): Promise<void> => {
    if (stopped || checking.has(sessionID)) return;
    checking.add(sessionID);
    try {
      await settleWorker(swarm, sessionID);
    } catch (error) {
      const worker = workerOfSession(run.state, sessionID);
      if (worker) await failWorker(swarm, worker.spec.name, "MODEL_ERROR", reason(error));
    } finally {
      checking.delete(sessionID);
    }
  };

  const tick = (): void => {
    if (stopped) return;
    const { limits } = swarm.config;
    for (const { worker, failure, why } of overdueWorkers(run.state, lastSeen, limits, clock.now()))
      void failWorker(swarm, worker, failure, why);
    cancel = clock.after(TICK_MS, tick);
  };
  cancel = clock.after(TICK_MS, tick);

  return {
    observe(sessionID, signal) {
      const worker = workerOfSession(run.state, sessionID);
      if (stopped || worker?.now.status !== "running") return;
      lastSeen.set(sessionID, clock.now());
      if (signal.kind === "idle") void settle(sessionID);
      if (signal.kind === "retry" && signal.until - clock.now() > LONGEST_RETRY_MS)
        void failWorker(
          swarm,
          worker.spec.name,
          "MODEL_ERROR",
          `the model server asks for a pause of ${Math.round((signal.until - clock.now()) / 1000)} s: ${signal.message}`,
        );
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

async function settleWorker(swarm: Swarm, sessionID: string): Promise<void> {
  const { run, host } = swarm;
  const worker = workerOfSession(run.state, sessionID);
  if (worker?.now.status !== "running" || !worker.home) return;
  const turn = await host.lastTurn(sessionID, worker.home.directory);
  if (turn.busy) return;
  const slip = turn.error ? undefined : slipOf(turn);
  const why = turn.error ? `${turn.error.name}: ${turn.error.message}` : stopReason(slip, turn);
  if (turn.error?.name === "MessageAbortedError")
    return failWorker(swarm, worker.spec.name, "INTERRUPTED", "its session was aborted");
  if (worker.nudges >= NUDGE_LIMIT)
    return failWorker(swarm, worker.spec.name, turn.error ? "MODEL_ERROR" : "NO_REPORT", why);
  const kind = slip ? { slip: slip.kind } : {};
  const nudged = { type: "WORKER_NUDGED", worker: worker.spec.name, why, ...kind } as const;
  if (await run.submit(nudged)) return;
  const text = nudgeText(why, slip?.says);
  await host.prompt({ sessionID, agent: "worker", text, synthetic: true });
}

function stopReason(slip: Slip | undefined, { text }: { text: string }): string {
  const said = text.trim().replace(/\s+/g, " ");
  return slip?.why ?? (said === "" ? "no report" : `it said "${said.slice(0, 160)}"`);
}

type Failure = EventOf<"WORKER_FAILED">["failure"];

/** Fails a queued or running Worker and keeps its diff so far as a commit. */
export async function failWorker(
  swarm: Swarm,
  name: string,
  failure: Failure,
  why: string,
): Promise<void> {
  const worker = workerNamed(swarm.run.state, name);
  if (worker?.now.status !== "running" && worker?.now.status !== "queued") return;
  const failed = { type: "WORKER_FAILED", worker: worker.spec.name } as const;
  if (swarm.run.refusal(failed)) return;
  const commit = await keepWork(swarm, worker).catch(() => undefined);
  await swarm.run.submit({
    ...failed,
    failure,
    why,
    ...(commit ? { commit } : {}),
  });
}
