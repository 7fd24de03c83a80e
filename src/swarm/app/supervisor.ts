import { type Sentence, say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { EventType } from "../core/run/events.ts";
import type { WorkerState } from "../core/run/state.ts";
import {
  after,
  type MinutesLeft,
  minutesLeft,
  NO_TIME,
  overdueWorkers,
  type WorkerTimes,
} from "../core/run/time-limits.ts";
import { workerOfSession } from "../core/run/workers-of.ts";
import { failWorker } from "./fail-worker.ts";
import { pauseWorker, resumeWorkers } from "./pause-worker.ts";
import { isUnwritable } from "./run.ts";
import { settleWorker } from "./settle-worker.ts";
import { reason } from "./start-workers.ts";
import type { Swarm } from "./swarm.ts";

/** What the host shows us of a session. */
export type Signal =
  /** Any sign of life, such as text, a tool call or a step. */
  | { kind: "activity" }
  | { kind: "idle" }
  /** The host reports that the session is busy or idle. It reports this before every try, so it is no sign of life. */
  | { kind: "status" }
  | { kind: "error"; name: string; message: string }
  /** The host waits before it asks the model again; `until` is in epoch milliseconds. */
  | { kind: "retry"; until: number; message: string };

/** If the host would wait longer than this before its next try, the Worker is paused and we ask the server. */
const LONGEST_RETRY_MS = 120_000;
const TICK_MS = 5_000;
/** A tick that comes later than this came late because the process or the machine stood still. */
const LATEST_TICK_MS = 2 * TICK_MS;
/** A Worker that is silent for this long is looked up: is its worktree there, does its turn still run? */
const LOOK_AFTER_MS = 10_000;

/** Events after which a Worker has new words to answer. */
const ASKED: ReadonlySet<EventType> = new Set([
  "WORKER_STARTED",
  "WORKER_NUDGED",
  "WORKER_RESUMED",
]);

export interface Supervisor {
  observe(sessionID: string, signal: Signal): void;
  /** What is left of a Worker's limits. */
  left(worker: string): MinutesLeft;
  /** Why no further attempt of the Worker could end in time; undefined if one could. */
  noTimeLeft(worker: string): Denial | undefined;
  /** Ends the timers and leaves the Workers as they are. */
  stop(): void;
}

/**
 * Watches every running Worker. An idle Worker is asked for its report twice and then failed with its diff kept; a
 * Worker that is silent, takes too long or never starts is failed; a Worker that the model server lets down is paused.
 * Events are only hints: we read the session again before we decide. `report` gets what could not be decided, such as
 * a Worker's end that the full disk does not take; the next tick tries again.
 */
export function superviseWorkers(swarm: Swarm, report: (problem: string) => void): Supervisor {
  const { run, clock } = swarm;
  const limits = { ...swarm.config.limits, places: swarm.config.admission };
  const times = new Map<string, WorkerTimes>();
  /** What the host said of its last retry, for Workers that have shown no life since. */
  const retries = new Map<string, Sentence>();
  const busy = new Set<string>();
  let last = clock.steady();
  let stopped = false;
  let cancel = () => {};

  const timesOf = (worker: string): WorkerTimes => times.get(worker) ?? NO_TIME;
  const reset = (worker: string, part: Partial<WorkerTimes>): void => {
    times.set(worker, { ...timesOf(worker), ...part });
  };
  const forget = run.onChange((_state, event) => {
    if (event.type === "WORKER_STARTING")
      reset(event.worker, { queued: 0, silent: 0, attempt: 0, pause: 0, paused: 0 });
    if (event.type === "WORKER_RETRIED") reset(event.worker, { queued: 0 });
    if (event.type === "WORKER_PAUSED") reset(event.worker, { pause: 0 });
    if (ASKED.has(event.type) && "worker" in event) reset(event.worker, { silent: 0 });
    if (event.type === "RUN_STARTED") times.clear();
  });

  /**
   * Runs one step about a Worker at a time; an error ends the Worker, with the reason. If the journal cannot be written,
   * that is no fault of the Worker: it stays as it is, and the next look tries again. Never rejects.
   */
  const about = async (name: string, step: () => Promise<void>): Promise<void> => {
    if (stopped || busy.has(name)) return;
    busy.add(name);
    await step()
      .catch((error: unknown) => failOf(name, error))
      .catch((error: unknown) => report(`${name}: ${reason(error).en}`));
    busy.delete(name);
  };

  const failOf = async (name: string, error: unknown): Promise<void> => {
    if (isUnwritable(error)) throw error;
    await failWorker(swarm, name, "MODEL_ERROR", reason(error));
  };

  const tick = (): void => {
    if (stopped) return;
    const now = clock.steady();
    const lived = Math.min(now - last, LATEST_TICK_MS);
    last = now;
    const { state } = run;
    for (const worker of state.workers)
      times.set(worker.spec.name, after(timesOf(worker.spec.name), state, worker, lived, limits));
    for (const { worker, failure, why } of overdueWorkers(state, times, limits)) {
      const waiting = retries.get(worker);
      // It is silent because the host asks the server again and again.
      const step = () =>
        failure === "SILENT" && waiting !== undefined
          ? pauseWorker(swarm, worker, waiting)
          : failWorker(swarm, worker, failure, why);
      void about(worker, step);
    }
    for (const worker of state.workers) {
      const sessionID = worker.home?.sessionID;
      if (sessionID === undefined || !isSilent(worker, timesOf(worker.spec.name))) continue;
      void about(worker.spec.name, () => settleWorker(swarm, sessionID, "silent"));
    }
    resumeWorkers(swarm, timesOf, about);
    cancel = clock.after(TICK_MS, tick);
  };
  cancel = clock.after(TICK_MS, tick);

  return {
    observe(sessionID, signal) {
      const worker = workerOfSession(run.state, sessionID);
      if (stopped || worker?.now.status !== "running" || worker.now.paused) return;
      // The host's own retries and errors are no life of the Worker.
      if (signal.kind === "activity") {
        reset(worker.spec.name, { silent: 0, paused: 0 });
        retries.delete(worker.spec.name);
      }
      if (signal.kind === "idle")
        void about(worker.spec.name, () => settleWorker(swarm, sessionID, "idle"));
      if (signal.kind !== "retry") return;
      retries.set(
        worker.spec.name,
        say(`it is asked again and again (${signal.message})`, `요청 반복 (${signal.message})`),
      );
      const seconds = Math.round((signal.until - clock.now()) / 1000);
      if (seconds * 1000 <= LONGEST_RETRY_MS) return;
      const why = say(
        `it asks for a pause of ${seconds} s (${signal.message})`,
        `${seconds}초 대기 요구 (${signal.message})`,
      );
      void about(worker.spec.name, () => pauseWorker(swarm, worker.spec.name, why));
    },
    left(name) {
      const worker = run.state.workers.find(({ spec }) => spec.name === name);
      return worker ? minutesLeft(run.state, worker, timesOf(name), limits) : {};
    },
    noTimeLeft(name) {
      if (timesOf(name).total <= limits.totalMinutes * 60_000) return undefined;
      return deny(
        "RETRY_BUDGET",
        say(
          `${name} has used all ${limits.totalMinutes} minutes of its attempts.`,
          `${name}이(가) 모든 시도에 주어진 ${limits.totalMinutes}분을 다 썼습니다.`,
        ),
        "Tell the user what fails and ask how to go on; a new plan with smaller tasks may be proposed.",
      );
    },
    stop() {
      stopped = true;
      forget();
      cancel();
    },
  };
}

/** True if a look at the session is due; while we run a Worker's QA, its session waits for us. */
function isSilent({ now }: WorkerState, { silent }: WorkerTimes): boolean {
  if (now.status !== "running" || now.paused || now.stage === "self-qa") return false;
  return silent >= LOOK_AFTER_MS;
}
