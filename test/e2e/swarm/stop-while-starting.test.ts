import { existsSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Arena, openArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { childrenOf } from "../../support/hostile.ts";
import { until } from "../../support/scene.ts";
import { call, calls, dispatched, goodWorker, says } from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";
import { processesOf } from "../../support/traces.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** In the first Worker's worktree the set-up waits until somebody writes into this pipe. */
const PIPE = "set-up-waits";
const SETUP = `case "$PWD" in */w01) mkfifo ${PIPE} && read -r _ < ${PIPE}; rm ${PIPE};; esac`;

interface Starting {
  ground: Ground;
  talk: Talk;
  /** Has the first Worker's set-up not come further? It may be at its end. */
  waiting: () => boolean;
  /** Is its process there? */
  runs: () => Promise<boolean>;
  release: () => Promise<void>;
}

let arena: Arena;
beforeAll(async () => {
  arena = await openArena({ undo: true });
});
afterAll(() => arena.close());

/** A run whose first Worker, a, is in its set-up. What the user says next is answered by `next`. */
async function starting(names: string[], next: Parameters<Arena["speak"]>[0]): Promise<Starting> {
  const settings = JSON.stringify({ worktree: { setup: SETUP } });
  const ground = await arena.ground({ "README.md": "# demo\n", ".opencode/aegis.jsonc": settings });
  const pipe = join(ground.dir, ".aegis/worktrees/w01", PIPE);
  const talk = await arena.talk(ground, {
    ...next,
    commander: [...dispatched(names), says("Shall I wait?"), ...(next.commander ?? [])],
  });
  await talk.say("build it");
  await until(() => existsSync(pipe));
  return {
    ground,
    talk,
    waiting: () => existsSync(pipe),
    runs: async () => (await processesOf(dirname(pipe))).some((line) => line.includes(PIPE)),
    async release() {
      const opened = await open(pipe, "w");
      await opened.write("go\n");
      await opened.close();
    },
  };
}

const cancel = (worker: string) => calls(call("worker_cancel", { worker, reason: "not wanted" }));
const abort = calls(call("swarm_abort", { quote: "Stop the run." }));

/** Of an aborted run only its journal, and the foundation that was written into the checkout. */
async function expectNothingLeft({ ground }: Starting): Promise<void> {
  const directory = join(ground.dir, ".aegis/worktrees");
  await until(() => !existsSync(directory));
  await until(async () => (await ground.git("worktree", "list")).split("\n").length === 1);
  expect(await ground.git("status", "--porcelain")).toBe("?? docs/");
  await until(async () => (await readdir(join(ground.dir, ".aegis"))).join() === "runs");
  // The end of a session is told a moment after its run has ended.
  await until(async () => {
    const query = { directory: ground.dir };
    const statuses = await arena.host.api("GET", "/session/status", undefined, query);
    return Object.keys(statuses as object).length === 0;
  });
}

describe("a Worker that is cancelled during its set-up", () => {
  let scene: Starting;
  beforeAll(async () => {
    scene = await starting(["a"], {
      commander: [cancel("a"), says("It is cancelled."), abort, says("It is over.")],
      workers: { a: goodWorker("a") },
    });
    expect(await scene.runs()).toBe(true);
    await scene.talk.say("leave it");
  });

  test("is cancelled at once, and its set-up is ended", async () => {
    expect((await scene.talk.last("worker_cancel")).text).not.toContain("[AEGIS");
    expect((await scene.ground.state()).workers[0]?.now.status).toBe("cancelled");
    expect(scene.waiting()).toBe(true);
    await until(async () => !(await scene.runs()));
  });

  test("is not opened, and nothing of it is left after the run", async () => {
    await scene.talk.say("Stop the run.");
    await expectNothingLeft(scene);
    expect(await scene.ground.events("WORKER_STARTED")).toEqual([]);
    expect(await childrenOf(arena, scene.talk)).toEqual([]);
    expect((await scene.ground.state()).workers[0]?.now.status).toBe("cancelled");
  });
});

describe("a run that is aborted during a set-up", () => {
  test("ends at once, and so does the set-up; nobody is opened and nothing is left", async () => {
    const scene = await starting(["a", "b"], {
      commander: [abort, says("It is over.")],
      workers: { a: goodWorker("a"), b: [{ hold: "for ever", ...says("never") }] },
    });
    const b = await scene.talk.worker("b");
    const asked = await arena.model.waitFor((r) => r.session === b, 240_000);
    await scene.talk.say("Stop the run.");
    expect((await scene.ground.state()).phase).toBe("DONE");
    await arena.model.waitFor((r) => r === asked && r.closed, 240_000);
    await expectNothingLeft(scene);
    const started = await scene.ground.events("WORKER_STARTED");
    expect(started.map(({ worker }) => worker)).toEqual(["b"]);
    const opened = await childrenOf(arena, scene.talk);
    expect(opened.map(({ id }) => id)).toEqual([b]);
  });

  test.skipIf(!IS_WHOLE)(
    "control: without an abort the Worker starts when its set-up is through",
    async () => {
      const scene = await starting(["a"], {
        commander: [calls(call("worker_wait", { until: "all" })), says("So?")],
        workers: { a: goodWorker("a") },
      });
      await scene.release();
      await scene.talk.say("wait for it");
      expect((await scene.ground.state()).workers[0]?.now.status).toBe("completed");
    },
  );
});

describe("another Worker, while one is in its set-up,", () => {
  test("is stopped at once by worker_cancel", async () => {
    const scene = await starting(["a", "b"], {
      commander: [cancel("b"), says("It is cancelled.")],
      workers: { a: goodWorker("a"), b: [{ hold: "never", ...says("never") }] },
    });
    const b = await scene.talk.worker("b");
    const asked = await arena.model.waitFor((r) => r.session === b, 240_000);
    expect(asked.closed).toBe(false);
    await scene.talk.say("drop b");
    await arena.model.waitFor((r) => r === asked && r.closed, 240_000);
    expect(asked.answered).toBe(false);
    expect(scene.waiting()).toBe(true);
    await scene.release();
    await until(async () => (await scene.ground.events("WORKER_COMPLETED")).length === 1);
  });
});
