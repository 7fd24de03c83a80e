import { z } from "zod";

/** Which agents run which QA. The Commander chooses a strategy with the user in DESIGN. */
export const QA_STRATEGIES = [
  "worker-unit_commander-integration",
  "worker-all",
  "commander-all",
  "full-e2e",
] as const;
export type QaStrategy = (typeof QA_STRATEGIES)[number];

export const QaCommand = z.object({
  name: z.string().describe("Short label, e.g. Tests"),
  command: z.string().describe("One shell command run at the repository root; exit code 0 passes"),
});
export type QaCommand = z.infer<typeof QaCommand>;

export const WorkerSpec = z.object({
  name: z.string().describe("Unique id: a-z, 0-9 and -, e.g. board"),
  feature: z.string().describe("What it builds, for the dashboard"),
  scope: z
    .array(z.string())
    .describe("Globs only this Worker may write, relative to the repository root"),
  spec: z.string().describe("Its whole task: behaviour, interfaces, files, edge cases"),
  qa: z.array(z.string()).describe("Commands that must exit 0 in its worktree"),
  depends_on: z
    .array(z.string())
    .optional()
    .describe("Workers whose result must be there before it starts"),
  may_change_nothing: z
    .boolean()
    .optional()
    .describe("True only for a check or audit that may rightly end without a change"),
});
export type WorkerSpec = z.infer<typeof WorkerSpec>;

export const Plan = z.object({
  title: z.string(),
  summary: z.string(),
  shared: z.array(z.string()),
  workers: z.array(WorkerSpec),
  qa: z.array(QaCommand),
  qa_strategy: z.enum(QA_STRATEGIES),
});
export type Plan = z.infer<typeof Plan>;

/** What each strategy runs: a Worker's own commands at its report; the plan's and the Workers' commands at the end. */
const RUNS: Record<QaStrategy, { report: boolean; plan: boolean; own: boolean }> = {
  "worker-unit_commander-integration": { report: true, plan: true, own: false },
  "worker-all": { report: true, plan: false, own: true },
  "commander-all": { report: false, plan: true, own: true },
  "full-e2e": { report: true, plan: true, own: true },
};

/** The commands of the final QA, in order, without duplicates. */
export function finalQa(plan: Plan): QaCommand[] {
  const runs = RUNS[plan.qa_strategy];
  const own = plan.workers.flatMap((worker) =>
    worker.qa.map((command) => ({ name: worker.name, command })),
  );
  const all = [...(runs.plan ? plan.qa : []), ...(runs.own ? own : [])];
  const seen = new Set<string>();
  return all.filter(({ command }) => !seen.has(command) && seen.add(command));
}

/** The commands that must end with 0 before a Worker's report is accepted. */
export function reportQa(plan: Pick<Plan, "qa_strategy">, worker: WorkerSpec): readonly string[] {
  return RUNS[plan.qa_strategy].report ? worker.qa : [];
}

/** What this plan lacks for its strategy: commands of its own, or the names of Workers without commands. */
export function qaLack(plan: Plan): { plan: boolean; workers: string[] } {
  const runs = RUNS[plan.qa_strategy];
  const without = plan.workers.filter(({ qa }) => qa.length === 0).map(({ name }) => name);
  return { plan: runs.plan && plan.qa.length === 0, workers: runs.report ? without : [] };
}

/** Orders Workers so that every dependency comes first; otherwise keeps the plan's order. */
export function dependencyOrder(workers: readonly WorkerSpec[]): WorkerSpec[] {
  const done = new Set<string>();
  const order: WorkerSpec[] = [];
  let rest = [...workers];
  while (rest.length > 0) {
    const ready = rest.filter((worker) =>
      (worker.depends_on ?? []).every((name) => done.has(name)),
    );
    if (ready.length === 0) return [...order, ...rest];
    for (const worker of ready) {
      done.add(worker.name);
      order.push(worker);
    }
    rest = rest.filter((worker) => !done.has(worker.name));
  }
  return order;
}

/** True if two specs ask for the same work, so that a finished result stays valid. */
export function sameSpec(a: WorkerSpec, b: WorkerSpec): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

function canonical(worker: WorkerSpec): unknown[] {
  return [
    worker.name,
    worker.feature,
    worker.scope,
    worker.spec,
    worker.qa,
    worker.depends_on ?? [],
    worker.may_change_nothing ?? false,
  ];
}
