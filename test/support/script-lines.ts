import type { Call, Script, Step } from "../../src/scripted-model/script.ts";
import type { Plan } from "../../src/swarm/core/plan/plan.ts";

/** The answers of each scripted agent, request by request. Workers by name; other agents by a regex on their task. */
export interface Lines {
  commander?: Step[];
  workers?: Record<string, Step[]>;
  scouts?: Record<string, Step[]>;
  librarians?: Record<string, Step[]>;
  other?: Step[];
}

export function script(lines: Lines): Script {
  const actors: Script["actors"] = [];
  if (lines.commander) actors.push({ agent: "commander", steps: lines.commander });
  for (const [name, steps] of Object.entries(lines.workers ?? {}))
    actors.push({ agent: "worker", match: `\\nWorker: ${name}\\n`, steps });
  for (const [match, steps] of Object.entries(lines.scouts ?? {}))
    actors.push({ agent: "scout", match, steps });
  for (const [match, steps] of Object.entries(lines.librarians ?? {}))
    actors.push({ agent: "librarian", match, steps });
  if (lines.other) actors.push({ agent: "other", steps: lines.other });
  if (actors.length === 0) actors.push({ agent: "other", steps: [] });
  return { name: "case", actors };
}

export function call(tool: string, args: Record<string, unknown> = {}): Call {
  return { tool, args };
}

/** One answer with tool calls. */
export function calls(...list: Call[]): Step {
  return { calls: list };
}

export function says(text: string): Step {
  return { text };
}

export const write = (filePath: string, content: string): Call =>
  call("write", { filePath, content });
export const bash = (command: string): Call => call("bash", { command, description: "test" });
export const task = (
  subagent_type: string,
  prompt: string,
  more: { task_id?: string } = {},
): Call => call("task", { description: "help", prompt, subagent_type, ...more });
export const question = (): Call =>
  call("question", {
    questions: [{ question: "ok?", header: "ok", options: [{ label: "Yes", description: "y" }] }],
  });

/** A plan of Workers a, b, … that each own src/<name>/** and must make src/<name>/ok.txt. */
export function plan(names: readonly string[], change: Partial<Plan> = {}): Plan {
  return {
    title: "Case",
    summary: "A plan for a test.",
    shared: ["docs/**"],
    workers: names.map((name) => ({
      name,
      feature: `Feature ${name}`,
      scope: [`src/${name}/**`],
      spec: `Write src/${name}/ok.txt`,
      qa: [`test -f src/${name}/ok.txt`],
    })),
    qa: [
      { name: "Files", command: names.map((name) => `test -f src/${name}/ok.txt`).join(" && ") },
    ],
    qa_strategy: "worker-unit_commander-integration",
    ...change,
  };
}

export const propose = (names: readonly string[], change: Partial<Plan> = {}): Call =>
  call("design_propose", { ...plan(names, change) });
/** Asks the user, or claims that these words of the user are the approval. */
export const approve = (quote?: string): Call =>
  call("design_approve", quote === undefined ? {} : { quote });
export const waitForAll = (): Call => call("worker_wait", { until: "all" });
export const commit = (): Call => call("commit", { type: "feat", subject: "add the feature" });

/** The Commander's steps to an approved plan: the user's answer to the question approves the plan. */
export function approved(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [calls(propose(names, change)), calls(approve()), calls(question())];
}

/** From an approved plan to a frozen foundation of one file. */
export function frozen(): Step[] {
  return [
    calls(write("docs/contract.md", "# contract\n")),
    calls(call("foundation_freeze", { note: "Build against docs/contract.md." })),
  ];
}

/** From an approved plan to running Workers. */
export function founded(): Step[] {
  return [...frozen(), calls(call("dispatch_workers"))];
}

/** From finished Workers to a tree in FINAL_QA. */
export function merged(): Step[] {
  return [calls(call("check_conflicts")), calls(call("integrate"))];
}

/** From a tree in FINAL_QA to its commit. */
export function landed(): Step[] {
  return [calls(call("qa_run")), calls(commit())];
}

/** All of the Commander's steps up to running Workers. */
export function dispatched(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [...approved(names, change), ...founded()];
}

/** `dispatched`, then up to a finished wait. */
export function waited(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [...dispatched(names, change), calls(waitForAll())];
}

/** `waited`, then up to a tree in FINAL_QA. */
export function integrated(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [...waited(names, change), ...merged()];
}

/** `integrated`, then up to the commit. */
export function committed(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [...integrated(names, change), ...landed()];
}

/** A Worker that does its task and reports it correctly. */
export function goodWorker(name: string): Step[] {
  return [calls(write(`src/${name}/ok.txt`, `${name}\n`)), ...reported(name)];
}

/** Like `goodWorker`, but waits until the gate `hold` is released. */
export function heldWorker(name: string, hold: string): Step[] {
  const [work, ...rest] = goodWorker(name);
  return [{ ...work, hold }, ...rest];
}

/** The end of a Worker: its report, and a text after the report is accepted. */
export function reported(name: string, change: Record<string, unknown> = {}): Step[] {
  return [calls(report(name, change)), says("Reported.")];
}

export function report(name: string, change: Record<string, unknown> = {}): Call {
  return call("worker_report", {
    summary: `built ${name}`,
    changes: [{ path: `src/${name}/ok.txt`, what: "new" }],
    checks: [{ command: `test -f src/${name}/ok.txt`, result: "exit 0" }],
    ...change,
  });
}

export function goodWorkers(names: readonly string[]): Record<string, Step[]> {
  return Object.fromEntries(names.map((name) => [name, goodWorker(name)]));
}
