import type { Denial } from "./denial.ts";
import type { AnyAsked, RunEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { outOfPhase } from "./out-of-phase.ts";
import type { RunState } from "./state.ts";
import { transitionOf } from "./transitions.ts";
import { openWorkers, startableWorkers } from "./workers-of.ts";

/** An action that a decision requires, as data; the app carries out the action. */
export type Effect =
  /** Open worktrees and sessions for queued Workers whose turn it is. */
  | { type: "START_WORKERS"; names: string[] }
  /** Tell the Commander that all Workers have ended. */
  | { type: "WAKE_COMMANDER" }
  /** End the session of a Worker. */
  | { type: "STOP_WORKER"; worker: string }
  /** Remove worktrees and temporary refs of a finished run. */
  | { type: "CLEAN_UP" };

export type Decision =
  | { accepted: true; events: RunEvent[]; effects: Effect[] }
  | { accepted: false; denial: Denial };

/**
 * Why an event of this type may not happen now; undefined if it may. Ask before doing work for the event: the
 * answer needs only the phase and the state, not the evidence.
 */
export function refusalOf(state: RunState, asked: AnyAsked): Denial | undefined {
  if (NOTED.has(asked.type)) return undefined;
  const edge = transitionOf(state.phase, asked.type);
  return edge ? edge.may?.(state, asked) : outOfPhase(state, asked.type);
}

/** Why exactly this event, with its evidence, is refused now. */
export function denialOf(state: RunState, event: RunEvent): Denial | undefined {
  return refusalOf(state, event) ?? transitionOf(state.phase, event.type)?.guard?.(state, event);
}

/** Noted in every phase; they change nothing that a rule asks for. */
const NOTED: ReadonlySet<RunEvent["type"]> = new Set([
  "CALL_REFUSED",
  "LANGUAGE_HEARD",
  "RUN_RESUMED",
]);

/**
 * Judges one event by the table. If the event is accepted, returns it with the events that follow from it and
 * the effects to carry out; if it is refused, the reason and the next step. `at` is ISO 8601.
 */
export function decide(state: RunState, event: RunEvent, at: string): Decision {
  if (NOTED.has(event.type)) return { accepted: true, events: [event], effects: [] };
  const denial = denialOf(state, event);
  if (denial) return { accepted: false, denial };
  const after = evolve(state, { seq: state.seq + 1, at, event });
  const settled = after.phase === "MONITORING" && openWorkers(after).length === 0;
  return {
    accepted: true,
    events: settled ? [event, { type: "WORKERS_SETTLED" }] : [event],
    effects: effectsOf(after, event, settled),
  };
}

function effectsOf(after: RunState, event: RunEvent, settled: boolean): Effect[] {
  const effects: Effect[] = [];
  if (stopsSession(event)) effects.push({ type: "STOP_WORKER", worker: event.worker });
  const names = startableWorkers(after).map(({ spec }) => spec.name);
  if (STARTS.has(event.type) && names.length > 0) effects.push({ type: "START_WORKERS", names });
  if (settled) effects.push({ type: "WAKE_COMMANDER" });
  if (after.phase === "DONE") effects.push({ type: "CLEAN_UP" });
  return effects;
}

const STARTS: ReadonlySet<RunEvent["type"]> = new Set([
  "WORKERS_DISPATCHED",
  "WORKER_COMPLETED",
  "WORKER_FAILED",
  "WORKER_CANCELLED",
  "WORKER_RETRIED",
] as const);

/**
 * A Worker that fails inside its own call must still read the reason. It may then use no tool, and its session
 * is ended if it goes on (`breakers.ts`).
 */
function stopsSession(
  event: RunEvent,
): event is Extract<RunEvent, { type: "WORKER_FAILED" | "WORKER_CANCELLED" }> {
  if (event.type === "WORKER_CANCELLED") return true;
  return event.type === "WORKER_FAILED" && !IN_OWN_CALL.has(event.failure);
}

const IN_OWN_CALL: ReadonlySet<string> = new Set(["REPORT_REFUSED", "WROTE_OUTSIDE"]);
