import { existsSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { until } from "../../support/scene.ts";
import { call, calls, dispatched, goodWorker, says } from "../../support/script-lines.ts";

/** The set-up waits until somebody writes into this pipe. */
const PIPE = "set-up-waits";
const SETUP = `case "$PWD" in */w01) mkfifo ${PIPE} && read -r _ < ${PIPE}; rm -f ${PIPE};; esac`;

const arena = sharedArena();

test("a Worker whose folder was lost while OpenCode opened it starts there at the next retry", async () => {
  const settings = JSON.stringify({ worktree: { setup: SETUP } });
  const ground = await arena.ground({ "README.md": "# demo\n", ".opencode/aegis.jsonc": settings });
  const pipe = join(ground.dir, ".aegis/worktrees/w01", PIPE);
  const talk = await arena.talk(ground, {
    commander: [
      ...dispatched(["a"]),
      says("I wait."),
      calls(call("worker_retry", { worker: "a", instructions: "Begin again." })),
      says("Again."),
      says("All have reported."),
    ],
    workers: { a: goodWorker("a") },
  });
  await talk.say("build it");
  const letGo = async (meanwhile: () => Promise<void>) => {
    await until(() => existsSync(pipe));
    const opened = await open(pipe, "w");
    await meanwhile();
    await opened.write("go\n");
    await opened.close();
  };
  const worker = async () => (await ground.state()).workers[0]?.now;

  await letGo(() => rm(dirname(pipe), { recursive: true, force: true }));
  await until(async () => (await ground.events("WORKER_FAILED")).length > 0);
  await letGo(async () => {});
  await until(async () => (await worker())?.status === "completed");
  const failures = await ground.events("WORKER_FAILED");
  expect(failures).toMatchObject([{ failure: "START_FAILED" }]);
});
