import type { Call, Script, Step } from "../src/scripted-model/script.ts";
import type { Kind } from "./side.ts";

/** Measured calls of each tool in one conversation. */
export const CALLS = 20;
const PLACE = "src/part";
const CHECK = `test -f ${PLACE}/new-0.txt`;

/** The measured calls of round `n`; no call repeats another, so that no breaker of loops counts them. */
const TOOLS = {
  bash: (n: number) => ({ command: `true ${n}`, description: "nothing" }),
  write: (n: number) => ({ filePath: `${PLACE}/new-${n}.txt`, content: `line ${n}\n` }),
  read: (n: number) => ({ filePath: `${PLACE}/new-${n}.txt` }),
  edit: (n: number) => ({
    filePath: `${PLACE}/new-${n}.txt`,
    oldString: `line ${n}`,
    newString: `changed ${n}`,
  }),
} as const;
export type MeasuredTool = keyof typeof TOOLS;
export const MEASURED = Object.keys(TOOLS) as MeasuredTool[];

/** The first call of each tool warms up and is not measured. */
const CALLED = Array.from({ length: CALLS + 1 }, (_, n) =>
  MEASURED.map((tool) => step(tool, TOOLS[tool](n))),
).flat();

/** Bare: OpenCode's own agent makes the calls. Ours: a Worker makes the same calls in its worktree, in a whole run. */
export const SCRIPTS: Record<Kind, Script> = {
  bare: {
    name: "cost, bare",
    actors: [{ agent: "other", steps: [...CALLED, { text: "Done." }] }],
  },
  ours: {
    name: "cost, ours",
    actors: [
      { agent: "commander", steps: commander() },
      {
        agent: "worker",
        steps: [...CALLED, step("worker_report", report()), { text: "Reported." }],
      },
    ],
  },
};

/** The user's messages. */
export const WORDS: Record<Kind, readonly string[]> = {
  bare: ["Write the part."],
  ours: ["Write the part.", "Approved, go ahead."],
};

function commander(): Step[] {
  return [
    step("design_propose", plan()),
    { text: "This is the plan. Do you approve it?" },
    step("design_approve", { quote: "Approved, go ahead" }),
    step("foundation_freeze", { note: "A folder." }),
    step("dispatch_workers"),
    step("worker_wait", { until: "all" }),
    step("check_conflicts"),
    step("integrate"),
    step("qa_run"),
    step("commit", { type: "feat", subject: "add the part" }),
    { text: "Committed." },
  ];
}

function plan(): Call["args"] {
  return {
    title: "One part",
    summary: "A folder.",
    shared: ["docs/**"],
    workers: [
      {
        name: "part",
        feature: "The part",
        scope: [`${PLACE}/**`],
        spec: "Write files.",
        qa: [CHECK],
      },
    ],
    qa: [{ name: "Files", command: CHECK }],
    qa_strategy: "worker-unit_commander-integration",
  };
}

function report(): Call["args"] {
  return {
    summary: "written",
    changes: [{ path: `${PLACE}/new-0.txt`, what: "written" }],
    checks: [{ command: CHECK, result: "exit 0" }],
  };
}

function step(tool: string, args: Call["args"] = {}): Step {
  return { calls: [{ tool, args }] };
}
