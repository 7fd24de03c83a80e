import type { Sentence } from "../../kit/sentence.ts";
import type { Phase } from "../../swarm/core/phases/phase.ts";
import { endReason } from "../../swarm/core/run/end-reason.ts";
import type { RunRecord } from "../../swarm/core/run/events.ts";
import { evolve } from "../../swarm/core/run/evolve.ts";
import { INITIAL, type RunState, runOpen, type WorkerState } from "../../swarm/core/run/state.ts";
import { isStopped } from "../../swarm/core/run/stopped.ts";

/** A stretch of time in epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

export type Activity = "queued" | "working" | "paused" | "self-qa";

/**
 * How an attempt ended. `stopped`: a person or the end of OpenCode ended it; `replanned`: a changed plan took its place; `cut`: the run ended first; `open`: the journal
 * ends before the attempt does.
 */
export type AttemptEnd =
  | "completed"
  | "failed"
  | "stopped"
  | "cancelled"
  | "replanned"
  | "cut"
  | "open";

export interface Attempt extends Span {
  /** As the journal counts them; undefined if it never left the queue. */
  number: number | undefined;
  spans: (Span & { what: Activity })[];
  end: AttemptEnd;
  /** The failure with its reason, or why the Worker was cancelled. */
  why: Sentence | undefined;
}

export interface Lane {
  id: string;
  name: string;
  feature: string;
  attempts: Attempt[];
}

export interface Timeline extends Span {
  phases: (Span & { phase: Phase })[];
  lanes: Lane[];
}

/** Follows a run through its records, with the state's own fold: what it shows is what the plugin knew at that time. */
export function timelineOf(records: readonly RunRecord[]): Timeline {
  const first = momentOf(records[0]?.at, 0);
  const line: Timeline = { from: first, to: first, phases: [], lanes: [] };
  let state: RunState = INITIAL;
  for (const record of records) {
    // A clock that is set back moves nothing to the left.
    line.to = Math.max(line.to, momentOf(record.at, line.to));
    state = evolve(state, record);
    followPhase(line, state.phase);
    followWorkers(line, state.workers);
  }
  const end = runOpen(state) || state.runId === undefined ? "open" : "cut";
  for (const lane of line.lanes) close(lane, line.to, end);
  return line;
}

/** Epoch milliseconds of an ISO time, or `otherwise`. */
export function momentOf(at: string | undefined, otherwise: number): number {
  const moment = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(moment) ? otherwise : moment;
}

function followPhase({ phases, to }: Timeline, phase: Phase): void {
  const last = phases.at(-1);
  if (last) last.to = to;
  if (last?.phase !== phase) phases.push({ phase, from: to, to });
}

function followWorkers(line: Timeline, workers: readonly WorkerState[]): void {
  const there = new Set(workers.map(({ id }) => id));
  for (const lane of line.lanes) if (!there.has(lane.id)) close(lane, line.to, "replanned");
  for (const worker of workers) {
    const { name, feature } = worker.spec;
    let lane = line.lanes.find(({ id }) => id === worker.id);
    if (!lane) {
      lane = { id: worker.id, name, feature, attempts: [] };
      line.lanes.push(lane);
    }
    Object.assign(lane, { name, feature });
    followWorker(lane, worker, line.to);
  }
}

function followWorker(lane: Lane, worker: WorkerState, now: number): void {
  const open = openAttempt(lane);
  const what = activityOf(worker);
  if (what === undefined) {
    if (open) end(open, worker, now);
    return;
  }
  const attempt = open ?? newAttempt(lane, now);
  attempt.to = now;
  if (worker.now.status === "running") attempt.number = worker.attempts;
  const span = attempt.spans.at(-1);
  if (span) span.to = now;
  if (span?.what !== what) attempt.spans.push({ what, from: now, to: now });
}

function newAttempt(lane: Lane, now: number): Attempt {
  const attempt: Attempt = {
    ...{ number: undefined, from: now, to: now },
    ...{ spans: [], end: "open", why: undefined },
  };
  lane.attempts.push(attempt);
  return attempt;
}

/** While an attempt goes on, its end is "open". */
function openAttempt({ attempts }: Lane): Attempt | undefined {
  const last = attempts.at(-1);
  return last?.end === "open" ? last : undefined;
}

function end(attempt: Attempt, worker: WorkerState, at: number): void {
  const { now } = worker;
  const ended = isStopped(worker) ? "stopped" : (now.status as AttemptEnd);
  finish(attempt, at, now.status === "planned" ? "replanned" : ended);
  const why = endReason({ now });
  if (why) attempt.why = why;
}

function close(lane: Lane, at: number, how: AttemptEnd): void {
  const open = openAttempt(lane);
  if (open) finish(open, at, how);
}

function finish(attempt: Attempt, at: number, how: AttemptEnd): void {
  const span = attempt.spans.at(-1);
  if (span) span.to = at;
  attempt.to = at;
  attempt.end = how;
}

function activityOf({ now }: WorkerState): Activity | undefined {
  if (now.status === "queued") return "queued";
  if (now.status !== "running") return undefined;
  if (now.paused) return "paused";
  return now.stage === "self-qa" ? "self-qa" : "working";
}

/** Milliseconds that an attempt spent with each activity. */
export function timeOf({ spans }: Attempt): Record<Activity, number> {
  const time = { queued: 0, working: 0, paused: 0, "self-qa": 0 };
  for (const { what, from, to } of spans) time[what] += to - from;
  return time;
}
