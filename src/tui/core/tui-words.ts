import type { EventType } from "../../swarm/core/run/events.ts";

/** Texts for people in OpenCode's terminal; statuses, steps and faults have their words in `swarm` and `runs`. */
export interface TuiWords {
  /** Beside the current phase. */
  now: string;
  /** In the palette. */
  command: string;
  /** Before the reason why nothing can be read. */
  unreadable: string;
  /** In the bottom row, if the user has something to do. */
  waits: string;
  /** In the bottom row, if no process drives the run. */
  notDriven: string;
  card: Record<"feature" | "scope" | "last" | "why", string> & {
    retriesLeft: (count: number) => string;
    refused: (calls: number, reports: number) => string;
  };
  timeline: string;
  keys: string;
  /** Rows above and below those on the screen. */
  hidden: (above: number, below: number) => string;
  event: Record<EventType, string>;
}
