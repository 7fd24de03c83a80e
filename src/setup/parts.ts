import type { Sentence } from "../kit/sentence.ts";
import type { Wish } from "./adapters/wish.ts";
import type { SetupContext } from "./context.ts";
import type { Place } from "./place.ts";

/** What is put in place so that OpenCode never waits for a network. */
export interface Seeds {
  /** Below the project's `.opencode/`, or the global configuration folder. Kept out of git. */
  project: readonly Wish[];
  /** In the user's home, for all projects together. */
  shared: readonly Wish[];
}

export type SeedSource = (request: { place: Place; context: SetupContext }) => Promise<Seeds>;

/** Asks OpenCode itself whether it works as installed. Throws an AegisError that says what does not. */
export type Verify = (request: { place: Place; context: SetupContext }) => Promise<void>;

/** The parts of install that others deliver. */
export interface SetupParts {
  /** What this machine lacks, each with the command that mends it. */
  lacks?: readonly Sentence[] | undefined;
  /** Absent: nothing is seeded. */
  seeds?: SeedSource | undefined;
  /** Absent: nothing is checked, and the result says so. */
  verify?: Verify | undefined;
}
