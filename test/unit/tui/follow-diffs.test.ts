import { expect, test } from "vitest";
import type { DiffSize, WorkerDiffs } from "../../../src/runs/worker-diffs.ts";
import { followed, unreadRun } from "../../../src/tui/core/seen.ts";
import { followDiffs } from "../../../src/tui/follow-diffs.ts";
import { dispatched, type RunBuilder } from "../../support/run-builder.ts";

const MINUTE = 60_000;
const seen = (run: RunBuilder) => followed(unreadRun("run-1"), run.records, undefined);

/** Git that answers what the test says, and notes whom it was asked for. */
function git() {
  const asked: string[] = [];
  const sizes: Record<string, DiffSize | undefined | Error> = {};
  const diffs: WorkerDiffs = {
    async sizeOf(_run, { id }) {
      asked.push(id);
      const size = sizes[id];
      if (size instanceof Error) throw size;
      return size;
    },
    patchOf: async () => "",
  };
  return { asked, sizes, follower: followDiffs(async () => diffs) };
}
const SIZE = { files: 2, added: 10, removed: 1 };

test("git is asked for one Worker at a look, and again only after a while", async () => {
  const run = seen(dispatched("a", "b").start("a", "b"));
  const { asked, sizes, follower } = git();
  sizes["w01"] = SIZE;
  const first = await follower.look(run, 1_000);
  expect(asked).toEqual(["w01"]);
  expect([...first]).toEqual([["w01", { ...SIZE, at: 1_000 }]]);
  await follower.look(run, 3_000);
  expect(asked).toEqual(["w01", "w02"]);
  const same = await follower.look(run, 5_000);
  expect(await follower.look(run, MINUTE)).toBe(same);
  expect(asked).toHaveLength(2);
  await follower.look(run, 4 * MINUTE);
  expect(asked).toEqual(["w01", "w02", "w01"]);
});

test("a Worker that never started is not asked for, one that has ended once more, and a retry again", async () => {
  const run = dispatched("a", "b").start("a");
  const { asked, follower } = git();
  await follower.look(seen(run), 0);
  run.complete("a");
  for (const at of [1, 2, 3]) await follower.look(seen(run), at * 10 * MINUTE);
  expect(asked).toEqual(["w01", "w01"]);
  run.add({ type: "WORKER_RETRIED", worker: "a", instructions: "Once more." }).start("a");
  await follower.look(seen(run), 40 * MINUTE);
  expect(asked).toEqual(["w01", "w01", "w01"]);
});

test("a diff that git cannot give stops no other one", async () => {
  const run = seen(dispatched("a", "b").start("a", "b"));
  const { sizes, follower } = git();
  sizes["w01"] = new Error("the worktree is gone");
  sizes["w02"] = SIZE;
  await expect(follower.look(run, 0)).rejects.toThrow("the worktree is gone");
  expect([...(await follower.look(run, 2_000)).keys()]).toEqual(["w02"]);
});

test("of another run nothing is taken over", async () => {
  const { sizes, follower } = git();
  sizes["w01"] = SIZE;
  expect((await follower.look(seen(dispatched("a").start("a")), 0)).size).toBe(1);
  const next = { ...seen(dispatched("a")), id: "run-2" };
  expect((await follower.look(next, 1_000)).size).toBe(0);
});
