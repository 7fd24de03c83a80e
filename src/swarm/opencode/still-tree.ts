import type { ShellScopes } from "../../shell/port.ts";
import { type Denial, deny } from "../core/run/denial.ts";

/**
 * Who uses the trees now. Shells that run are known to `ShellScopes`; `beginning` counts those that are let
 * through and not yet confined. Shells and steps exclude each other.
 */
export type TreeUse =
  | { use: "free" }
  | { use: "shells"; beginning: number }
  | { use: "steps"; steps: number };

/** Keeps the trees still for the steps that need it: no shell begins or runs beside such a step. */
export interface StillTree {
  readonly now: TreeUse;
  /** A shell begins or runs. */
  shellAtWork(): boolean;
  /** Runs a step on still trees; refuses while a shell begins or runs. `name` is the step's tool. */
  step<T>(name: string, work: () => Promise<T>): Promise<T | { denial: Denial }>;
  /** Lets a shell begin; resolves with the refusal while a step is under way. */
  beginShell(begin: () => Promise<void>): Promise<Denial | undefined>;
  /** Why a file of the checkout cannot be written now; undefined where it can. */
  writeRefusal(): Denial | undefined;
}

export function stillTree(shell: Pick<ShellScopes, "kind" | "busy">): StillTree {
  let now: TreeUse = { use: "free" };

  const shellBegins = (change: 1 | -1): void => {
    if (now.use === "steps") throw new Error("a shell begins or has begun beside a step");
    const beginning = (now.use === "shells" ? now.beginning : 0) + change;
    now = beginning > 0 ? { use: "shells", beginning } : { use: "free" };
  };
  const stepRuns = (change: 1 | -1): void => {
    if (now.use === "shells") throw new Error("a step begins or has ended beside a shell");
    const steps = (now.use === "steps" ? now.steps : 0) + change;
    now = steps > 0 ? { use: "steps", steps } : { use: "free" };
  };
  const shellAtWork = (): boolean => shell.busy() || now.use === "shells";

  return {
    get now() {
      return now;
    },
    shellAtWork,
    async step(name, work) {
      if (shellAtWork()) return { denial: shellRuns(name) };
      stepRuns(1);
      try {
        return await work();
      } finally {
        stepRuns(-1);
      }
    },
    async beginShell(begin) {
      // The check and the count are one synchronous act: no step slips in between.
      if (now.use === "steps") return STEP_RUNS;
      shellBegins(1);
      try {
        await begin();
      } finally {
        shellBegins(-1);
      }
      return undefined;
    },
    writeRefusal: () => (shell.kind === "compare" && shell.busy() ? SHELL_COMPARES : undefined),
  };
}

/** A shell that still runs would go on writing with the rights of the phase before. */
function shellRuns(name: string): Denial {
  return deny(
    "SHELL_RUNNING",
    `${name} needs the tree to stand still, and a shell command still runs.`,
    "Call it again when the command has returned.",
  );
}

const STEP_RUNS = deny(
  "SHELL_RUNNING",
  "A step that needs the tree to stand still is under way.",
  "Run the command when that call has returned.",
);

/** The checkout is compared with its state before the shell: a file written meanwhile would be put back. */
const SHELL_COMPARES = deny(
  "SHELL_RUNNING",
  "A shell command still runs, and without a kernel sandbox the checkout is compared around it.",
  "Write the file when that command has returned.",
);
