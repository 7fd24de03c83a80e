import { z } from "zod";

/** Which agents run which QA. The Commander chooses a strategy with the user in DESIGN. */
export const QA_STRATEGIES = [
  "worker-unit_commander-integration",
  "worker-all",
  "commander-all",
  "full-e2e",
] as const;

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

/** The commands of the final QA, in order, without duplicates. */
export function finalQa(plan: Plan): QaCommand[] {
  const own = plan.workers.flatMap((worker) =>
    worker.qa.map((command) => ({ name: worker.name, command })),
  );
  const all =
    plan.qa_strategy === "worker-all" || plan.qa_strategy === "full-e2e"
      ? [...plan.qa, ...own]
      : plan.qa;
  const seen = new Set<string>();
  return all.filter(({ command }) => !seen.has(command) && seen.add(command));
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
