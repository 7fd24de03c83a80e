import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RUNS, WORKTREES } from "../src/kit/state-paths.ts";
import { writeLine } from "../src/swarm/adapters/journal-line.ts";
import type { Plan } from "../src/swarm/core/plan/plan.ts";
import type { RunEvent } from "../src/swarm/core/run/events.ts";

export const BENCH_RUN = "20260101T000000-bench";
const ID = "0".repeat(40);
const NAMES = Array.from({ length: 8 }, (_, index) => `part-${index + 1}`);

/** A Worker of the generated run with its session and its worktree. */
export interface RunningWorker {
  readonly name: string;
  readonly sessionID: string;
  readonly directory: string;
}

/**
 * Writes the journal of a run under `repository`: in MONITORING, with eight running Workers and `count` events. Returns
 * the Workers; their worktrees are folders that contain `src/<name>`.
 */
export async function writeJournal(
  repository: string,
  count: number,
  base = ID,
): Promise<RunningWorker[]> {
  const workers = NAMES.map((name, index) => ({
    name,
    sessionID: `ses_bench_${name}`,
    directory: join(repository, WORKTREES, `w0${index + 1}`),
  }));
  const folder = join(repository, RUNS);
  await mkdir(folder, { recursive: true });
  for (const { name, directory } of workers)
    await mkdir(join(directory, "src", name), { recursive: true });
  const events = [...opening(), ...workers.flatMap((one) => started(one, base))];
  for (let next = 0; events.length < count; next += 1) events.push(daily(next));
  let sum = "";
  const lines = events.map((event, index) => {
    const at = new Date(Date.UTC(2026, 0, 1) + index * 100).toISOString();
    const written = writeLine({ seq: index + 1, at, event }, sum);
    sum = written.sum;
    return written.line;
  });
  await writeFile(join(folder, `${BENCH_RUN}.jsonl`), lines.join(""));
  return workers;
}

function opening(): RunEvent[] {
  const plan: Plan = {
    title: "Bench",
    summary: "Eight parts.",
    shared: ["docs/**"],
    workers: NAMES.map((name) => ({
      name,
      feature: `The ${name}`,
      scope: [`src/${name}/**`, `test/${name}/*.{test,spec}.ts`],
      spec: `Write src/${name}`,
      qa: ["true"],
    })),
    qa: [{ name: "Tests", command: "true" }],
    qa_strategy: "worker-unit_commander-integration",
  };
  return [
    { type: "RUN_STARTED", runId: BENCH_RUN, sessionID: "ses_bench_commander" },
    { type: "PLAN_PROPOSED", plan, base: { head: ID, branch: "main", tree: ID } },
    {
      type: "PLAN_APPROVED",
      proposal: 2,
      approval: { by: "question", requestID: "q", answer: "Approve" },
    },
    {
      type: "FOUNDATION_FROZEN",
      note: "",
      snapshot: ID,
      commit: ID,
      head: ID,
      files: [],
      contract: {},
    },
    { type: "WORKERS_DISPATCHED", names: NAMES },
  ];
}

function started({ name, directory, sessionID }: RunningWorker, base: string): RunEvent[] {
  return [
    { type: "WORKER_STARTING", worker: name, attempt: 1, directory, base },
    { type: "WORKER_STARTED", worker: name, sessionID },
  ];
}

/** The events that fill a long run: stages and refusals by turns. */
export function daily(index: number): RunEvent {
  const worker = NAMES[index % NAMES.length] ?? "";
  switch (index % 4) {
    case 0:
      return { type: "WORKER_STAGE", worker, stage: "implementing" };
    case 1:
      return { type: "REPORT_REFUSED", worker, code: "QA_FAILED", why: "1 of 12 tests failed" };
    case 2:
      return { type: "WORKER_STAGE", worker, stage: "self-qa" };
    default:
      return {
        type: "CALL_REFUSED",
        who: worker,
        tool: "write",
        code: "OUT_OF_SCOPE",
        detail: `src/other/file-${index}.ts`,
      };
  }
}
