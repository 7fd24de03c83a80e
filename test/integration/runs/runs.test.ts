import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { widthOf } from "../../../src/kit/width.ts";
import type { RunReport } from "../../../src/runs/core/run-report.ts";
import type { EventOf } from "../../../src/swarm/core/run/events.ts";
import { appScene } from "../../support/app-scene.ts";
import { dispatched, emptyRun, planOf, QA_OK, settled, worker } from "../../support/run-builder.ts";
import { cli, runsScene } from "../../support/runs-scene.ts";

const ABORT: EventOf<"RUN_ABORTED"> = { type: "RUN_ABORTED", quote: "stop", kept: [] };
const run = (day: number) => `2026010${day}T000000000-abcde${day}`;

test("runs are listed, the newest first, each with its end", async () => {
  const scene = await runsScene();
  expect((await cli(scene, ["runs"])).out).toBe("No run was started here.");
  await scene.save(run(1), settled("a", "b").check().integrate().pass().commit().records);
  await scene.save(run(2), dispatched("a", "b").start("a", "b").complete("a").add(ABORT).records);
  await scene.save(run(3), emptyRun().add(ABORT).records);
  await scene.save(run(4), dispatched("a").records);
  const damaged = join(scene.dir, `.aegis/runs/${run(4)}.jsonl`);
  await scene.save(run(5), dispatched("a").records);
  await writeFile(damaged, (await readFile(damaged, "utf8")).replace("Board", "Bored"));
  const { code, out } = await cli(scene, ["runs"]);
  expect(code).toBe(0);
  expect(out.split("\n").filter((line) => widthOf(line) > 80)).toEqual([]);
  const rows = out.split("\n").slice(1);
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    [run(5), "MONITORING", "0/1", "–", "Board"],
    [run(4), "unreadable", "–", "–", "(no plan yet)"],
    [run(3), "aborted", "–", "–", "(no plan yet)"],
    [run(2), "aborted", "1/2", "–", "Board"],
    [run(1), "committed", "2/2", "636f6d6d69", "Board"],
  ]);
  const json = JSON.parse((await cli(scene, ["runs", "list", "--json"])).out) as {
    v: number;
    runs: object[];
  };
  expect(json.v).toBe(1);
  expect(json.runs[4]).toMatchObject({ id: run(1), outcome: "committed", workersDone: 2 });
});

test("a run shows its plan, its Workers, and what failed or was refused", async () => {
  const scene = await runsScene();
  const told = dispatched("a", "b")
    .start("a", "b")
    .add(
      { type: "CALL_REFUSED", who: "b", tool: "write", code: "OUT_OF_SCOPE", detail: "src/x.ts" },
      { type: "REPORT_REFUSED", worker: "b", code: "EMPTY_DIFF", why: "nothing changed" },
    )
    .complete("a")
    .fail("b")
    .add({ type: "WORKER_RETRIED", worker: "b", instructions: "Again." })
    .start("b")
    .complete("b")
    .check()
    .integrate();
  const tree = told.state.integration?.tree ?? "";
  const results = [{ ...QA_OK, exitCode: 1 }];
  told.add({ type: "QA_FAILED", tree, results, why: "Tests ended with 1", suspects: [] }, ABORT);
  await scene.save(run(1), told.records);
  const { code, out } = await cli(scene, ["runs", "show", run(1)]);
  expect(code).toBe(0);
  for (const text of [
    "Board · ",
    "aborted (DONE)",
    "Tests: npm test",
    "w02 b: The b",
    "b call refused: write: OUT_OF_SCOPE src/x.ts",
    "b report refused: EMPTY_DIFF: nothing changed",
    "b failed: NO_REPORT",
    "b retry asked for: Again.",
    "final QA failed: Tests ended with 1: Tests exit 1",
    "run aborted: stop",
  ])
    expect(out).toContain(text);
  // The records name commits that were never made here.
  expect(out).toContain("its commit is no longer in git");
  const one = JSON.parse((await cli(scene, ["runs", "show", run(1), "a", "--json"])).out);
  expect((one as RunReport).history).toEqual([]);
  expect((one as RunReport).workers).toMatchObject([{ id: "w01", task: "Build a." }]);
});

test("a run is named by a beginning or end of its id that no other run has", async () => {
  const scene = await runsScene();
  for (const day of [1, 2]) await scene.save(run(day), emptyRun().records);
  expect((await cli(scene, ["runs", "show", "abcde2"])).out).toContain(run(2));
  expect((await cli(scene, ["runs", "show", "20260101"])).out).toContain(run(1));
  const several = await cli(scene, ["runs", "show", "2026"]);
  expect([several.code, several.error]).toEqual([2, expect.stringContaining("several ids")]);
  const none = await cli(scene, ["runs", "show", "nope", "--lang", "ko"]);
  expect([none.code, none.error]).toEqual([2, expect.stringContaining("실행이 없습니다")]);
  const worker = await cli(scene, ["runs", "show", "abcde2", "w09"]);
  expect([worker.code, worker.error]).toEqual([2, expect.stringContaining("has no Worker w09")]);
});

test("a Worker shows its whole task and the diff that git has of it", async () => {
  const scene = await appScene();
  const task = { spec: "First line.\nSecond line." };
  await scene.approve(planOf([worker("a", task), worker("b", { may_change_nothing: true })]));
  await scene.freeze();
  for (const name of ["a", "b"]) await scene.start(name);
  const home = scene.swarm.run.state.workers[0]?.home?.directory ?? "";
  await writeFile(join(home, "new.txt"), "새 줄\n");
  for (const name of ["a", "b"]) await scene.complete(name);
  const id = scene.swarm.run.state.runId ?? "";
  const { out } = await cli(scene.repo, ["runs", "show", id, "w01"]);
  expect(out).toContain("First line. Second line.");
  expect(out).toContain("1 file, kept in ");
  expect(out).toContain("+새 줄");
  const nothing = await cli(scene.repo, ["runs", "show", id, "b"]);
  expect(nothing.out).toContain("no change was kept");
  expect(nothing.out).not.toContain("diff --git");
});

test.each([
  ["status"],
  ["abort"],
  ["report"],
  ["runs", "list"],
  ["runs", "show"],
  ["runs", "restore"],
  ["runs", "prune"],
  ["runs", "repair"],
])("%s %s --help shows exit codes within 80 columns", async (...command) => {
  const scene = await runsScene();
  const { code, out } = await cli(scene, [...command, "--help"]);
  expect([code, out]).toEqual([0, expect.stringContaining("Exit codes: 0")]);
  if (command.at(-1) !== "list") expect(out).toMatch(/Examples?:\n {2}\$ oh-my-qwencoder/);
  expect(out.split("\n").filter((line) => widthOf(line) > 80)).toEqual([]);
});
