import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { until } from "../../support/scene.ts";
import {
  calls,
  dispatched,
  goodWorker,
  report,
  says,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const arena = sharedArena();
let ground: Ground;
let talk: Talk;

beforeAll(async () => {
  ({ ground, talk } = await arena.begin({
    commander: [
      ...dispatched(["stray", "cut"]),
      says("Shall I wait?"),
      calls(waitForAll()),
      says("Shall I go on?"),
    ],
    workers: {
      stray: [
        calls(write("src/stray/ok.txt", "ok\n")),
        { hold: "strayed", ...calls(report("stray")) },
        { hold: "removed", ...calls(report("stray", { summary: "again" })) },
        says("Reported."),
      ],
      cut: [{ text: "I will write the", finish: "length" }, ...goodWorker("cut")],
    },
  }));
  await talk.say("build them");
  const session = await talk.worker("stray");
  await arena.model.waitFor((r) => r.session === session && r.step === 1, 240_000);
  // Stands for a program of the Worker's that no tool call of ours saw.
  const directory = (await ground.events("WORKER_STARTING")).find(
    ({ worker }) => worker === "stray",
  )?.directory;
  const strayed = join(directory ?? "", "src/cut-in.txt");
  await writeFile(strayed, "x\n");
  arena.model.release("strayed");
  await until(async () => (await ground.events("REPORT_REFUSED")).length > 0);
  await rm(strayed);
  arena.model.release("removed");
  await talk.say("yes");
});

test("a diff with a path outside the scope is refused, however it came about", async () => {
  const first = await talk.nth("worker_report", 0, await talk.worker("stray"));
  expect(first.text).toContain("[AEGIS OUT_OF_SCOPE] src/cut-in.txt");
  expect((await ground.events("REPORT_REFUSED"))[0]).toMatchObject({
    worker: "stray",
    code: "OUT_OF_SCOPE",
  });
});

test("control: without the stray path the same Worker's report is accepted", async () => {
  const done = (await ground.events("WORKER_COMPLETED")).find(({ worker }) => worker === "stray");
  expect(done?.files).toEqual(["src/stray/ok.txt"]);
});

test("a Worker whose answer is cut off by its length is reminded and goes on", async () => {
  const nudged = (await ground.events("WORKER_NUDGED")).filter(({ worker }) => worker === "cut");
  expect(nudged).toHaveLength(1);
  const done = (await ground.events("WORKER_COMPLETED")).map(({ worker }) => worker);
  expect(done).toContain("cut");
});
