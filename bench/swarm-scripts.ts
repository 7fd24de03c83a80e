import type { Call, Script, Step } from "../src/scripted-model/script.ts";
import type { Kind } from "./side.ts";

export const WORKERS = 8;
/** Requests of one Worker, each answered after a second. */
export const ANSWERS = 4;
const SECOND_MS = 1_000;

const NAMES = Array.from({ length: WORKERS }, (_, index) => `part-${index + 1}`);

/** The user's messages in order. */
export const WORDS: Record<Kind, readonly string[]> = {
  bare: ["Build the eight parts."],
  ours: ["Build the eight parts.", "Approved, go ahead."],
};

/**
 * Steps in the main agent's script: the step that sends out the Workers, and the request after the Workers have ended.
 */
export const PLACES: Record<Kind, { dispatch: number; settled: number }> = {
  bare: { dispatch: 0, settled: 1 },
  ours: { dispatch: 5, settled: 7 },
};

/** Bare: one message with eight `task` calls, in one shared tree. `round` makes runs differ. */
function bareScript(round: number, loud = 0): Script {
  const tasks = NAMES.map((name) =>
    call("task", {
      description: name,
      prompt: `Task ${name}: build it.`,
      subagent_type: "general",
    }),
  );
  return {
    name: "bare",
    actors: [
      ...NAMES.map((name) => ({
        agent: "other" as const,
        match: `^Task ${name}:`,
        steps: [...aloud(loud), ...slowly([...work(name, round), { text: "Built." }])],
      })),
      { agent: "other", steps: [{ calls: tasks }, { text: "All parts are there." }] },
    ],
  };
}

/** Ours: a whole run with a worktree per Worker, up to the commit, so that the next run starts clean. */
function oursScript(round: number, loud = 0): Script {
  const one = (tool: string, args: Record<string, unknown> = {}): Step => ({
    calls: [call(tool, args)],
  });
  const reader = (agent: string) =>
    call("task", { description: agent, prompt: "What is here?", subagent_type: agent });
  const commander: Step[] = [
    { calls: [reader("scout"), reader("librarian")] },
    one("design_propose", plan()),
    { text: "This is the plan. Do you approve it?" },
    one("design_approve", { quote: "Approved, go ahead" }),
    one("foundation_freeze", { note: "Every part is a folder of its own." }),
    one("dispatch_workers"),
    one("worker_wait", { until: "all" }),
    one("check_conflicts"),
    one("integrate"),
    one("qa_run"),
    one("commit", { type: "feat", subject: `add eight parts, round ${round}` }),
    { text: "Committed." },
  ];
  return {
    name: "ours",
    actors: [
      { agent: "commander", steps: commander },
      { agent: "scout", steps: [{ text: "A README." }] },
      { agent: "librarian", steps: [{ text: "A README." }] },
      ...NAMES.map((name) => ({
        agent: "worker" as const,
        match: `\\nWorker: ${name}\\n`,
        steps: [
          ...aloud(loud),
          ...slowly([...work(name, round), one("worker_report", report(name))]),
          SAID,
        ],
      })),
    ],
  };
}

/** `loud`: calls of each Worker before its work, each with an output of 50 kB. */
export const SCRIPTS: Record<Kind, (round: number, loud?: number) => Script> = {
  bare: bareScript,
  ours: oursScript,
};

const SAID: Step = { text: "Reported." };

/** The same three calls on both sides. */
function work(name: string, round: number): Step[] {
  const filePath = `src/${name}/ok.txt`;
  return [
    { calls: [call("write", { filePath, content: `${name} ${round}\n` })] },
    { calls: [call("read", { filePath })] },
    { calls: [call("bash", { command: `test -f ${filePath}`, description: "test" })] },
  ];
}

function aloud(count: number): Step[] {
  return Array.from({ length: count }, (_, n) => ({
    calls: [call("bash", { command: `seq ${n} 99999 | head -c 50000`, description: "test" })],
  }));
}

function slowly(steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, delayMs: SECOND_MS }));
}

function report(name: string): Record<string, unknown> {
  return {
    summary: `built ${name}`,
    changes: [{ path: `src/${name}/ok.txt`, what: "written" }],
    checks: [{ command: `test -f src/${name}/ok.txt`, result: "exit 0" }],
  };
}

function plan(): Record<string, unknown> {
  return {
    title: "Eight parts",
    summary: "Eight folders, built at the same time.",
    shared: ["docs/**"],
    workers: NAMES.map((name) => ({
      name,
      feature: `The ${name}`,
      scope: [`src/${name}/**`],
      spec: `Write src/${name}/ok.txt`,
      qa: [`test -f src/${name}/ok.txt`],
    })),
    qa: [
      { name: "Files", command: NAMES.map((name) => `test -f src/${name}/ok.txt`).join(" && ") },
    ],
    qa_strategy: "worker-unit_commander-integration",
  };
}

function call(tool: string, args: Record<string, unknown>): Call {
  return { tool, args };
}
