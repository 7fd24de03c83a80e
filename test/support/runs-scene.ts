import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { onTestFinished } from "vitest";
import { processStat } from "../../src/kit/process/process-stat.ts";
import { journalFile } from "../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../src/swarm/adapters/system-clock.ts";
import type { RunRecord } from "../../src/swarm/core/run/events.ts";
import { ROOT } from "./setup-scene.ts";
import { type TempRepo, tempRepo } from "./temp-repo.ts";

const BIN = join(ROOT, "bin/oh-my-qwencoder.js");

/** Output of a command that has ended. */
export interface Ended {
  code: number | undefined;
  out: string;
  error: string;
}

/** The built command, as a user without a terminal runs it. */
export async function cli(
  repo: Pick<TempRepo, "dir" | "env">,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await started(repo, args, env);
  return { code: exitCode, out: stdout, error: stderr };
}

/** The built command while it runs; killed when the test ends. */
export function started(
  { dir, env }: Pick<TempRepo, "dir" | "env">,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const running = execa(process.execPath, [BIN, ...args], {
    cwd: dir,
    env: { ...env, ...more },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  onTestFinished(() => void running.kill("SIGKILL"));
  return running as typeof running & ResultPromise;
}

export interface RunsScene extends TempRepo {
  /** Writes a journal as the plugin does; later ids are newer runs. */
  save(id: string, records: readonly RunRecord[]): Promise<void>;
  /** Makes a living process the driver of the project; returns its id. */
  drivenByOther(): Promise<number>;
}

export async function runsScene(): Promise<RunsScene> {
  const repo = await tempRepo({ files: { "README.md": "# demo\n" } });
  return {
    ...repo,
    async save(id, records) {
      const journal = journalFile(join(repo.dir, ".aegis/runs"), systemClock);
      for (const record of records) await journal.append(id, record);
    },
    async drivenByOther() {
      const holder = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
      onTestFinished(() => void holder.kill("SIGKILL"));
      const pid = holder.pid ?? 0;
      await repo.write(".aegis/lease.json", await leaseOf(pid));
      return pid;
    },
  };
}

/** The lease of a process, as the plugin writes it. */
export async function leaseOf(pid: number): Promise<string> {
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  return JSON.stringify({ pid, started: processStat(pid)?.started ?? "", boot });
}
