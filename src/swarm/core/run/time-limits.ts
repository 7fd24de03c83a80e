import type { FAILURES } from "./events.ts";
import { blockedBy, type RunState, runOpen, type WorkerState } from "./state.ts";

/** Limits in minutes, as configured. */
export interface TimeLimits {
  silenceMinutes: number;
  totalMinutes: number;
  queueMinutes: number;
}

export interface Overdue {
  worker: string;
  failure: (typeof FAILURES)[number];
  why: string;
}

/**
 * Workers whose time is up at `now` (epoch milliseconds). `lastSeen` holds the last sign of life of each
 * session. A Worker is silent while we run its QA; each QA command has its own limit.
 */
export function overdueWorkers(
  state: RunState,
  lastSeen: ReadonlyMap<string, number>,
  limits: TimeLimits,
  now: number,
): Overdue[] {
  if (!runOpen(state)) return [];
  return state.workers.flatMap((worker) => {
    const found = overdue(state, worker, lastSeen, limits, now);
    return found ? [{ worker: worker.spec.name, ...found }] : [];
  });
}

function overdue(
  state: RunState,
  worker: WorkerState,
  lastSeen: ReadonlyMap<string, number>,
  limits: TimeLimits,
  now: number,
): Omit<Overdue, "worker"> | undefined {
  const past = (since: number, minutes: number) => now - since > minutes * 60_000;
  if (worker.now.status === "queued") {
    const waits = blockedBy(state, worker) === undefined && dependenciesMet(state, worker);
    return waits && past(worker.queuedAt ?? now, limits.queueMinutes)
      ? {
          failure: "OVER_TIME",
          why: `not started after ${limits.queueMinutes} minutes in the queue`,
        }
      : undefined;
  }
  if (worker.now.status !== "running") return undefined;
  const started = worker.startedAt ?? now;
  if (past(started, limits.totalMinutes))
    return { failure: "OVER_TIME", why: `not finished after ${limits.totalMinutes} minutes` };
  const seen = Math.max(started, lastSeen.get(worker.home?.sessionID ?? "") ?? started);
  return worker.now.stage !== "self-qa" && past(seen, limits.silenceMinutes)
    ? { failure: "SILENT", why: `no sign of life for ${limits.silenceMinutes} minutes` }
    : undefined;
}

/** The time limit of the queue does not count the wait for another Worker's result. */
function dependenciesMet(state: RunState, worker: WorkerState): boolean {
  return (worker.spec.depends_on ?? []).every((name) =>
    state.workers.some(({ spec, now }) => spec.name === name && now.status === "completed"),
  );
}
