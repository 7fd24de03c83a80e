import { expect, test } from "vitest";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import { supervisedScene } from "../../support/supervised-scene.ts";

type Scene = Awaited<ReturnType<typeof supervisedScene>>;

/** The Worker's attempt ends by a fault of others, and the Commander sends it back to work. */
async function sendBack({ submit, swarm, told }: Scene): Promise<string | undefined> {
  const why = "OpenCode ended while the Worker was running.";
  await submit({ type: "WORKER_FAILED", worker: "a", failure: "INTERRUPTED", why });
  await submit({ type: "WORKER_RETRIED", worker: "a", instructions: "Go on." });
  await startWorkers(swarm, ["a"]);
  return told.at(-1);
}

test("a session that no word has reached gets the whole task at the next start", async () => {
  const scene = await supervisedScene();
  scene.world.turn = { busy: true, empty: true, text: "" };
  expect(await sendBack(scene)).toMatch(/^prompt ses-1 # /);
});

test("control: a session that knows its task gets only the news", async () => {
  const scene = await supervisedScene();
  expect(await sendBack(scene)).toMatch(/^prompt ses-1 The Commander sends/);
});
