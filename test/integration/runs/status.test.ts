import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { widthOf } from "../../../src/kit/width.ts";
import type { RunStatus } from "../../../src/runs/core/status.ts";
import {
  dispatched,
  emptyRun,
  oid,
  planOf,
  type RunBuilder,
  settled,
  worker,
} from "../../support/run-builder.ts";
import { cli, leaseOf, type RunsScene, runsScene } from "../../support/runs-scene.ts";

const RUN = "20260101T000000000-abcdef";
const journalOf = (scene: RunsScene) => join(scene.dir, `.aegis/runs/${RUN}.jsonl`);

async function shown(
  run: RunBuilder | undefined,
  prepare?: (scene: RunsScene) => Promise<unknown>,
) {
  const scene = await runsScene();
  if (run) await scene.save(RUN, run.records);
  await prepare?.(scene);
  const [text, json] = [await cli(scene, ["status"]), await cli(scene, ["status", "--json"])];
  return { scene, text, status: JSON.parse(json.out) as RunStatus, code: json.code };
}

test("without a run it says so", async () => {
  const { text, status } = await shown(undefined);
  expect(text.code).toBe(0);
  expect(text.out).toMatch(/^No run was started here\.\n/);
  expect(status).toMatchObject({ v: 1, command: "status", ok: true, run: null, workers: [] });
});

test("outside a repository it ends with 2, in both forms", async () => {
  const scene = await runsScene();
  const cwd = scene.env["HOME"] ?? "";
  const text = await cli(scene, ["status", "--cwd", cwd]);
  expect([text.code, text.out]).toEqual([2, ""]);
  expect(text.error).toContain("git init");
  const json = await cli(scene, ["status", "--cwd", cwd, "--json"]);
  expect(json.code).toBe(2);
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, error: { code: "NOT_A_REPOSITORY" } });
});

test("Workers with what was seen of them, and the limits that are left", async () => {
  const run = dispatched("a", "b", worker("c", { depends_on: ["b"] }))
    .start("a", "b")
    .complete("a")
    .fail("b")
    .add({ type: "CALL_REFUSED", who: "b", tool: "write", code: "OUT_OF_SCOPE", detail: "x" });
  const { status, text } = await shown(run, (scene) => scene.drivenByOther());
  expect(status.run).toMatchObject({ phase: "INTEGRATE", outcome: "open", title: "Board" });
  expect(status.workers).toMatchObject([
    { id: "w01", status: "completed", attempts: 1, retriesLeft: 2 },
    { id: "w02", status: "failed", why: "NO_REPORT: it said nothing", refusedCalls: 1 },
    { id: "w03", status: "queued", waitsFor: "b" },
  ]);
  expect(status.done).toBe(1);
  expect(text.out).toMatch(/w01 +✅ done/);
  expect(text.out).toContain("w02: NO_REPORT: it said nothing");
  expect(text.out).toContain("w03: waits for b");
});

test("a paused Worker, the server's trouble, and what the last start has found", async () => {
  const found = { interrupted: ["b"], landing: { outcome: "finished", commit: oid("x") } } as const;
  const run = dispatched("a", "b", "c")
    .start("a", "b", "c")
    .add({ type: "WORKER_PAUSED", worker: "a", why: "HTTP 503" })
    .add({ type: "RUN_RESUMED", ...found, interrupted: ["b"] });
  const { status, text } = await shown(run, (scene) => scene.drivenByOther());
  expect(status).toMatchObject({ server: { why: "HTTP 503", waiting: true }, resumed: found });
  expect(status.workers[0]).toMatchObject({ status: "paused" });
  expect(status.workers[0]).not.toHaveProperty("minutesLeft");
  expect(text.out).toContain("⏸ paused");
  expect(text.out).toContain("Model server: HTTP 503, since");
  expect(text.out).toContain("OpenCode ended while these Workers ran: b.");
  expect(text.out).toContain(`The commit ${oid("x").slice(0, 9)} was cut off`);
  run.add({ type: "WORKER_CANCELLED", worker: "a", reason: "-" });
  const later = await shown(run);
  expect(later.status.server).toMatchObject({ waiting: false });
  expect(later.text.out).toContain("no Worker waits for it now");
});

