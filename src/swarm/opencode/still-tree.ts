import { say } from "../../kit/sentence.ts";
import type { ShellScopes } from "../../shell/port.ts";
import { type Denial, deny } from "../core/run/denial.ts";

/**
 * Who uses the trees now. `ShellScopes` knows running shells; `beginning` counts shells that are allowed and
 * not yet confined. Shells and steps exclude each other.
 */
export type TreeUse =
  | { use: "free" }
  | { use: "shells"; beginning: number }
  | { use: "steps"; steps: number };

/** Keeps the trees still for steps that need it: no shell begins or runs during such a step. */
export interface StillTree {
  readonly now: TreeUse;
  /** True while a shell begins or runs. */
  shellAtWork(): boolean;
  /** Runs a step on still trees; refuses while a shell begins or runs. `name` is the step's tool. */
  step<T>(name: string, work: () => Promise<T>): Promise<T | { denial: Denial }>;
  /** Lets a shell begin; resolves with a refusal while a step runs. */
  beginShell(begin: () => Promise<void>): Promise<Denial | undefined>;
  /** Why no file of the checkout may be written now; undefined if writing is allowed. */
  writeRefusal(): Denial | undefined;
}

export function stillTree(shell: Pick<ShellScopes, "busy" | "compares">): StillTree {
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
      // No await separates the check from the count, so no step can begin in between.
      if (now.use === "steps") return STEP_RUNS;
      shellBegins(1);
      try {
        await begin();
      } finally {
        shellBegins(-1);
      }
      return undefined;
    },
    writeRefusal: () => (shell.compares() ? SHELL_COMPARES : undefined),
  };
}

/** Refuses a step because a running shell would go on writing with the rights of the earlier phase. */
function shellRuns(name: string): Denial {
  return deny(
    "SHELL_RUNNING",
    say(
      `${name} needs the files to stay unchanged, and a shell command is still running.`,
      `${name} 도구를 실행하는 동안에는 파일이 바뀌면 안 되는데, 셸 명령이 아직 실행 중입니다.`,
    ),
    "Call it again after the command has returned.",
  );
}

const STEP_RUNS = deny(
  "SHELL_RUNNING",
  say(
    "A step that needs the files to stay unchanged is still running.",
    "파일이 바뀌면 안 되는 작업이 아직 진행 중입니다.",
  ),
  "Run the command after that call has returned.",
);

/** After the shell we compare the checkout with its earlier state, so a file written meanwhile would be undone. */
const SHELL_COMPARES = deny(
  "SHELL_RUNNING",
  say(
    "A shell command is still running. The kernel does not hold the checkout here, so Aegis compares it before and after the command.",
    "셸 명령이 아직 실행 중입니다. 여기서는 커널이 체크아웃을 막지 못하므로 Aegis가 명령 전후의 체크아웃을 비교합니다.",
  ),
  "Write the file after that command has returned.",
);
