import { type Sentence, say } from "../../../kit/sentence.ts";
import type { FAILURES } from "./events.ts";
import { placesOf } from "./plan-choice.ts";
import { type RunState, runOpen, type WorkerState } from "./state.ts";
import { blockedBy, someWait, workerNamed } from "./workers-of.ts";

/** Limits in minutes, as configured, and how many Workers run at a time. */
export interface TimeLimits {
  places: number;
  queueMinutes: number;
  silenceMinutes: number;
  attemptMinutes: number;
  totalMinutes: number;
  serverMinutes: number;
}

/**
 * A Worker's times in milliseconds. They grow only while this process runs: a closed laptop, a stopped process and a
 * changed clock cost a Worker nothing.
 */
export interface WorkerTimes {
  /** Waiting for its start, without the wait for another Worker's result or for a free place. */
  readonly queued: number;
  /** Time without a sign of life. It does not grow while we run the Worker's QA, which has its own limit. */
  readonly silent: number;
  readonly attempt: number;
  /** All attempts since this process started. */
  readonly total: number;
  /** Waiting for the model server: in this pause, and in all pauses since the last sign of life. */
  readonly pause: number;
  readonly paused: number;
}

export const NO_TIME: WorkerTimes = {
  queued: 0,
  silent: 0,
  attempt: 0,
  total: 0,
  pause: 0,
  paused: 0,
};

export interface Overdue {
  worker: string;
  failure: (typeof FAILURES)[number];
  why: Sentence;
}

/** The Worker's times after it has lived `ms` more in its present status. */
export function after(
  times: WorkerTimes,
  state: RunState,
  worker: WorkerState,
  ms: number,
  { places }: Pick<TimeLimits, "places">,
): WorkerTimes {
  const { now } = worker;
  if (now.status === "queued")
    return countsQueue(state, worker, places) ? { ...times, queued: times.queued + ms } : times;
  if (now.status !== "running") return times;
  if (now.paused) return { ...times, pause: times.pause + ms, paused: times.paused + ms };
  const silent = countsSilence(now) ? times.silent + ms : times.silent;
  return { ...times, silent, attempt: times.attempt + ms, total: times.total + ms };
}

/** The Workers whose time is up. */
export function overdueWorkers(
  state: RunState,
  times: ReadonlyMap<string, WorkerTimes>,
  limits: TimeLimits,
): Overdue[] {
  if (!runOpen(state)) return [];
  return state.workers.flatMap((worker) => {
    const found = overdue(worker, times.get(worker.spec.name) ?? NO_TIME, limits);
    return found ? [{ worker: worker.spec.name, ...found }] : [];
  });
}

function overdue(
  { now }: WorkerState,
  times: WorkerTimes,
  limits: TimeLimits,
): Omit<Overdue, "worker"> | undefined {
  const up = (spent: number, minutes: number) => spent > minutes * 60_000;
  if (now.status === "queued")
    return up(times.queued, limits.queueMinutes)
      ? late(
          `not started after ${limits.queueMinutes} minutes in the queue`,
          `대기열에서 ${limits.queueMinutes}분이 지나도 시작하지 못했습니다`,
        )
      : undefined;
  if (now.status !== "running") return undefined;
  if (now.paused)
    return up(times.paused, limits.serverMinutes)
      ? {
          failure: "MODEL_SERVER",
          why: say(
            `it waited ${limits.serverMinutes} minutes for the model server: ${now.paused.why}`,
            `모델 서버를 ${limits.serverMinutes}분 기다렸습니다: ${now.paused.ko ?? now.paused.why}`,
          ),
        }
      : undefined;
  if (now.sessionID === undefined && up(times.attempt, limits.queueMinutes))
    return late(
      `its worktree and set-up were not ready after ${limits.queueMinutes} minutes`,
      `worktree와 준비가 ${limits.queueMinutes}분이 지나도 끝나지 않았습니다`,
    );
  if (up(times.total, limits.totalMinutes))
    return late(
      `not finished after ${limits.totalMinutes} minutes in all its attempts`,
      `모든 시도를 합해 ${limits.totalMinutes}분이 지나도 끝내지 못했습니다`,
    );
  if (up(times.attempt, limits.attemptMinutes))
    return late(
      `not finished after ${limits.attemptMinutes} minutes in this attempt`,
      `이번 시도에서 ${limits.attemptMinutes}분이 지나도 끝내지 못했습니다`,
    );
  return up(times.silent, limits.silenceMinutes)
    ? {
        failure: "SILENT",
        why: say(
          `no sign of life for ${limits.silenceMinutes} minutes`,
          `${limits.silenceMinutes}분 동안 아무 움직임이 없었습니다`,
        ),
      }
    : undefined;
}

function late(en: string, ko: string): Omit<Overdue, "worker"> {
  return { failure: "OVER_TIME", why: say(en, ko) };
}

/** Whole minutes that are left of each limit that counts now; never below 0. */
export type MinutesLeft = Partial<
  Record<"queue" | "silence" | "attempt" | "total" | "server", number>
>;

export function minutesLeft(
  state: RunState,
  worker: WorkerState,
  times: WorkerTimes,
  limits: TimeLimits,
): MinutesLeft {
  const { now } = worker;
  const left = (minutes: number, spent: number) => Math.max(0, Math.ceil(minutes - spent / 60_000));
  if (now.status === "queued")
    return countsQueue(state, worker, limits.places)
      ? { queue: left(limits.queueMinutes, times.queued) }
      : {};
  if (now.status !== "running") return {};
  if (now.paused) return { server: left(limits.serverMinutes, times.paused) };
  return {
    ...(countsSilence(now) ? { silence: left(limits.silenceMinutes, times.silent) } : {}),
    attempt: left(limits.attemptMinutes, times.attempt),
    total: left(limits.totalMinutes, times.total),
  };
}

/** While we run its QA, and before its session is open, a Worker cannot show life; both have limits of their own. */
function countsSilence(now: Extract<WorkerState["now"], { status: "running" }>): boolean {
  return now.stage !== "self-qa" && now.sessionID !== undefined;
}

/**
 * A Worker that waits for another Worker's result, for the model server or for a free place loses no time in the queue:
 * those that it waits for have limits of their own.
 */
function countsQueue(state: RunState, worker: WorkerState, places: number): boolean {
  const running = state.workers.filter(({ now }) => now.status === "running").length;
  return running < placesOf(state, places) && waitsForStart(state, worker) && !someWait(state);
}

/** The time limit of the queue does not count the wait for another Worker's result. */
function waitsForStart(state: RunState, worker: WorkerState): boolean {
  return (
    blockedBy(state, worker) === undefined &&
    (worker.spec.depends_on ?? []).every(
      (name) => workerNamed(state, name)?.now.status === "completed",
    )
  );
}
