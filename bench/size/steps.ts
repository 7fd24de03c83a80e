import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createGit } from "../../src/git/create-git.ts";
import type { HostClient } from "../../src/swarm/adapters/opencode-host.ts";
import { acceptReport } from "../../src/swarm/app/evidence.ts";
import { runFinalQa } from "../../src/swarm/app/final-qa.ts";
import { freezeFoundation } from "../../src/swarm/app/foundation.ts";
import { checkConflicts, integrate } from "../../src/swarm/app/integration.ts";
import { putLinkedWorktree, worktreeOf } from "../../src/swarm/app/swarm.ts";
import { buildProject } from "../../src/swarm/compose/build-project.ts";
import { resolveConfig } from "../../src/swarm/config.ts";
import { ticksOfAll, ticksPerSecond } from "../process-use.ts";
import { pathOf, type SizedRepository } from "./repository.ts";
import type { SizeScene } from "./scene.ts";

/** Takes the time of one step. */
export type Note = (step: string, time: StepTime) => void;

export interface StepTime {
  /** Milliseconds that passed. */
  readonly passed: number;
  /** Milliseconds of processor time, of ours and of git; undefined if the system does not show it. */
  readonly busy: number | undefined;
}

export async function timed<T>(note: Note, step: string, work: () => Promise<T>): Promise<T> {
  const before = ticksOfAll();
  const began = performance.now();
  const value = await work();
  const passed = performance.now() - began;
  const after = ticksOfAll();
  const busy =
    before === undefined || after === undefined
      ? undefined
      : (1000 * (after - before)) / ticksPerSecond();
  note(step, { passed, busy });
  return value;
}

/** Opens the project as the plugin does, without a host. */
export async function opening(
  root: string,
  { top, env }: SizedRepository,
  note: Note,
): Promise<void> {
  const project = await timed(note, "open", async () =>
    buildProject({
      facts: await createGit({ env }).inspect(top),
      config: resolveConfig([]),
      client: { app: { log: async () => ({}) } } as unknown as HostClient,
      files: {
        root,
        shell: join(root, "templates/shell/bash"),
        hooks: join(root, "templates/git-hooks"),
      },
      env,
      argv: [],
      controlPlane: {
        listens: () => false,
        port: () => undefined,
        access: async () => ({ listens: false }),
      },
      injected: () => "{}",
      server: () => undefined,
      readFigures: () => undefined,
    }),
  );
  project.supervisor.stop();
}

/** One write of the Commander in FOUNDATION: what is done before it and after it. */
export async function foundationWrite(scene: SizeScene, n: number, note: Note): Promise<void> {
  const { swarm } = scene;
  const path = `shared/types-${n}.ts`;
  const call = { sessionID: "ses_bench", callID: `call_${n}` };
  await timed(note, "foundation", async () => {
    const denial = await swarm.foundationWrites.begin(call, [path]);
    if (denial) throw new Error(denial.why.en);
    await write(swarm.top, path, `export type T${n} = ${n};\n`);
    await swarm.foundationWrites.end(call);
  });
}

export async function freeze({ swarm }: SizeScene, note: Note): Promise<void> {
  const denial = await timed(note, "freeze", () => freezeFoundation(swarm, "Use the types."));
  if (denial) throw new Error(denial.why.en);
}

/** Makes the worktree of a Worker. Returns its folder. */
export async function dispatch(scene: SizeScene, name: string, note: Note): Promise<string> {
  const { swarm } = scene;
  const base = swarm.run.state.foundation?.snapshot ?? "HEAD";
  const directory = worktreeOf(swarm, name);
  await scene.submit(
    { type: "WORKERS_DISPATCHED", names: [name] },
    { type: "WORKER_STARTING", worker: name, attempt: 1, directory, base },
  );
  await timed(note, "dispatch", () => putLinkedWorktree(swarm, directory, base));
  await scene.submit({ type: "WORKER_STARTED", worker: name, sessionID: `ses_${name}` });
  return directory;
}

export async function report({ swarm }: SizeScene, name: string, note: Note): Promise<void> {
  const words = { summary: "Done.", changes: [], checks: [] };
  const denial = await timed(note, "report", () => acceptReport(swarm, name, words));
  if (denial) throw new Error(denial.why.en);
}

export async function conflicts({ swarm }: SizeScene, note: Note): Promise<void> {
  const { denial } = await timed(note, "conflicts", () => checkConflicts(swarm));
  if (denial) throw new Error(denial.why.en);
}

export async function qa({ swarm }: SizeScene, note: Note): Promise<void> {
  const merged = await timed(note, "integrate", () => integrate(swarm));
  if ("denial" in merged) throw new Error(merged.denial.why.en);
  const done = await timed(note, "qa", () => runFinalQa(swarm, {}));
  if ("denial" in done || !done.outcome.passed) throw new Error("the final QA did not pass");
}

/** The work tree as a tree, in a Worker's worktree; after one change. */
export async function snapshot(
  { swarm }: SizeScene,
  directory: string,
  n: number,
  note: Note,
): Promise<void> {
  await write(directory, `work/part-1/snapshot-${n}.ts`, `${n}\n`);
  await timed(note, "snapshot", () => swarm.git.snapshot(directory));
}

/** Lands a commit that changes `count` files of the checkout. */
export async function landing(
  { swarm }: SizeScene,
  directory: string,
  { n, count }: { n: number; count: number },
  note: Note,
): Promise<void> {
  const { git, top } = swarm;
  const head = await git.resolve(top, "HEAD");
  await git.resetWorktree(directory, head);
  for (let index = 0; index < count; index += 1)
    await write(directory, pathOf(index * 7), `export const landed = ${n * 1000 + index};\n`);
  const { tree } = await git.snapshot(directory);
  const commit = await git.commitTree(top, { tree, parents: [head], message: `Land ${n}` });
  const landed = await timed(note, `land-${count}`, () =>
    git.land({ top, branch: "main", expectedHead: head, commit, base: head }),
  );
  if (landed.outcome !== "landed") throw new Error(`landing: ${landed.outcome}`);
}

export async function write(top: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(top, path)), { recursive: true });
  await writeFile(join(top, path), text);
}
