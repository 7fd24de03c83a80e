import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SizedRepository, sizedRepository } from "./repository.ts";
import { sizeScene, WORKERS } from "./scene.ts";
import { shellCalls } from "./shell.ts";
import {
  conflicts,
  dispatch,
  foundationWrite,
  freeze,
  landing,
  type Note,
  opening,
  qa,
  report,
  type StepTime,
  snapshot,
  write,
} from "./steps.ts";

/** The times of each step, and what the process needed. */
export interface OneSize {
  readonly files: number;
  readonly steps: Record<string, StepTime[]>;
  /** Highest resident memory of this process, in MB; git's own processes are not counted. */
  readonly peak: number;
}

/** Measures every step in a repository of `files` files; its own process, so that the memory is its own. */
export async function oneSize(root: string, files: number, repetitions: number): Promise<OneSize> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-bench-size-")));
  const steps: Record<string, StepTime[]> = {};
  const note: Note = (step, time) => {
    steps[step] = [...(steps[step] ?? []), time];
  };
  try {
    const repository = await sizedRepository(folder, files);
    for (let n = 0; n < repetitions; n += 1) await opening(root, repository, note);
    await run(root, repository, repetitions, note);
    return { files, steps, peak: process.resourceUsage().maxRSS / 1024 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  root: string,
  repository: SizedRepository,
  repetitions: number,
  note: Note,
): Promise<void> {
  const scene = await sizeScene(root, repository);
  for (let n = 0; n < repetitions; n += 1) await foundationWrite(scene, n, note);
  await freeze(scene, note);
  const homes: string[] = [];
  for (const name of WORKERS) homes.push(await dispatch(scene, name, note));
  const home = homes[0] ?? "";
  for (const mode of ["auto", "off"] as const)
    await shellCalls(scene, home, { mode, repetitions }, note);
  for (let n = 0; n < repetitions; n += 1) await snapshot(scene, home, n, note);
  for (const [at, name] of WORKERS.entries()) {
    await write(homes[at] ?? "", `work/${name}/done.ts`, "export const done = true;\n");
    await report(scene, name, note);
  }
  for (let n = 0; n < repetitions; n += 1) await conflicts(scene, note);
  await qa(scene, note);
  for (const count of [1, 100])
    for (let n = 0; n < repetitions; n += 1)
      await landing(scene, home, { n: n + count, count }, note);
}
