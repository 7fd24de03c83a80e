import { expect, test } from "vitest";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import type { RunEvent } from "../../../src/swarm/core/run/events.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import type { AgentHost } from "../../../src/swarm/ports.ts";
import { appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";

/** Starts a Worker on a host that takes its time: `meanwhile` happens while it opens the session. */
async function start(meanwhile: RunEvent | undefined) {
  const scene = await appScene();
  const told: string[] = [];
  const host: Partial<AgentHost> = {
    guardDirectory: async () => {},
    async openWorker() {
      if (meanwhile) await scene.submit(meanwhile);
      return "ses-late";
    },
    prompt: async ({ sessionID }) => void told.push(`prompt ${sessionID}`),
    abort: async (sessionID) => void told.push(`abort ${sessionID}`),
  };
  Object.assign(scene.swarm, { host, config: { ...scene.swarm.config, admission: 8 } });
  await scene.approve(planOf(["a"]));
  await scene.freeze();
  await scene.submit({ type: "WORKERS_DISPATCHED", names: ["a"] });
  await startWorkers(scene.swarm, ["a"]);
  return { told, state: scene.swarm.run.state };
}

test("a Worker cancelled while the host opens its session is aborted there and never prompted", async () => {
  const cancelled = { type: "WORKER_CANCELLED", worker: "a", reason: "not wanted" } as const;
  const { told, state } = await start(cancelled);
  expect(told).toEqual(["abort ses-late"]);
  expect(workerNamed(state, "a")?.now.status).toBe("cancelled");
  expect(workerNamed(state, "a")?.home?.sessionID).toBeUndefined();
});

test("so is one whose run is aborted meanwhile", async () => {
  const { told, state } = await start({ type: "RUN_ABORTED", quote: "stop", kept: [] });
  expect(told).toEqual(["abort ses-late"]);
  expect(state.phase).toBe("DONE");
});

test("control: a Worker that is still wanted is prompted", async () => {
  const { told, state } = await start(undefined);
  expect(told).toEqual(["prompt ses-late"]);
  expect(workerNamed(state, "a")?.home?.sessionID).toBe("ses-late");
});
