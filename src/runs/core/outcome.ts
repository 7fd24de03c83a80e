import type { RunRecord } from "../../swarm/core/run/events.ts";
import { replay } from "../../swarm/core/run/evolve.ts";
import { type RunState, runOpen } from "../../swarm/core/run/state.ts";

/** A run as its journal shows it, up to the first line that cannot be read. */
export interface SeenRun {
  readonly id: string;
  readonly records: readonly RunRecord[];
  /** `torn`: the last line is being written or was cut off, which harms nothing. */
  readonly fault: "torn" | "broken" | "newer" | undefined;
  readonly state: RunState;
}

/** How a run stands. `unreadable`: a part of its journal cannot be read, so nobody knows its end. */
export type Outcome = "open" | "committed" | "aborted" | "unreadable";

export function seenRun(
  id: string,
  { records, fault }: { records: readonly RunRecord[]; fault?: SeenRun["fault"] },
): SeenRun {
  return { id, records, fault, state: replay(records) };
}

export function outcomeOf({ state, fault }: SeenRun): Outcome {
  if (fault === "broken" || fault === "newer") return "unreadable";
  if (state.committed) return "committed";
  if (state.aborted) return "aborted";
  return runOpen(state) ? "open" : "unreadable";
}

/** The title of the plan in force, else of the last plan that was proposed; undefined if there was no plan. */
export function titleOf({ state, records }: SeenRun): string | undefined {
  const proposed = records.flatMap(({ event }) =>
    event.type === "PLAN_PROPOSED" ? [event.plan.title] : [],
  );
  return state.approved?.plan.title ?? proposed.at(-1);
}

/** Workers with an accepted result, and all Workers. */
export function countsOf({ workers }: RunState): { done: number; all: number } {
  return {
    done: workers.filter(({ now }) => now.status === "completed").length,
    all: workers.length,
  };
}