test("a commit that was cut off on its way into the files is told before a start settles it", async () => {
  const cut = (scene: RunsScene) => mkdir(join(scene.dir, ".git/aegis-landing"));
  const { status, text } = await shown(dispatched("a").start("a"), cut);
  expect(status.onResume[0]).toEqual({ what: "settle-commit" });
  expect(text.out).toContain("cut off on its way into your files");
});

test("a queued or running Worker has time left only while a living process watches it", async () => {
  const { status, scene } = await shown(dispatched("a", "b").start("a"), (it) =>
    it.drivenByOther(),
  );
  // The records are of 2026-01-01, so every limit has passed.
  expect(status.workers.map(({ minutesLeft }) => minutesLeft)).toEqual([0, 0]);
  await rm(join(scene.dir, ".aegis/lease.json"));
  const alone = JSON.parse((await cli(scene, ["status", "--json"])).out) as RunStatus;
  expect(alone.workers.map(({ minutesLeft }) => minutesLeft)).toEqual([undefined, undefined]);
  // The last record is one second after the start: nobody has seen the Worker since.
  expect(alone.workers[0]?.seconds).toBe(1);
});

test("who drives the run: a living process, one that has ended, nobody", async () => {
  const run = dispatched("a").start("a");
  const alive = await shown(run, (scene) => scene.drivenByOther());
  expect(alive.status.driver).toMatchObject({ alive: true });
  expect(alive.text.out).toContain(`process ${alive.status.driver?.pid}, which runs`);
  expect(alive.status.onResume).toEqual([{ what: "driven", pid: alive.status.driver?.pid }]);
  const dead = await shown(run, async (scene) => {
    const lease = JSON.parse(await leaseOf(process.pid)) as object;
    await scene.write(".aegis/lease.json", JSON.stringify({ ...lease, started: "1" }));
  });
  expect(dead.status.driver).toEqual({ pid: process.pid, alive: false });
  expect(dead.text.out).toContain(`none: process ${process.pid} has ended`);
  expect((await shown(run)).status.driver).toBeNull();
});

test("what a start of OpenCode would do follows the journal and HEAD", async () => {
  const cut = await shown(dispatched("a", "b").start("a"));
  expect(cut.status.onResume).toEqual([
    { what: "interrupt", workers: ["a"] },
    { what: "queued", workers: ["b"] },
    { what: "go-on", phase: "MONITORING" },
  ]);
  expect(cut.text.out).toContain("fail as interrupted, with the diff kept: a");
  expect(cut.text.out).toContain("Nobody drives this run");
  expect(cut.status.usersTurn).toEqual([{ what: "start-opencode" }]);

  const passed = () => settled("a").check().integrate().pass();
  const prepared = (commit: string) =>
    passed().add({
      type: "COMMIT_PREPARED",
      commit,
      tree: passed().state.integration?.tree ?? "",
      before: commit,
    });
  const scene = await runsScene();
  const head = await scene.git("rev-parse", "HEAD");
  await scene.save(RUN, prepared(head).records);
  const landed = JSON.parse((await cli(scene, ["status", "--json"])).out) as RunStatus;
  expect(landed.onResume).toEqual([{ what: "record-commit", commit: head }]);
  const elsewhere = await shown(prepared("1".repeat(40)));
  expect(elsewhere.status.onResume.map(({ what }) => what)).toEqual(["reset-integration", "go-on"]);
});

test("a plan waits for the user, and so does a Worker without a retry", async () => {
  const proposal = await shown(emptyRun().propose(planOf(["a", "b"])), (s) => s.drivenByOther());
  expect(proposal.status.usersTurn).toEqual([{ what: "answer-plan", workers: 2, change: false }]);
  expect(proposal.text.out).toContain("answer the plan with 2 Workers");
  const failed = dispatched("a").start("a").fail("a");
  for (const instructions of ["1", "2"])
    failed.add({ type: "WORKER_RETRIED", worker: "a", instructions }).start("a").fail("a");
  const stuck = await shown(failed, (scene) => scene.drivenByOther());
  expect(stuck.status.usersTurn).toEqual([{ what: "decide-worker", worker: "a" }]);
  expect(stuck.status.workers[0]).toMatchObject({ attempts: 1, retries: 2, retriesLeft: 0 });
});

