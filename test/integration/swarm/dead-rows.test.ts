import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileLease } from "../../../src/kit/lease.ts";
import { statePaths } from "../../../src/kit/state-paths.ts";
import type { HostClient } from "../../../src/swarm/adapters/opencode-host.ts";
import { closeDeadRows } from "../../../src/swarm/compose/dead-rows.ts";
import { shownPartId } from "../../../src/swarm/core/text/shown-part.ts";
import { dispatched } from "../../support/run-builder.ts";
import { leaseOf, type RunsScene, runsScene } from "../../support/runs-scene.ts";

const RUN = "20260101T000000000-abcdef";

const atWork = () => dispatched("a").start("a");

/** A conversation with three rows that say "running". `onWrite` happens after the first write. */
function conversation(onWrite: () => Promise<unknown>) {
  const written: string[] = [];
  const parts = [1, 2, 3].map((at) => ({
    ...{ type: "tool", id: shownPartId("msg_1", `w0${at}`), messageID: "msg_1" },
    state: { status: "running", input: {}, metadata: {}, time: { start: 1 } },
  }));
  const client = {
    session: {
      list: async () => ({ data: [] }),
      messages: async () => ({ data: [{ parts }] }),
    },
    part: {
      update: async ({ partID }: { partID: string }) => {
        written.push(partID.slice(-3));
        if (written.length === 1) await onWrite();
      },
    },
  };
  return { written, client: client as unknown as HostClient };
}

/** What happens in another process, or here, while the rows are closed. */
const MEANWHILE: Record<string, (scene: RunsScene) => Promise<unknown>> = {
  "another OpenCode takes the run over": async (scene) =>
    scene.write(".aegis/lease.json", await leaseOf(process.ppid)),
  "this OpenCode takes it over": async ({ dir }) => {
    const lease = fileLease(statePaths(dir).lease);
    expect(lease.claim()).toBe("taken");
    onTestFinished(() => lease.release());
  },
  "another OpenCode has taken it over and ended": async (scene) => {
    await rm(join(scene.dir, `.aegis/runs/${RUN}.jsonl`));
    await scene.save(RUN, atWork().complete("a").records);
  },
};

test.each(Object.entries(MEANWHILE))("%s: no further row is written", async (_name, happens) => {
  const scene = await runsScene();
  await scene.save(RUN, atWork().records);
  const { written, client } = conversation(() => happens(scene));
  await closeDeadRows(client, scene.dir, scene.env);
  expect(written).toEqual(["w01"]);
});

test("if nobody takes the run over, all rows are closed", async () => {
  const scene = await runsScene();
  await scene.save(RUN, atWork().records);
  const { written, client } = conversation(async () => {});
  await closeDeadRows(client, scene.dir, scene.env);
  expect(written).toEqual(["w01", "w02", "w03"]);
});
