import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectRefused } from "../../support/refused.ts";
import { untilSaid } from "../../support/scene.ts";
import {
  approved,
  bash,
  call,
  calls,
  dispatched,
  goodWorker,
  landed,
  merged,
  plan,
  reported,
  says,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

/** b builds on a; d waits for c, which never reports; e is a running one for a while. */
const NAMES = ["a", "b", "c", "d", "e"];
const AFTER: Record<string, string[]> = { b: ["a"], d: ["c"] };
const workers = plan(NAMES).workers.map((worker) =>
  AFTER[worker.name] ? { ...worker, depends_on: AFTER[worker.name] } : worker,
);
const retry = (worker: string) => call("worker_retry", { worker, instructions: "Report it." });

const arena = sharedArena();
let ground: Ground;
let talk: Talk;
beforeAll(async () => {
  ({ ground, talk } = await arena.begin({
    commander: [
      ...dispatched(NAMES, { workers } as never),
      calls(retry("a")),
      says("Shall I wait?"),
      calls(waitForAll()),
      calls(call("check_conflicts")),
      ...[1, 2].flatMap(() => [calls(retry("c")), calls(waitForAll())]),
      calls(retry("c")),
      calls(call("worker_cancel", { worker: "c", reason: "it never reports" })),
      calls(call("integrate")),
      calls(retry("nobody")),
      ...approved(["a", "b", "e"], {
        workers: workers.filter(({ name }) => !["c", "d"].includes(name)),
      } as never),
      calls(call("dispatch_workers")),
      ...merged(),
      ...landed(),
      says("Committed."),
    ],
    workers: {
      a: [{ ...calls(write("src/a/ok.txt", "from a\n")), hold: "a" }, ...reported("a")],
      b: [calls(bash("cat src/a/ok.txt")), calls(write("src/b/ok.txt", "b\n")), ...reported("b")],
      c: Array.from({ length: 9 }, () => says("I do not report.")),
      d: goodWorker("d"),
      e: goodWorker("e"),
    },
  }));
  await talk.say("build them");
  arena.model.release("a");
  await talk.say("yes", { timeoutMs: 680_000 });
  await untilSaid(talk, "Committed.");
});

describe("a dependency", () => {
  test("that has not succeeded keeps its Worker from starting, and is named", async () => {
    const started = (await ground.events("WORKER_STARTED")).map(({ worker }) => worker);
    expect(started).not.toContain("d");
    expect((await talk.nth("worker_wait", 0)).text).toContain(
      "d waits for c, which has not succeeded",
    );
  });

  test("control: that has succeeded is there when its Worker starts", async () => {
    const order = (await ground.records()).flatMap(({ event }) =>
      event.type === "WORKER_COMPLETED" || event.type === "WORKER_STARTED"
        ? [`${event.type} ${event.worker}`]
        : [],
    );
    expect(order.indexOf("WORKER_STARTED b")).toBeGreaterThan(order.indexOf("WORKER_COMPLETED a"));
    const looked = await talk.last("bash", await talk.worker("b"));
    expect(looked.text).toContain("from a");
  });
});

describe("worker_retry", () => {
  test("of a running Worker is refused", async () => {
    expect((await talk.nth("worker_retry", 0)).text).toContain(
      "[AEGIS WORKER_CLOSED] a is running",
    );
  });

  test("control: of a failed Worker starts it again, with its history", async () => {
    const attempts = (await ground.events("WORKER_STARTING")).filter((e) => e.worker === "c");
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const sessions = (await ground.events("WORKER_STARTED")).filter((e) => e.worker === "c");
    expect(new Set(sessions.map(({ sessionID }) => sessionID)).size).toBe(1);
  });

  test("beyond the budget is refused", async () => {
    expect((await talk.nth("worker_retry", 3)).text).toContain(
      "[AEGIS RETRY_BUDGET] c was retried 2 times",
    );
    expect(await ground.events("WORKER_RETRIED")).toHaveLength(2);
  });

  test("of nobody is refused with the names there are", async () => {
    const refused = await talk.nth("worker_retry", 4);
    expectRefused(refused, "UNKNOWN_WORKER", "it has a, c, e, b, d");
  });
});

describe("a feature that does not come", () => {
  test("keeps the check of conflicts from clearing anything", async () => {
    const refused = await talk.nth("check_conflicts", 0);
    expectRefused(refused, "WORKERS_OPEN", "c (failed), d (queued)");
  });

  test("keeps integration closed also after worker_cancel", async () => {
    expectRefused(await talk.nth("integrate", 0), "WORKERS_OPEN", "c (cancelled)");
  });

  test("control: left out of a smaller plan the user approved, the run reaches its commit", async () => {
    const state = await ground.state();
    expect(state.phase).toBe("DONE");
    expect((await ground.git("ls-files", "src")).split("\n")).toEqual([
      "src/a/ok.txt",
      "src/b/ok.txt",
      "src/e/ok.txt",
    ]);
    expect(await ground.events("PLAN_APPROVED")).toHaveLength(2);
  });

  test("control: Workers that were finished are not built again", async () => {
    const starts = (await ground.events("WORKER_STARTING")).map(({ worker }) => worker);
    expect(starts.filter((name) => name !== "c").toSorted()).toEqual(["a", "b", "e"]);
  });
});
