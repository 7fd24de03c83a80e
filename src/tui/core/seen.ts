import type { Sentence } from "../../kit/sentence.ts";
import type { Driver } from "../../runs/core/next-steps.ts";
import { outcomeOf, type SeenRun } from "../../runs/core/outcome.ts";
import { PHASES, type Phase } from "../../swarm/core/phases/phase.ts";
import type { RunRecord } from "../../swarm/core/run/events.ts";
import { evolve } from "../../swarm/core/run/evolve.ts";
import { INITIAL } from "../../swarm/core/run/state.ts";

/** The newest run as far as its journal was read. */
export interface FollowedRun extends SeenRun {
  /** The phases that the run has been in, without those that its abort has left undone. */
  readonly reached: ReadonlySet<Phase>;
}

/** What was last read of a project. */
export interface Seen {
  /** Undefined: no run was ever started here, or nothing of it can be read. */
  readonly run: FollowedRun | undefined;
  /** The process that the lease names. */
  readonly driver: Driver | undefined;
  /** Why the state of the project cannot be read, with the next step. */
  readonly trouble: { readonly what: Sentence; readonly next: Sentence } | undefined;
}

export const NOTHING_SEEN: Seen = { run: undefined, driver: undefined, trouble: undefined };

export function unreadRun(id: string): FollowedRun {
  return { id, records: [], fault: undefined, state: INITIAL, reached: new Set() };
}

/** The run with further records of its journal, and what stopped the reading after them. */
export function followed(
  run: FollowedRun,
  records: readonly RunRecord[],
  fault: SeenRun["fault"],
): FollowedRun {
  const reached = new Set(run.reached);
  const state = records.reduce((before, record) => {
    const after = evolve(before, record);
    if (after.aborted && !before.aborted)
      for (const undone of PHASES.slice(PHASES.indexOf(before.phase))) reached.delete(undone);
    reached.add(after.phase);
    return after;
  }, run.state);
  return { id: run.id, records: [...run.records, ...records], fault, state, reached };
}

/** True while a living process drives the run: then time passes for its Workers. */
export function isDriven({ run, driver }: Seen): boolean {
  return run !== undefined && outcomeOf(run) === "open" && driver?.alive === true;
}
