import { expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { CANCELLED_BY_USER } from "../../../src/steering/worker-acts.ts";
import { cancelWorker } from "../../../src/swarm/app/cancel-worker.ts";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import {
  RESUMED_BY_USER,
  resumeStopped,
  STOPPED_BY_USER,
  stopWorkers,
} from "../../../src/swarm/app/stop-run.ts";
import { deny } from "../../../src/swarm/core/run/denial.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { repoAt } from "../../support/repo-at.ts";
import { failureOf, supervisedScene } from "../../support/supervised-scene.ts";

/** Two Workers at work (one has written a file) and one in the queue. */
async function scene() {
  const made = await supervisedScene({ names: ["a", "b", "c"], admission: 2 });
  const { swarm, repo } = made;
  const worker = (name: string) => {
    const found = workerNamed(swarm.run.state, name);
    if (!found) throw new Error(`no Worker ${name}`);
    return found;
  };
  const home = worker("a").home?.directory ?? "";
  await repoAt(home, repo.env).write("src/a/half.txt", "half\n");
  return { ...made, worker, home };
}

const inTime = () => undefined;

test("a stop also ends a Worker that begins while the stop keeps its work", async () => {
  const { swarm, worker, told } = await scene();
  await stopWorkers(swarm);
  await resumeStopped(swarm, ["a"], inTime);
  expect(worker("a").now.status).toBe("queued");
  // As after a retry that is typed just before the stop.
  let begun: Promise<void> | undefined;
  const snapshot: typeof swarm.git.snapshot = async (...asked) => {
    begun ??= startWorkers(swarm, ["a"]);
    await begun;
    return swarm.git.snapshot(...asked);
  };
  await stopWorkers({ ...swarm, git: { ...swarm.git, snapshot } });
  expect(begun).toBeDefined();
  expect(failureOf(worker("a"))).toEqual(["INTERRUPTED", STOPPED_BY_USER.en]);
  expect(told.filter((line) => line.startsWith("abort"))).toHaveLength(3);
});

test("a stop ends all at once, keeps every diff and uses no retry; a resume goes on in the same conversations", async () => {
  const { swarm, worker, told, home, repo } = await scene();
  const { run } = swarm;
  const homes = ["a", "b"].map((name) => worker(name).home);
  await stopWorkers(swarm);
  for (const name of ["a", "b", "c"])
    expect(failureOf(worker(name))).toEqual(["INTERRUPTED", STOPPED_BY_USER.en]);
  expect(told.filter((line) => line.startsWith("abort"))).toEqual(["abort ses-1", "abort ses-2"]);
  // The run is open, and the kept diff is the half-done file.
  expect(run.state.phase).toBe("INTEGRATE");
  const kept = worker("a").now;
  const commit = kept.status === "failed" ? (kept.failure.commit ?? "") : "";
  expect(await swarm.git.changes(swarm.top, worker("a").home?.base ?? "", commit)).toMatchObject([
    { path: "src/a/half.txt" },
  ]);

  const names = ["a", "b", "c"];
  expect(await resumeStopped(swarm, names, inTime)).toEqual(
    names.map((name) => ({ worker: name })),
  );
  expect(run.state.phase).toBe("MONITORING");
  await startWorkers(swarm, names);
  expect(names.map((name) => [worker(name).now.status, worker(name).retries])).toEqual([
    ["running", 0],
    ["running", 0],
    ["queued", 0],
  ]);
  expect(["a", "b"].map((name) => worker(name).home?.sessionID)).toEqual(
    homes.map((one) => one?.sessionID),
  );
  expect(worker("c")).toMatchObject({ instructions: RESUMED_BY_USER.en, sentBackBy: "user" });
  expect(await repoAt(home, repo.env).read("src/a/half.txt")).toBe("half\n");
});

test("stop and resume as often as the user likes: no limit of free retries counts the user's own acts", async () => {
  const { swarm, worker, world } = await scene();
  for (let round = 0; round < 7; round++) {
    await stopWorkers(swarm);
    world.wall += 1_000;
    expect(await resumeStopped(swarm, ["c"], inTime)).toEqual([{ worker: "c" }]);
  }
  expect(worker("c")).toMatchObject({ now: { status: "queued" }, retries: 0 });
});

test("a Worker without time stays stopped, and so does one that nobody stopped", async () => {
  const { swarm, worker } = await scene();
  await stopWorkers(swarm);
  const late = deny("RETRY_BUDGET", alike("b has used all its minutes."), "Ask.");
  const noTimeLeft = (name: string) => (name === "b" ? late : undefined);
  await resumeStopped(swarm, ["a"], noTimeLeft);
  expect(await resumeStopped(swarm, ["b", "a"], noTimeLeft)).toMatchObject([
    { worker: "b", denial: { code: "RETRY_BUDGET" } },
    { worker: "a", denial: { code: "WORKER_CLOSED" } },
  ]);
  expect(worker("b").now.status).toBe("failed");
});

test("if the journal takes no record, the sessions have ended all the same", async () => {
  const { swarm, told } = await scene();
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  const { append } = swarm.journal;
  Object.assign(swarm.journal, { append: () => Promise.reject(full) });
  await expect(stopWorkers(swarm)).rejects.toThrow("no space left");
  expect(told.filter((line) => line.startsWith("abort"))).toEqual(["abort ses-1", "abort ses-2"]);
  Object.assign(swarm.journal, { append });
});

test("one Worker alone: cancelled with its diff kept, retried with the user's own words; a Worker at work is not retried", async () => {
  const { swarm, worker } = await scene();
  const retry = (name: string) => resumeStopped(swarm, [name], inTime, alike("Use Decimal."));
  expect(await retry("a")).toMatchObject([{ worker: "a", denial: { code: "WORKER_CLOSED" } }]);
  expect(await cancelWorker(swarm, "w01", CANCELLED_BY_USER)).toBeUndefined();
  expect(worker("a").now).toMatchObject({
    ...{ status: "cancelled", reason: CANCELLED_BY_USER.en },
    ko: CANCELLED_BY_USER.ko,
  });
  expect((await swarm.git.refs(swarm.top, `refs/aegis`)).size).toBeGreaterThan(1);
  expect(worker("b").now.status).toBe("running");
  expect(await retry("a")).toEqual([{ worker: "a" }]);
  expect(worker("a").instructions).toBe("Use Decimal.");
  // The place of a is taken by c, so a waits for its turn again.
  expect(worker("a").now.status).toBe("queued");
});