test.each([
  ["terminal", "typed in the terminal"],
  ["command-line", "given on the command line"],
  ["server", "sent through OpenCode’s port"],
] as const)(
  "an approval by the way %s says so, in status and in the report",
  async (way, words) => {
    const run = emptyRun().propose(planOf(["a"]));
    const approval = { by: "question", requestID: "q", answer: "Approve", way } as const;
    run.add({ type: "PLAN_APPROVED", proposal: run.state.proposal?.number ?? 0, approval });
    const { scene, text, status } = await shown(run);
    expect(status.plan).toMatchObject({ approvedBy: "question", words: "Approve", way });
    const report = await cli(scene, ["runs", "show", RUN]);
    for (const { out } of [text, report])
      expect(out.replace(/\s+/g, " ")).toContain(`approved by your answer “Approve”, ${words}`);
  },
);

test("an approval in an old journal names no way", async () => {
  const { status, text } = await shown(dispatched("a"));
  expect(status.plan).not.toHaveProperty("way");
  expect(text.out).toMatch(/approved by your answer “Approve”$/m);
});

test("conflict check, QA and the commit", async () => {
  const clash = await shown(settled("a").check([{ code: "OVERLAP", text: "a and b" }]));
  expect(clash.status.conflictCheck).toEqual({ current: false, problems: ["OVERLAP: a and b"] });
  expect(clash.text.out).toContain("1 problem");
  const { status, text } = await shown(settled("a").check().integrate().pass().commit());
  expect(status).toMatchObject({
    run: { outcome: "committed", phase: "DONE" },
    conflictCheck: { current: true, problems: [] },
    qa: { passed: true, checks: [{ name: "Tests", exitCode: 0 }] },
    ...{ usersTurn: [], onResume: [] },
  });
  expect(text.out).toContain("passed on tree");
  expect(text.out).toMatch(/^Conflicts +none$/m);
  const behind = await shown(settled("a").check());
  expect(behind.text.out.replace(/\s+/g, " ")).toContain("none at an earlier HEAD");
});

test("a damaged journal ends with 1 and names the repair", async () => {
  const { text, status, code } = await shown(dispatched("a"), async (scene) => {
    const bytes = await readFile(journalOf(scene), "utf8");
    await writeFile(journalOf(scene), bytes.replace("Board", "Bored"));
  });
  expect([code, text.code, status.journal]).toEqual([1, 1, "broken"]);
  expect(text.out).toContain("oh-my-qwencoder runs repair");
});

test("no line is wider than 80 columns, has colours, or obeys the text of a model", async () => {
  const long = `${"한글 제목 ".repeat(20)}\u001b[2Jend`;
  const feature = worker("a-name-that-is-rather-long-for-a-table-of-this-width-i-think", {
    feature: long,
  });
  const run = emptyRun()
    .propose(planOf([feature], { title: long }))
    .approve()
    .freeze();
  for (const lang of ["en", "ko"]) {
    const scene = await runsScene();
    await scene.save(RUN, run.records);
    const { out } = await cli(scene, ["status", "--lang", lang]);
    expect(out).not.toContain("\u001b");
    expect(out.split("\n").filter((line) => widthOf(line) > 80)).toEqual([]);
    expect(out).toMatch(lang === "ko" ? /단계 3\/7 DISPATCH/ : /Phase 3\/7 DISPATCH/);
  }
});

test("--plain has words without pictures", async () => {
  const { scene } = await shown(dispatched("a").start("a"), (it) => it.drivenByOther());
  expect((await cli(scene, ["status"])).out).toContain("🔍 exploring");
  const { out } = await cli(scene, ["status", "--plain"]);
  expect(out).toMatch(/w01 +exploring/);
  expect(out).not.toMatch(/\p{Emoji_Presentation}/u);
});

test("it changes nothing: no file, no line that is just being written", async () => {
  const scene = await runsScene();
  await scene.save(RUN, dispatched("a").records);
  await appendFile(journalOf(scene), '{"v":1,"seq":');
  const before = await readFile(journalOf(scene));
  const { code, out } = await cli(scene, ["status"]);
  expect([code, out.includes("is not whole")]).toEqual([0, true]);
  expect(await readFile(journalOf(scene))).toEqual(before);
  expect(await scene.status()).toEqual([`?? .aegis/runs/${RUN}.jsonl`]);
});
