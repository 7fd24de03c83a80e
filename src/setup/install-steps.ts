import type { Sentence } from "../kit/sentence.ts";
import type { Desired } from "./adapters/desired.ts";
import type { SetupContext } from "./context.ts";
import type { SetupTarget } from "./target.ts";

/** Files that keep OpenCode from waiting for a network. */
export interface Seeds {
  /** Below the project's `.opencode/`, or the global configuration folder. Kept out of git. */
  project: readonly Desired[];
  /** In the user's home, for all projects. */
  shared: readonly Desired[];
}

export type SeedSource = (request: { place: SetupTarget; context: SetupContext }) => Promise<Seeds>;

/** Asks OpenCode itself whether it works as installed. Throws an AegisError that names the fault. */
export type Verify = (request: { place: SetupTarget; context: SetupContext }) => Promise<void>;

/** The parts of install that the composition passes in. */
export interface InstallSteps {
  /** The programs that this machine lacks, each with the command that installs it. */
  lacks?: readonly Sentence[] | undefined;
  /** The npm packages that a start would fetch. Absent: nobody looked. */
  fetched?:
    | ((request: {
        place: SetupTarget;
        context: SetupContext;
      }) => Promise<{ spec: string; from: string }[]>)
    | undefined;
  /** Absent: nothing is seeded. */
  seeds?: SeedSource | undefined;
  /** Absent: nothing is checked, and the result says so. */
  verify?: Verify | undefined;
}
