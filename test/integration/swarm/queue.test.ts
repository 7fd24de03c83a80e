import { expect, test } from "vitest";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import { startableWorkers, workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { repoAt } from "../../support/repo-at.ts";
import { MINUTE, supervisedScene } from "../../support/supervised-scene.ts";

const NAMES = [..."abcdefgh"];

test("of eight Workers two run at a time, the next in order; the last waits four hours and does not fail", async () => {
  const scene = await supervisedScene({
    ...{ names: NAMES, admission: 2 },
    limits: { silenceMinutes: 90 },
  });
  const { swarm, live, complete } = scene;
  const statusOf = (status: string) =>
    swarm.run.state.workers.filter(({ now }) => now.status === status).map(({ spec }) => spec.name);
  for (let round = 0; round < 4; round++) {
    const pair = NAMES.slice(2 * round, 2 * round + 2);
    expect(statusOf("running")).toEqual(pair);
    // Longer than `limits.queueMinutes`; each attempt is within its own limit.
    await live(80 * MINUTE);
    expect(statusOf("failed")).toEqual([]);
    for (const name of pair) {
      const home = workerNamed(swarm.run.state, name)?.home?.directory ?? "";
      await repoAt(home, scene.repo.env).write(`src/${name}/ok.txt`, "ok\n");
      await complete(name);
    }
    await startWorkers(
      swarm,
      startableWorkers(swarm.run.state).map(({ spec }) => spec.name),
    );
  }
  expect(statusOf("completed")).toEqual(NAMES);
});
