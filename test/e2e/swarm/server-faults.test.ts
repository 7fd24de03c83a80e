import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { until } from "../../support/scene.ts";
import {
  call,
  calls,
  dispatched,
  goodWorkers,
  report,
  reported,
  says,
  waited,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const arena = sharedArena();

/** How the server fails each Worker in the middle of its work; afterwards it answers. */
const FAULTS = {
  key: { error: { status: 401, message: "Unauthorized" } },
  limit: { error: { status: 429, message: "later", headers: { "retry-after": "3600" } } },
} as const;
const NAMES = Object.keys(FAULTS) as (keyof typeof FAULTS)[];

describe("a model server that fails in the middle of a Worker's work", () => {
  let ground: Ground;
  let talk: Talk;

  beforeAll(async () => {
    const workers = NAMES.map((name) => [
      name,
      [
        calls(write(`src/${name}/half.txt`, "half\n")),
        { fail: FAULTS[name], ...calls(write(`src/${name}/ok.txt`, "ok\n")) },
        calls(
          report(name, {
            changes: [
              { path: `src/${name}/ok.txt`, what: "new" },
              { path: `src/${name}/half.txt`, what: "new" },
            ],
          }),
        ),
        says("Reported."),
      ],
    ]);
    ground = await arena.ground();
    talk = await arena.talk(ground, {
      commander: [...waited(NAMES), says("Shall I check?")],
      workers: Object.fromEntries(workers),
    });
    await talk.say("build them");
  }, 700_000);

  test.each(NAMES)(
    "%s: pauses the Worker; it goes on in the same conversation and pays nothing",
    async (name) => {
      const events = (await ground.records()).map(({ event }) => event);
      const own = events.filter((event) => "worker" in event && event.worker === name);
      const types = own.map(({ type }) => type);
      expect(types).toContain("WORKER_PAUSED");
      expect(types.indexOf("WORKER_RESUMED")).toBeGreaterThan(types.indexOf("WORKER_PAUSED"));
      expect(types.filter((type) => type === "WORKER_STARTED")).toHaveLength(1);
      expect(types).not.toContain("WORKER_FAILED");
      const worker = (await ground.state()).workers.find(({ spec }) => spec.name === name);
      expect(worker).toMatchObject({ now: { status: "completed" }, retries: 0, attempts: 1 });
    },
  );

  test("the dashboard says what the server did and since when it answers again", async () => {
    expect((await talk.last("worker_wait")).text).toMatch(
      /Model server: .+ from \d\d:\d\d to \d\d:\d\d; it answers again/,
    );
  });
});

describe("a Worker whose worktree somebody removes", () => {
  let ground: Ground;
  let talk: Talk;

  beforeAll(async () => {
    ground = await arena.ground();
    talk = await arena.talk(ground, {
      commander: [
        ...dispatched(["a"]),
        calls(waitForAll()),
        calls(call("worker_retry", { worker: "a", instructions: "Again." })),
        calls(waitForAll()),
        says("Shall I check?"),
      ],
      workers: {
        a: [
          calls(write("src/a/begun.txt", "half\n")),
          { hold: "gone", ...calls(write("src/a/ok.txt", "a\n")) },
          calls(write("src/a/ok.txt", "a\n")),
          ...reported("a"),
          ...(goodWorkers(["a"])["a"] ?? []),
        ],
      },
    });
    const said = talk.say("build a");
    await arena.model.waitFor((r) => r.agent === "worker" && r.raw.includes("begun.txt"), 240_000);
    await rm(join(ground.dir, ".aegis/worktrees/w01"), { recursive: true });
    await until(async () => (await ground.events("WORKER_FAILED")).length === 1);
    arena.model.release("gone");
    await said;
  }, 700_000);

  test("fails at once with the reason", async () => {
    const [failed] = await ground.events("WORKER_FAILED");
    expect(failed).toMatchObject({ failure: "INTERRUPTED" });
    expect(failed?.why).toContain(".aegis/worktrees/w01 is gone");
  });

  test("its retry works at another path, at the first try, and does not count", async () => {
    const worker = (await ground.state()).workers[0];
    expect(worker?.now).toMatchObject({ status: "completed" });
    expect(worker).toMatchObject({ retries: 0, attempts: 2 });
    expect(worker?.home?.directory).toBe(join(ground.dir, ".aegis/worktrees/w01-2"));
  });
});
