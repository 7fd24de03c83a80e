import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { build } from "tsdown";
import { expect, onTestFinished } from "vitest";
import type { LandRequest } from "../../src/git/port.ts";
import { copyInto } from "./other-disk.ts";
import type { TempRepo } from "./temp-repo.ts";
import { processesOf } from "./traces.ts";

const PRELOAD = fileURLToPath(new URL("kill-at.mjs", import.meta.url));

export interface KilledLanding {
  /**
   * Lands, or settles a landing without a request, in a process that is killed before its n-th change of the disk or
   * git process; "all" also kills the git process under way. False if the process reached its end.
   */
  killed(n: number, what: "process" | "all", request?: LandRequest): Promise<boolean>;
  /** Runs the process to its end and lists its steps. */
  steps(request?: LandRequest): Promise<string[]>;
  /** Saves the whole repository. */
  save(): Promise<void>;
  restore(): Promise<void>;
}

/** `gitDir` if it lies elsewhere than in the work tree. */
export async function killedLanding(repo: TempRepo, gitDir?: string): Promise<KilledLanding> {
  const outDir = await mkdtemp(join(tmpdir(), "aegis-landing-"));
  onTestFinished(() => rm(outDir, { recursive: true, force: true }));
  await build({
    entry: ["test/support/landing-process.ts"],
    outDir,
    config: false,
    logLevel: "silent",
    dts: false,
    deps: { alwaysBundle: [/.*/] },
  });
  const program = join(outDir, "landing-process.mjs");
  const saved = join(outDir, "saved");
  const folders = [repo.dir, ...(gitDir === undefined ? [] : [gitDir])];
  const run = async (env: Record<string, string>, request?: LandRequest) => {
    const args = ["--import", PRELOAD, program, repo.dir];
    const { signal, exitCode, stderr } = await execa(
      "node",
      request ? [...args, JSON.stringify(request)] : args,
      { env: { ...repo.env, ...env }, extendEnv: false, reject: false, stdin: "ignore" },
    );
    // Git of a killed process ends by itself; a person restarts later than that.
    await expect.poll(() => processesOf(repo.dir), { interval: 5 }).toEqual([]);
    if (signal === "SIGKILL") return true;
    if (exitCode !== 0) throw new Error(`it failed by itself: ${stderr}`);
    return false;
  };
  return {
    killed: (n, what, request) =>
      run({ AEGIS_TEST_KILL_AT: String(n), AEGIS_TEST_KILL_GIT: what }, request),
    async steps(request) {
      const log = join(outDir, "steps");
      await rm(log, { force: true });
      await run({ AEGIS_TEST_KILL_GIT: "all", AEGIS_TEST_KILL_LOG: log }, request);
      return (await readFile(log, "utf8")).trimEnd().split("\n");
    },
    async save() {
      for (const [index, folder] of folders.entries()) await copyInto(folder, `${saved}-${index}`);
    },
    async restore() {
      for (const [index, folder] of folders.entries()) await copyInto(`${saved}-${index}`, folder);
    },
  };
}
