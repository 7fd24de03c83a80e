import { describe, expect, test } from "vitest";
import { sendToWorker } from "../../../src/swarm/app/send-to-worker.ts";
import {
  failureOf,
  MINUTE,
  supervisedScene as scene,
  TICK,
} from "../../support/supervised-scene.ts";

describe("time", () => {
  test("a Worker that shows no life for its limit fails", async () => {
    const { worker, live } = await scene();
    await live(9.5 * MINUTE);
    expect(worker().now.status).toBe("running");
    await live(1 * MINUTE);
    await expect.poll(() => failureOf(worker())[0]).toBe("SILENT");
  });

  test.each([
    ["the machine sleeps for hours, with a clock that sleeps too", 0, 8 * 60 * MINUTE],
    ["the process is stopped for hours", 8 * 60 * MINUTE, 8 * 60 * MINUTE],
    ["the clock is set ahead by a year", 0, 365 * 24 * 60 * MINUTE],
    ["the clock is set back by a year", 0, -365 * 24 * 60 * MINUTE],
  ])("no time of a Worker passes while %s", async (_what, steady, wall) => {
    const { worker, live, world, supervisor } = await scene();
    await live(5 * MINUTE);
    world.steady += steady;
    world.wall += wall;
    await live(4 * MINUTE);
    expect(worker().now.status).toBe("running");
    expect(supervisor.left("a")).toMatchObject({ silence: 1 });
  });

  test("a Worker whose answer comes token by token, one a second, is not silent", async () => {
    const { worker, supervisor, live } = await scene({ limits: { silenceMinutes: 0.2 } });
    for (let lived = 0; lived < 10 * MINUTE; lived += TICK) {
      for (let token = 0; token < 5; token++) supervisor.observe("ses-1", { kind: "activity" });
      await live(TICK);
    }
    expect(worker().now.status).toBe("running");
    // Control: the limit holds as soon as no token comes.
    await live(30_000);
    await expect.poll(() => failureOf(worker())[0]).toBe("SILENT");
  });

  test("a busy Worker is failed at the limit of its attempt, and its diff is kept", async () => {
    const { worker, supervisor, live, repo } = await scene({ limits: { attemptMinutes: 20 } });
    await repo.write(".aegis/worktrees/w01/src/a/half.txt", "half\n");
    for (let minute = 0; minute < 19; minute++) {
      await live(MINUTE);
      supervisor.observe("ses-1", { kind: "activity" });
    }
    expect(worker().now.status).toBe("running");
    await live(2 * MINUTE);
    await expect
      .poll(() => failureOf(worker()))
      .toEqual(["OVER_TIME", expect.stringContaining("20 minutes in this attempt")]);
    const { now } = worker();
    const commit = now.status === "failed" ? (now.failure.commit ?? "") : "";
    expect(await repo.git("show", `${commit}:src/a/half.txt`)).toBe("half");
  });

  test("the host's retries and errors are no life; its text and its calls are", async () => {
    const { worker, live, supervisor, world } = await scene();
    const id = "ses-1";
    for (let minute = 0; minute < 8; minute++) {
      await live(MINUTE);
      supervisor.observe(id, { kind: "retry", until: world.wall + 1000, message: "503" });
      supervisor.observe(id, { kind: "status" });
      supervisor.observe(id, { kind: "error", name: "APIError", message: "503" });
    }
    supervisor.observe(id, { kind: "activity" });
    await live(9 * MINUTE);
    expect(worker().now.status).toBe("running");
    supervisor.observe(id, { kind: "status" });
    await live(2 * MINUTE);
    await expect.poll(() => failureOf(worker())[0]).toBe("SILENT");
  });
});

test("a message to a paused Worker starts no turn that nobody watches", async () => {
  const { worker, supervisor, world, swarm, told } = await scene();
  world.turn = { busy: false, text: "", error: { name: "APIError", message: "x", status: 503 } };
  world.up = false;
  supervisor.observe("ses-1", { kind: "idle" });
  await expect.poll(() => worker().now).toHaveProperty("paused");
  const before = told.length;
  expect(await sendToWorker(swarm, "a", "go on")).toMatchObject({
    denial: { code: "WORKER_NOT_RUNNING", why: { en: expect.stringContaining("HTTP 503") } },
  });
  expect(told.slice(before).filter((line) => line.startsWith("prompt"))).toEqual([]);
});

