import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { documentOf, type SetupScene, setupScene } from "../../support/setup-scene.ts";

const REF = "refs/aegis/r1/w01";

/** A run that left a journal, a Worker's work under a ref, and its worktree. */
async function withRun(journal: string): Promise<SetupScene> {
  const scene = await setupScene("no-config");
  await scene.install();
  await scene.write(".aegis/runs/r1.jsonl", journal);
  await scene.git("update-ref", REF, "HEAD");
  await scene.git("worktree", "add", "--quiet", "--detach", ".aegis/worktrees/w01");
  await scene.write(".aegis/worktrees/w01/new.txt", "work\n");
  return scene;
}

test("work in no branch is named and not deleted without --force, whatever --yes says", async () => {
  const scene = await withRun("");
  const before = await scene.everything();
  const said = await scene.uninstall({ purge: true });
  expect(said.code).toBe(2);
  for (const name of [".aegis/runs/r1.jsonl", REF, ".aegis/worktrees/w01", "--purge --force"])
    expect(said.error).toContain(name);
  expect(await scene.everything()).toEqual(before);
});

test("with --force all that runs have left goes", async () => {
  const scene = await withRun("");
  const said = await scene.uninstall({ purge: true, force: true });
  expect(said).toMatchObject({ code: 0, error: "" });
  expect(said.out).toContain(`Work that exists nowhere else: .aegis/runs/r1.jsonl, ${REF}`);
  expect(await scene.exists(".aegis")).toBe(false);
  expect(await scene.git("for-each-ref", "refs/aegis")).toBe("");
  expect((await scene.git("worktree", "list")).split("\n")).toHaveLength(1);
});

test("a journal that cannot be read proves nothing: its work counts as in no branch", async () => {
  const scene = await withRun("not a journal\n");
  expect((await scene.uninstall({ purge: true })).code).toBe(2);
});

test("without --purge runs stay and are named", async () => {
  const scene = await withRun("");
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said)).toMatchObject({ ok: true, runsStay: true });
  expect(await scene.exists(".aegis/runs/r1.jsonl")).toBe(true);
  expect(await scene.git("for-each-ref", "refs/aegis")).toContain(REF);
  expect(await scene.exists(".aegis/install")).toBe(false);
  // Later still: nothing is installed, the runs are.
  expect((await scene.uninstall({ purge: true, force: true })).code).toBe(0);
  expect(await scene.exists(".aegis")).toBe(false);
});

test("nothing is purged under an OpenCode that has the project open", async () => {
  const scene = await withRun("");
  const holder = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
  onTestFinished(() => void holder.kill("SIGKILL"));
  const stat = await readFile(`/proc/${holder.pid}/stat`, "utf8");
  await scene.write(
    ".aegis/lease.json",
    JSON.stringify({
      pid: holder.pid,
      started: stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19],
      boot: (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim(),
    }),
  );
  const before = await scene.everything();
  const said = await scene.uninstall({ purge: true, force: true });
  expect(said.code).toBe(2);
  expect(said.error).toContain(`process ${holder.pid}`);
  expect(await scene.everything()).toEqual(before);
});
