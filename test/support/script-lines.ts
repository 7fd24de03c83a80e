import type { Plan } from "../../src/core/plan/plan.ts";
import type { Call, Script, Step } from "../../src/rehearsal/script.ts";

/** What each scripted agent answers, request by request. Workers by name; others by a regex on their task. */
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

/** The Commander's way to an approved plan: the user's answer to the question approves it. */
export function approved(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [
    calls(call("design_propose", plan(names, change) as never)),
    calls(call("design_approve")),
    calls(question()),
  ];
}

/** … on to running Workers. */
export function dispatched(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [
    ...approved(names, change),
    calls(write("docs/contract.md", "# contract\n")),
    calls(call("foundation_freeze", { note: "Build against docs/contract.md." })),
    calls(call("dispatch_workers")),
  ];
}

/** … on to a finished wait. */
export function waited(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [...dispatched(names, change), calls(call("worker_wait", { until: "all" }))];
}

/** … on to a tree in FINAL_QA. */
export function integrated(names: readonly string[], change: Partial<Plan> = {}): Step[] {
  return [...waited(names, change), calls(call("check_conflicts")), calls(call("integrate"))];
}

export const commit = (): Call => call("commit", { type: "feat", subject: "add the feature" });

/** A Worker that does its task and reports it truly. */
export function goodWorker(name: string): Step[] {
  return [calls(write(`src/${name}/ok.txt`, `${name}\n`)), calls(report(name)), says("Reported.")];
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