test("an end that the full disk does not take is reported, and written as soon as it can be", async () => {
  const { worker, live, swarm, told } = await scene();
  const { append } = swarm.journal;
  Object.assign(swarm.journal, { append: () => Promise.reject(new Error("ENOSPC: disk full")) });
  // The scene's own record fails too. A look that has not ended keeps the next one waiting.
  const tick = () => live(TICK).catch(() => undefined);
  for (let ms = 0; ms < 10 * MINUTE; ms += TICK) await tick();
  const reported = async () => {
    await tick();
    return told;
  };
  await expect.poll(reported).toContain("report a: ENOSPC: disk full");
  expect(worker().now.status).toBe("running");
  Object.assign(swarm.journal, { append });
  // The try before may not have ended yet.
  const next = async () => {
    await live(TICK);
    return failureOf(worker())[0];
  };
  await expect.poll(next).toBe("SILENT");
});

test("no retry is offered to a Worker whose time in all attempts is used up", async () => {
  const { worker, live, supervisor } = await scene({ limits: { totalMinutes: 2 } });
  await live(MINUTE);
  expect(supervisor.noTimeLeft("a")).toBeUndefined();
  await live(2 * MINUTE);
  await expect.poll(() => failureOf(worker())[0]).toBe("OVER_TIME");
  expect(supervisor.noTimeLeft("a")).toMatchObject({ code: "RETRY_BUDGET" });
});

describe("a server that lets the host retry for ever", () => {
  test("pauses the silent Worker instead of failing it", async () => {
    const { worker, live, supervisor, world } = await scene();
    world.up = false;
    for (let minute = 0; minute < 11; minute++) {
      supervisor.observe("ses-1", {
        kind: "retry",
        until: world.wall + 1000,
        message: "no headers",
      });
      await live(MINUTE);
    }
    await expect
      .poll(() => worker().now)
      .toMatchObject({ paused: { why: expect.stringContaining("no headers") } });
  });
});

describe("a fault of the model server", () => {
  test.each([
    [{ name: "APIError", message: "Unauthorized", status: 401 }],
    [{ name: "APIError", message: "Too Many Requests", status: 429 }],
    [{ name: "APIError", message: "down", status: 503 }],
    [{ name: "UnknownError", message: "Unable to connect" }],
  ])("%o pauses the Worker, and it goes on in the same conversation", async (error) => {
    const { worker, live, told, world, supervisor, swarm } = await scene();
    world.turn = { busy: false, text: "", error };
    world.up = false;
    supervisor.observe("ses-1", { kind: "idle" });
    await expect.poll(() => worker().now).toMatchObject({ status: "running", paused: {} });
    expect(swarm.run.state.server).toMatchObject({ why: expect.any(String) });
    await live(30 * MINUTE);
    expect(worker().now).toMatchObject({ paused: {} });
    world.up = true;
    world.turn = { busy: true, text: "" };
    await live(10 * MINUTE - TICK);
    expect(worker().now).not.toHaveProperty("paused");
    expect(swarm.run.state.server).toHaveProperty("backAt");
    expect(told.at(-1)).toMatch(/^prompt ses-1 The model server/);
    expect([worker().retries, worker().nudges, worker().attempts]).toEqual([0, 0, 1]);
  });

  test("a server that asks for an hour is not asked by the Worker meanwhile", async () => {
    const { worker, world, supervisor, told } = await scene();
    const until = world.wall + 3_600_000;
    supervisor.observe("ses-1", { kind: "retry", until, message: "slow down" });
    await expect.poll(() => worker().now).toMatchObject({ paused: { why: expect.any(String) } });
    await expect.poll(() => told.at(-1)).toBe("abort ses-1");
  });

  test("a server that answers our question and fails the Worker is asked less and less often", async () => {
    const { live, told, world, supervisor } = await scene();
    const prompts = () => told.filter((line) => line.includes("The model server")).length;
    world.turn = { busy: false, text: "", error: { name: "APIError", message: "x", status: 500 } };
    for (let tick = 0; tick < 720; tick++) {
      supervisor.observe("ses-1", { kind: "idle" });
      await live(TICK);
    }
    // In an hour: 5, 10, 20 … 300 seconds, and then every five minutes.
    expect(prompts()).toBeGreaterThan(5);
    expect(prompts()).toBeLessThan(25);
  });

  test("one that never comes back ends the wait, and the retry after it does not count", async () => {
    const { worker, live, world, supervisor, submit } = await scene();
    world.turn = { busy: false, text: "", error: { name: "APIError", message: "x", status: 503 } };
    world.up = false;
    supervisor.observe("ses-1", { kind: "idle" });
    await expect.poll(() => worker().now).toHaveProperty("paused");
    await live(121 * MINUTE);
    await expect.poll(() => failureOf(worker())[0]).toBe("MODEL_SERVER");
    await submit({ type: "WORKER_RETRIED", worker: "a", instructions: "go on" });
    expect(worker().retries).toBe(0);
  });
});
