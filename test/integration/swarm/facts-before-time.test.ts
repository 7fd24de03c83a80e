import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import { failureOf, MINUTE, supervisedScene as scene } from "../../support/supervised-scene.ts";

describe("facts before time", () => {
  test("a worktree that is gone is named within seconds, and the retry gets another path", async () => {
    const { worker, live, told, submit, swarm } = await scene();
    const first = worker().home?.directory ?? "";
    await rm(first, { recursive: true });
    await live(20_000);
    await expect.poll(() => failureOf(worker())[0]).toBe("INTERRUPTED");
    expect(failureOf(worker())[1]).toContain(`${first} is gone`);
    await submit({ type: "WORKER_RETRIED", worker: "a", instructions: "again" });
    await startWorkers(swarm, ["a"]);
    expect(worker().home?.directory).not.toBe(first);
    expect(told.filter((line) => line.startsWith("open"))).toEqual(["open w01", "open w01-2"]);
    expect(worker().retries).toBe(0);
  });

  test("a turn that broke off inside the host is named and gone on with", async () => {
    const { worker, live, told, world } = await scene();
    world.turn = { busy: true, broken: true, text: "half" };
    await live(20_000);
    await expect.poll(() => told.at(-1)).toMatch(/^prompt ses-1 You stopped/);
    expect(worker().nudges).toBeGreaterThan(0);
  });

  test("an idle session whose event was lost is settled", async () => {
    const { live, told, world } = await scene();
    world.turn = { busy: false, text: "I am done." };
    await live(20_000);
    await expect.poll(() => told.at(-1)).toMatch(/^prompt ses-1 You stopped/);
  });

  test("control: a Worker that thinks is left alone", async () => {
    const { worker, live, told } = await scene();
    await live(9 * MINUTE);
    expect(told).toHaveLength(2);
    expect(worker().nudges).toBe(0);
  });
});

describe("a set-up that failed", () => {
  test("runs again, in a worktree without what the first one left", async () => {
    const setup =
      'test ! -e half && echo x > half && echo half >> "$(git rev-parse --git-path info/exclude)" && test -e ../../../ready';
    const { worker, submit, swarm, repo } = await scene({ setup });
    expect(failureOf(worker())[0]).toBe("START_FAILED");
    const directory = worker().home?.directory ?? "";
    await repo.write("ready", "");
    await submit({ type: "WORKER_RETRIED", worker: "a", instructions: "again" });
    await startWorkers(swarm, ["a"]);
    expect(worker().now.status).toBe("running");
    expect(worker().home).toMatchObject({ directory, prepared: expect.any(Number) });
  });
});
