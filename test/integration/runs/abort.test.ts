import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileLease } from "../../../src/kit/lease.ts";
import { viewNewestRun } from "../../../src/swarm/adapters/journal-reader.ts";
import { endRun } from "../../../src/swarm/app/abort.ts";
import { cleanUp } from "../../../src/swarm/app/cleanup.ts";
import { replay } from "../../../src/swarm/core/run/evolve.ts";
import type { RunState } from "../../../src/swarm/core/run/state.ts";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { planOf, settled } from "../../support/run-builder.ts";
import { cli, leaseOf, runsScene, started } from "../../support/runs-scene.ts";
import { until } from "../../support/scene.ts";

/** a has completed, b is at work with a half-written file, c waits. */
async function atWork(): Promise<AppScene> {
  const scene = await appScene();
  await scene.approve(planOf(["a", "b", "c"]));
  await scene.foundFile("src/shared/types.ts", "2\n");
  await scene.freeze();
  for (const name of ["a", "b"]) {
    const home = await scene.start(name);
    await home.write(`src/${name}/new.txt`, `${name}\n`);
  }
  await scene.complete("a");
  return scene;
}

const stateOf = async (top: string): Promise<RunState> =>
  replay((await viewNewestRun(top)).records);

const requests = async ({ dir }: AppScene["repo"]): Promise<string[]> =>
  (await readdir(join(dir, ".aegis"))).filter((name) => name.startsWith("abort-"));

/** What is left of the run outside its journal. */
async function leftOf({ repo }: AppScene): Promise<object> {
  const { dir } = repo;
  const { runId = "", aborted } = await stateOf(dir);
  const patches = (aborted?.kept ?? []).map((path) => readFile(join(dir, path), "utf8"));
  const anonymous = (text: string) => text.replaceAll(runId, "RUN");
  return {
    kept: aborted?.kept.map(anonymous),
    patches: await Promise.all(patches),
    refs: anonymous(await repo.git("for-each-ref", "--format=%(refname) %(tree)", "refs/aegis")),
    worktrees: (await repo.git("worktree", "list")).split("\n").length,
    status: await repo.status(),
    lease: await repo.exists(".aegis/lease.json"),
    folder: await repo.exists(".aegis/worktrees"),
  };
}

test("without OpenCode the run ends as by the tool: diffs kept, worktrees gone, files stay", async () => {
  const byCommand = await atWork();
  const before = await byCommand.repo.git("rev-parse", "HEAD");
  const { code, out, error } = await cli(byCommand.repo, ["abort"]);
  expect([code, error]).toEqual([0, ""]);
  const state = await stateOf(byCommand.repo.dir);
  expect(state.aborted?.quote).toBe("(oh-my-qwencoder abort)");
  expect(out).toContain(`The run ${state.runId} is aborted.`);
  for (const path of state.aborted?.kept ?? []) expect(out).toContain(path);

  const byTool = await atWork();
  byTool.swarm.host = { abort: async () => {}, release: async () => {} } as never;
  expect(await endRun(byTool.swarm, "stop")).not.toHaveProperty("denial");
  await cleanUp(byTool.swarm);
  expect(await leftOf(byCommand)).toEqual(await leftOf(byTool));
  expect(await leftOf(byCommand)).toMatchObject({
    patches: [expect.stringContaining("+a"), expect.stringContaining("+b")],
    worktrees: 1,
    status: [" M src/shared/types.ts"],
    lease: false,
  });
  expect(await byCommand.repo.git("rev-parse", "HEAD")).toBe(before);
});

test("a second abort finds nothing to do", async () => {
  const scene = await atWork();
  const first = await cli(scene.repo, ["abort", "--json"]);
  expect(JSON.parse(first.out)).toMatchObject({
    v: 1,
    ok: true,
    outcome: "aborted",
    leftOver: null,
  });
  const journal = (await stateOf(scene.repo.dir)).seq;
  const again = await cli(scene.repo, ["abort"]);
  expect(again).toEqual({ code: 0, out: "Nothing to do: no run is open.", error: "" });
  expect((await stateOf(scene.repo.dir)).seq).toBe(journal);
});

test("--dry-run changes nothing; a run that is not there is refused", async () => {
  const scene = await atWork();
  const { seq } = await stateOf(scene.repo.dir);
  expect((await cli(scene.repo, ["abort", "--dry-run"])).out).toContain("Would end the run");
  expect((await cli(scene.repo, ["abort", "nope"])).code).toBe(2);
  expect((await stateOf(scene.repo.dir)).seq).toBe(seq);
});

test("a commit that landed before its record is a commit, not an abort", async () => {
  const scene = await runsScene();
  const head = await scene.git("rev-parse", "HEAD");
  const run = settled("a").check().integrate().pass();
  const tree = run.state.integration?.tree ?? "";
  run.add({ type: "COMMIT_PREPARED", commit: head, tree, before: head, subject: "feat: x" });
  // The records name worktrees and commits that were never made here.
  await scene.save("run-1", run.records);
  const { code, out } = await cli(scene, ["abort"]);
  expect([code, out]).toEqual([1, expect.stringContaining(head)]);
  expect((await stateOf(scene.dir)).committed?.commit).toBe(head);
});

test("a damaged journal is not guessed", async () => {
  const scene = await atWork();
  const { runId } = await stateOf(scene.repo.dir);
  const file = join(scene.repo.dir, `.aegis/runs/${runId}.jsonl`);
  const spoilt = (await readFile(file, "utf8")).replace("Board", "Bored");
  await writeFile(file, spoilt);
  const { code, error } = await cli(scene.repo, ["abort", "--lang", "ko"]);
  expect(code).toBe(2);
  expect(error).toContain("다음부터 읽을 수 없습니다");
  expect(error).toContain("oh-my-qwencoder runs repair");
  expect(await readFile(file, "utf8")).toBe(spoilt);
});

test("a driver that does not answer is not overruled: the request is withdrawn and said so", async () => {
  const scene = await atWork();
  await scene.repo.write(".aegis/lease.json", await leaseOf(process.pid));
  const { seq } = await stateOf(scene.repo.dir);
  const { code, error } = await cli(scene.repo, ["abort", "--wait", "0"]);
  expect(code).toBe(2);
  expect(error).toContain(`process ${process.pid}) has not answered; the request was withdrawn`);
  expect((await stateOf(scene.repo.dir)).seq).toBe(seq);
  expect(await requests(scene.repo)).toEqual([]);
});

test("a driver that ends while it is asked leaves the run to the command", async () => {
  const scene = await atWork();
  const lease = join(scene.repo.dir, ".aegis/lease.json");
  expect(fileLease(lease).claim()).toBe("taken");
  onTestFinished(() => fileLease(lease).release());
  const asking = started(scene.repo, ["abort"]);
  await until(async () => (await requests(scene.repo)).length > 0);
  await rm(lease);
  const { exitCode } = await asking;
  expect(exitCode).toBe(0);
  expect((await stateOf(scene.repo.dir)).aborted?.kept).toHaveLength(2);
  expect(await requests(scene.repo)).toEqual([]);
});
