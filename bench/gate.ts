import { cp, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileLease } from "../src/kit/lease.ts";
import { statePaths, WORKTREES } from "../src/kit/state-paths.ts";
import { writePaths } from "../src/shell/write-paths.ts";
import { journalFile } from "../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../src/swarm/adapters/system-clock.ts";
import { openRun } from "../src/swarm/app/run.ts";
import type { Swarm } from "../src/swarm/app/swarm.ts";
import { resolveConfig } from "../src/swarm/config.ts";
import { isProtected } from "../src/swarm/core/protected.ts";
import { guardToolCalls } from "../src/swarm/opencode/guard-hook.ts";
import type { Project } from "../src/swarm/opencode/project.ts";
import { Refusal } from "../src/swarm/opencode/refusal.ts";
import { sessionViews } from "../src/swarm/opencode/session-views.ts";
import { type RunningWorker, writeJournal } from "./big-journal.ts";
import type { Row } from "./measure.ts";
import { newRepository } from "./side.ts";

const EVENTS = 10_000;
const CALLS = 400;
const REFUSALS = 200;
const LOADS = 5;
const APPENDS = 200;
const WARM_UP = 40;

/**
 * Measures the time that the gate adds to a tool call in a run with a journal of 10,000 events. It calls the plugin's
 * guard in this process in the same way as OpenCode. Run it with OpenCode's own Bun.
 */
export async function gateCost(): Promise<Row[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-bench-gate-")));
  try {
    const repository = await newRepository(join(folder, "project"));
    const workers = await writeJournal(repository, EVENTS);
    for (const { name, directory } of workers)
      await writeFile(join(directory, "src", name, "there.ts"), "");
    const runs = join(folder, "runs");
    await cp(statePaths(repository).runs, runs, { recursive: true });
    return [...(await gate(repository, workers)), ...(await journal(runs))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function gate(repository: string, workers: readonly RunningWorker[]): Promise<Row[]> {
  const project = await projectOf(repository);
  const measure = (tool: string, args: (worker: RunningWorker, n: number) => object) =>
    times(CALLS, async (n) => {
      const worker = workers[n % workers.length] as RunningWorker;
      const before = guardToolCalls(project, worker.directory);
      const call = { tool, sessionID: worker.sessionID, callID: `call_${tool}_${n}` };
      await before(call, { args: args(worker, n) });
    });
  const write = await measure("write", ({ name }, n) => ({
    filePath: `src/${name}/deep/file-${n}.ts`,
    content: "x",
  }));
  const edit = await measure("edit", ({ name, directory }, n) => ({
    filePath: join(directory, "src", name, "there.ts"),
    oldString: `${n}`,
    newString: "x",
  }));
  const read = await measure("read", (_worker, n) => ({ filePath: `src/file-${n}.ts` }));
  const refused = await times(REFUSALS, async (n) => {
    const { sessionID, directory } = workers[n % workers.length] as RunningWorker;
    const call = { tool: "write", sessionID, callID: `call_refused_${n}` };
    const args = { filePath: `src/elsewhere/file-${n}.ts`, content: "x" };
    await guardToolCalls(project, directory)(call, { args }).then(passed, isRefusal);
  });
  return [
    row("gate.write", "gate: a write or edit, allowed (10,000 events)", [...write, ...edit], 1),
    row("gate.read", "gate: a read", read, 1),
    row("gate.refused", "gate: a write, refused and noted on disk", refused),
  ];
}

/** The parts of a project that judge calls; opening a real project would first recover the interrupted run. */
async function projectOf(repository: string): Promise<Project> {
  const journal = journalFile(statePaths(repository).runs, systemClock);
  const lease = fileLease(statePaths(repository).lease);
  const run = await openRun({ journal, lease, clock: systemClock, perform() {} });
  const parts: Partial<Project> = {
    swarm: { top: repository, run, config: resolveConfig([]) } as unknown as Swarm,
    paths: writePaths({ top: repository, worktrees: join(repository, WORKTREES), isProtected }),
    sessions: sessionViews(),
    lease,
  };
  return parts as Project;
}

function passed(): never {
  throw new Error("the gate let a write outside the scope pass");
}

function isRefusal(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

/** Measures loading and appending on a copy of the same journal. */
async function journal(directory: string): Promise<Row[]> {
  const lease = fileLease(join(directory, "lease.json"));
  const open = () =>
    openRun({
      journal: journalFile(directory, systemClock),
      lease,
      clock: systemClock,
      perform() {},
    });
  const loads = await times(LOADS, open);
  const run = await open();
  const appends = await times(APPENDS, async (n) => {
    const detail = `src/other/file-${n}.ts`;
    await run.submit({
      type: "CALL_REFUSED",
      who: "part-1",
      tool: "write",
      code: "OUT_OF_SCOPE",
      detail,
    });
  });
  return [
    row("journal.load", "journal: load 10,000 events", loads),
    row("journal.append", "journal: one event judged, on disk and folded", appends),
  ];
}

/** Milliseconds of each of `count` calls, after a warm-up of a tenth as many calls. */
async function times(count: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  const warmUp = Math.min(WARM_UP, Math.ceil(count / 10));
  for (let n = 0; n < count + warmUp; n += 1) {
    const began = performance.now();
    await work(n);
    if (n >= warmUp) samples.push(performance.now() - began);
  }
  return samples;
}

function row(id: string, what: string, ours: number[], most?: number): Row {
  return { id, what, unit: "ms", ours, ...(most !== undefined && { target: { most } }) };
}
