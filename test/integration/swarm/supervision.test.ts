import { rm } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import { superviseWorkers } from "../../../src/swarm/app/supervisor.ts";
import { type WorkerState, workerNamed } from "../../../src/swarm/core/run/state.ts";
import type { LastTurn } from "../../../src/swarm/ports.ts";
import { appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";

const TICK = 5_000;
const MINUTE = 60_000;

/** One running Worker on a host, a model server and a clock that the test plays. */
async function scene(settings: { setup?: string } = {}) {
  const made = await appScene(settings);
  const told: string[] = [];
  const world = {
    turn: { busy: true, text: "" } as LastTurn,
    up: true,
    steady: 0,
    wall: Date.now(),
    due: [] as { at: number; run: () => void }[],
    sessions: 0,
  };
  const note = async (text: string) => void told.push(text);
  const clock = {
    now: () => world.wall,
    steady: () => world.steady,
    after(ms: number, run: () => void) {
      const entry = { at: world.steady + ms, run };
      world.due.push(entry);
      return () => void world.due.splice(world.due.indexOf(entry), 1);
    },
  };
  Object.assign(made.swarm, {
    clock,
    host: {
      guardDirectory: async () => {},
      openWorker: async ({ directory }: { directory: string }) => {
        world.sessions += 1;
        await note(`open ${directory.split("/").at(-1)}`);
        return `ses-${world.sessions}`;
      },
      async prompt({ sessionID, text }: { sessionID: string; text: string }) {
        // The answer is under way.
        if (text.startsWith("You stopped")) world.turn = { busy: true, text: "" };
        await note(`prompt ${sessionID} ${text.slice(0, 24)}`);
      },
      abort: (sessionID: string) => note(`abort ${sessionID}`),
      lastTurn: async () => world.turn,
      release: async () => {},
    },
    model: {
      probe: async () => (world.up ? { up: true } : { up: false, url: "u", why: "down" }),
    },
  });
  await made.approve(planOf(["a"]));
  await made.freeze();
  await made.submit({ type: "WORKERS_DISPATCHED", names: ["a"] });
  await startWorkers(made.swarm, ["a"]);
  const supervisor = superviseWorkers(made.swarm);
  onTestFinished(async () => {
    supervisor.stop();
    await settledQueue(made.swarm);
  });
  const worker = (): WorkerState => {
    const found = workerNamed(made.swarm.run.state, "a");
    if (!found) throw new Error("no Worker");
    return found;
  };
  /** Lets the process live, tick by tick. */
  const live = async (ms: number) => {
    for (let lived = 0; lived < ms; lived += TICK) {
      world.steady += TICK;
      world.wall += TICK;
      for (const entry of world.due.filter(({ at }) => at <= world.steady)) {
        world.due.splice(world.due.indexOf(entry), 1);
        entry.run();
      }
      await settledQueue(made.swarm);
    }
  };
  return { ...made, supervisor, worker, told, world, live };
}

/** Steps that a tick started end within git calls; each submit waits for those before it. */
async function settledQueue(swarm: Awaited<ReturnType<typeof appScene>>["swarm"]) {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  await swarm.run.submit({ type: "CALL_REFUSED", who: "x", tool: "x", code: "x", detail: "" });
}

const failureOf = ({ now }: WorkerState) =>
  now.status === "failed" ? [now.failure.failure, now.failure.why] : [now.status];

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
    expect(worker().home).toMatchObject({ directory, prepared: true });
  });
});
