import type { LiveCalls } from "../../swarm/core/live-calls.ts";
import type { TimeLimits } from "../../swarm/core/run/time-limits.ts";
import type { ServerSeen } from "./server-seen.ts";

/** The size of a Worker's diff at a moment. */
export interface DiffStat {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** When git was asked, in epoch milliseconds. */
  readonly at: number;
}

/** What the full screen shows besides the run. */
export interface Aside {
  /** Undefined: nobody asks the model server. */
  readonly server: ServerSeen | undefined;
  /** By the id of the Worker. */
  readonly diffs: ReadonlyMap<string, DiffStat>;
  /** What the agents do now; undefined: the driver has shown nothing of it. */
  readonly calls: LiveCalls | undefined;
  /** Undefined: the settings cannot be read. */
  readonly limits: TimeLimits | undefined;
  /** The id of the Worker that the user has chosen. */
  readonly chosen: string | undefined;
}

export const NO_ASIDE: Aside = {
  server: undefined,
  diffs: new Map(),
  calls: undefined,
  limits: undefined,
  chosen: undefined,
};
