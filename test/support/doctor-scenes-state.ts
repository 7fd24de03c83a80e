import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { journalFile } from "../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../src/swarm/adapters/system-clock.ts";
import type { Scenes, Stand } from "./doctor-stand.ts";
import { dispatched } from "./run-builder.ts";

const RUN = "20260101T000000000-abcdef";

async function openRun({ dir }: Stand): Promise<string> {
  const runs = join(dir, ".aegis/runs");
  const journal = journalFile(runs, systemClock);
  for (const { event, ...record } of dispatched("a").start("a").records) {
    const named = event.type === "RUN_STARTED" ? { ...event, runId: RUN } : event;
    await journal.append(RUN, { ...record, event: named });
  }
  return join(runs, `${RUN}.jsonl`);
}

const worktree = (stand: Stand, name: string) =>
  stand.git("worktree", "add", "-q", "--detach", `.aegis/worktrees/${name}`);

export const STATE: Scenes = {
  "state.journal": [
    {
      name: "a damaged line",
      fix: "command",
      printed: "oh-my-qwencoder runs repair",
      // The run before the damage is open again, and nobody drives it.
      async make(stand) {
        const file = await openRun(stand);
        const lines = (await readFile(file, "utf8")).split("\n");
        await writeFile(file, lines.with(1, "{").join("\n"));
      },
    },
    {
      name: "a journal of a newer version",
      fix: "person",
      printed: "use the version that wrote it, or a newer one",
      why: "there is no newer version that could read it",
    },
  ],
  "state.run": [
    {
      name: "a run that nobody drives",
      fix: "person",
      printed: "go on with it: opencode --continue; or end it: oh-my-qwencoder abort",
      make: openRun,
      act: (stand) => stand.shell("oh-my-qwencoder abort"),
    },
  ],
  "state.worktrees": [
    {
      name: "two worktrees of ended runs",
      fix: "command",
      printed: "oh-my-qwencoder doctor --fix",
      async make(stand) {
        await worktree(stand, "w01");
        await worktree(stand, "w02");
      },
    },
    {
      name: "a worktree of the open run whose folder is gone",
      fix: "command",
      printed: "git worktree prune",
      with: ["state.run"],
      async make(stand) {
        await openRun(stand);
        await worktree(stand, "w01");
        await stand.delete(".aegis/worktrees/w01");
      },
    },
  ],
  "state.processes": [
    {
      name: "a process in a worktree of an ended run",
      fix: "command",
      printed: "kill …",
      with: ["state.worktrees"],
      async make(stand) {
        await worktree(stand, "w01");
        const cwd = join(stand.dir, ".aegis/worktrees/w01");
        const left = spawn("sleep", ["3600"], { cwd });
        onTestFinished(() => void left.kill("SIGKILL"));
      },
    },
  ],
  "state.install": [
    {
      name: "an uninstall that was cut off",
      fix: "command",
      printed: "oh-my-qwencoder doctor --fix",
      installed: true,
      make: (stand) => stand.write(".aegis/install/pending.json", '{"kind":"uninstall","v":1}'),
    },
  ],
};
