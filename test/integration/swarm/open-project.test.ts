import { AsyncLocalStorage } from "node:async_hooks";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { bootId, processStat } from "../../../src/kit/process/process-stat.ts";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import type { HostClient } from "../../../src/swarm/adapters/opencode-host.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";
import { buildProject } from "../../../src/swarm/compose/build-project.ts";
import { resolveConfig } from "../../../src/swarm/config.ts";
import type { Project } from "../../../src/swarm/opencode/project.ts";
import { RUN_IN } from "../../support/run-samples.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

async function open(repo: TempRepo): Promise<Project> {
  return buildProject({
    facts: await createGit({ env: repo.env }).inspect(repo.dir),
    config: resolveConfig([]),
    client: { app: { log: async () => ({}) } } as unknown as HostClient,
    files: {
      root,
      shell: join(root, "templates/shell/bash"),
      hooks: join(root, "templates/git-hooks"),
    },
    env: repo.env,
    argv: [],
    controlPlane: {
      listens: () => false,
      port: () => undefined,
      access: async () => ({ listens: false }),
    },
    injected: () => "{}",
    server: () => undefined,
    readFigures: () => undefined,
  });
}

test("an opened project has its folder at once, empty and out of sight, and a repository of its own", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const project = await open(repo);
  onTestFinished(() => project.supervisor.stop());
  expect(await readdir(join(repo.dir, ".aegis"))).toEqual([]);
  expect(await repo.read(".git/info/exclude")).toMatch(/^\/\.aegis\/$/m);
  await repo.write(".aegis/x", "");
  expect(await repo.status()).toEqual([]);
  const other = await tempRepo({ files: { a: "1\n" } });
  const foreign = project.swarm.git.snapshot(other.dir);
  await expect(foreign).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
});

test("a run that another process has is not watched: no clock of ours fails its Workers", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const journal = journalFile(join(repo.dir, ".aegis/runs"), systemClock);
  const { records, state } = RUN_IN.MONITORING();
  for (const record of records) await journal.append(state.runId ?? "", record);
  // The process that started this one: alive, and another.
  const started = processStat(process.ppid)?.started;
  const holder = { pid: process.ppid, started, boot: bootId() };
  await repo.write(".aegis/lease.json", JSON.stringify(holder));
  const timers = timersOf();
  const opened = timers.during(() => open(repo));
  await expect(opened).rejects.toMatchObject({ code: "PROJECT_IN_USE" });
  // A program that was asked meanwhile may still hold the timer of its own limit; a clock of ours would stay.
  await expect.poll(timers.pending).toBe(0);
  // The count sees a clock: an open project has two, one for its Workers and one for `abort`.
  const free = await tempRepo({ files: { a: "1\n" } });
  const { supervisor } = await timers.during(() => open(free));
  expect(timers.pending()).toBe(2);
  supervisor.stop();
});

/** Counts the timers that a piece of work leaves behind; projects of earlier test files in this process keep theirs. */
function timersOf(): { during: <T>(work: () => Promise<T>) => Promise<T>; pending: () => number } {
  const inWork = new AsyncLocalStorage<true>();
  const waiting = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((
    run: (...args: unknown[]) => void,
    ms?: number,
    ...args: unknown[]
  ) => {
    const timer = set(() => {
      waiting.delete(timer);
      run(...args);
    }, ms);
    if (inWork.getStore()) waiting.add(timer);
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    waiting.delete(timer);
    clear(timer);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return { during: (work) => inWork.run(true, work), pending: () => waiting.size };
}
