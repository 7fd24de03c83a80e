import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EventOf } from "../../../src/swarm/core/run/events.ts";
import { dispatched, emptyRun, settled } from "../../support/run-builder.ts";
import { cli, type RunsScene, runsScene } from "../../support/runs-scene.ts";
import { ROOT } from "../../support/setup-scene.ts";
import { Terminal } from "../../support/terminal.ts";

const ABORT: EventOf<"RUN_ABORTED"> = { type: "RUN_ABORTED", quote: "stop", kept: [] };
const run = (day: number) => `2026010${day}T000000000-abcde${day}`;

/** 1 aborted, 2 committed, 3 damaged, 4 aborted in this minute, 5 open; each with a ref, 1 and 4 with a patch. */
async function withRuns(): Promise<RunsScene> {
  const scene = await runsScene();
  await scene.save(run(1), dispatched("a").add(ABORT).records);
  await scene.save(run(2), settled("a").check().integrate().pass().commit().records);
  await scene.save(run(3), dispatched("a").add(ABORT).records);
  const damaged = join(scene.dir, `.aegis/runs/${run(3)}.jsonl`);
  await writeFile(damaged, (await readFile(damaged, "utf8")).replace("Board", "Bored"));
  const late = emptyRun()
    .add(ABORT)
    .records.map((record) => ({ ...record, at: new Date().toISOString() }));
  await scene.save(run(4), late);
  await scene.save(run(5), dispatched("a").records);
  for (const day of [1, 2, 3, 4, 5])
    await scene.git("update-ref", `refs/aegis/${run(day)}/w01`, "HEAD");
  for (const day of [1, 4]) await scene.write(`.aegis/runs/${run(day)}/w01.patch`, "patch");
  return scene;
}

async function left(
  scene: RunsScene,
): Promise<{ journals: string[]; refs: string[]; folders: string[] }> {
  const names = await readdir(join(scene.dir, ".aegis/runs"));
  const days = (all: string[]) => all.map((name) => name.match(/abcde(\d)/)?.[1] ?? name).sort();
  const refs = await scene.git("for-each-ref", "--format=%(refname)", "refs/aegis");
  return {
    journals: days(names.filter((name) => name.endsWith(".jsonl"))),
    folders: days(names.filter((name) => !name.includes("."))),
    refs: days(refs.split("\n")),
  };
}

test("all runs that are over go; an open one and an unreadable one stay", async () => {
  const scene = await withRuns();
  const { code, out } = await cli(scene, ["runs", "prune", "--all-finished", "--yes"]);
  expect(code).toBe(0);
  expect(out).toContain("Removed: 3 runs.");
  expect(await left(scene)).toEqual({ journals: ["3", "5"], folders: [], refs: ["3", "5"] });
});

test("it says first what goes, and which work exists nowhere else", async () => {
  const scene = await withRuns();
  const before = await left(scene);
  const { code, out } = await cli(scene, ["runs", "prune", "--all-finished", "--dry-run"]);
  expect(code).toBe(0);
  expect(out).toContain(`${run(1)} (aborted): journal, 1 refs, 1 files`);
  expect(out).toContain(`refs/aegis/${run(1)}/w01`);
  expect(out).toContain(`.aegis/runs/${run(1)}/w01.patch`);
  // The work of a committed run is in the commit.
  expect(out).not.toContain(`refs/aegis/${run(2)}`);
  expect(await left(scene)).toEqual(before);
});

test("without a terminal and --yes nothing goes, in both forms", async () => {
  const scene = await withRuns();
  const before = await left(scene);
  for (const more of [[], ["--json"]]) {
    const { code, out, error } = await cli(scene, ["runs", "prune", run(1), ...more]);
    expect([code, `${out}${error}`]).toEqual([2, expect.stringContaining("--yes")]);
  }
  expect(await left(scene)).toEqual(before);
});

test("--older-than counts from the end of a run", async () => {
  const scene = await withRuns();
  expect((await cli(scene, ["runs", "prune", "--older-than", "1", "--yes"])).code).toBe(0);
  expect((await left(scene)).journals).toEqual(["3", "4", "5"]);
  expect((await cli(scene, ["runs", "prune", "--older-than", "0", "--yes"])).code).toBe(0);
  expect((await left(scene)).journals).toEqual(["3", "5"]);
});

test.each([
  ["an open run", [run(5)], "is open"],
  ["a damaged one", [run(3)], "oh-my-qwencoder runs repair"],
  ["no choice", [], "--all-finished"],
  ["two choices", [run(1), "--all-finished"], "Name one run"],
  ["a number that is none", ["--older-than", "x"], "--older-than"],
])("%s is refused", async (_name, args, says) => {
  const scene = await withRuns();
  const before = await left(scene);
  const { code, error } = await cli(scene, ["runs", "prune", "--yes", ...args]);
  expect([code, error]).toEqual([2, expect.stringContaining(says)]);
  expect(await left(scene)).toEqual(before);
});

test("of the newest run the journal stays, which the next run reads", async () => {
  const scene = await runsScene();
  await scene.save(run(1), dispatched("a").add(ABORT).records);
  await scene.git("update-ref", `refs/aegis/${run(1)}/w01`, "HEAD");
  const { out } = await cli(scene, ["runs", "prune", run(1), "--yes"]);
  expect(out).toContain("The journal of the newest run stays");
  const refs = await scene.git("for-each-ref", "refs/aegis");
  expect([refs, (await left(scene)).journals]).toEqual(["", ["1"]]);
  const again = await cli(scene, ["runs", "prune", "--all-finished", "--yes", "--json"]);
  expect(JSON.parse(again.out)).toMatchObject({ v: 1, ok: true, removed: false, runs: [] });
});

test("in a terminal it asks; Enter means no", async ({ skip }) => {
  if (!(await Terminal.possible())) skip("tmux is not installed");
  const scene = await withRuns();
  const line = `"${process.execPath}" "${join(ROOT, "bin/oh-my-qwencoder.js")}" runs prune ${run(1)}`;
  const script = join(scene.dir, "../prune.sh");
  await writeFile(script, `#!/bin/sh\n${line}\necho "first $?"\n${line}\necho "second $?"\ncat\n`);
  await chmod(script, 0o755);
  const terminal = await Terminal.start({
    name: "runs-prune",
    command: script,
    cwd: scene.dir,
    env: { ...scene.env, TERM: "xterm-256color" },
  });
  onTestFinished(() => terminal.close());
  await terminal.shows(/Delete this for good\?/);
  await terminal.press("Enter");
  await terminal.shows(/Nothing was removed\.\s+first 0[\s\S]*Delete this for good\?/);
  expect((await left(scene)).journals).toContain("1");
  await terminal.press("y");
  await terminal.shows(/Removed: 1 run\.\s+second 0/);
  expect((await left(scene)).journals).toEqual(["2", "3", "4", "5"]);
});

test("the figures beside a journal go with it", async () => {
  const scene = await runsScene();
  const over = emptyRun().add({ type: "RUN_ABORTED", quote: "stop", kept: [] }).records;
  for (const day of [1, 2]) await scene.save(run(day), over);
  for (const day of [1, 2]) await scene.write(`.aegis/runs/${run(day)}.usage.jsonl`, "");
  expect((await cli(scene, ["runs", "prune", run(1), "--yes"])).code).toBe(0);
  expect((await readdir(join(scene.dir, ".aegis/runs"))).sort()).toEqual([
    `${run(2)}.jsonl`,
    `${run(2)}.usage.jsonl`,
  ]);
});
