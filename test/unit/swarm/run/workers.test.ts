import { describe, expect, test } from "vitest";
import {
  blockedBy,
  openWorkers,
  startableWorkers,
  workerNamed,
} from "../../../../src/swarm/core/run/workers-of.ts";
import {
  completed,
  dispatched,
  emptyRun,
  failed,
  oid,
  planOf,
  QA_OK,
  type RunBuilder,
  started,
  worker,
} from "../../../support/run-builder.ts";

const names = (workers: readonly { spec: { name: string } }[]) =>
  workers.map(({ spec }) => spec.name);
const status = (run: RunBuilder, name: string) => workerNamed(run.state, name)?.now.status;
const retry = (name: string) =>
  ({ type: "WORKER_RETRIED", worker: name, instructions: "mend it" }) as const;
const cancel = (name: string) =>
  ({ type: "WORKER_CANCELLED", worker: name, reason: "no longer needed" }) as const;

/** b needs a, c needs b. */
const chain = () =>
  dispatched(worker("a"), worker("b", { depends_on: ["a"] }), worker("c", { depends_on: ["b"] }));

describe("who may start when", () => {
  test("Workers without dependencies start together, dependents after them", () => {
    const run = dispatched("a", "b", worker("c", { depends_on: ["a", "b"] }));
    expect(run.effects).toEqual([{ type: "START_WORKERS", names: ["a", "b"] }]);
    run.start("a", "b").complete("a");
    expect(startableWorkers(run.state)).toEqual([]);
    run.complete("b");
    expect(run.effects).toEqual([{ type: "START_WORKERS", names: ["c"] }]);
  });

  test("what waits for a failed Worker is blocked by it, also over others, and is not open", () => {
    const run = chain().start("a").fail("a");
    expect(blockedBy(run.state, run.state.workers[1] as never)).toBe("a");
    expect(blockedBy(run.state, run.state.workers[2] as never)).toBe("a");
    expect(openWorkers(run.state)).toEqual([]);
    expect(run.state.phase).toBe("INTEGRATE");
    expect(run.effects).toEqual([{ type: "STOP_WORKER", worker: "a" }, { type: "WAKE_COMMANDER" }]);
    run.add(retry("a"));
    expect(blockedBy(run.state, run.state.workers[2] as never)).toBeUndefined();
    expect(names(openWorkers(run.state))).toEqual(["a", "b", "c"]);
    expect(run.effects).toEqual([{ type: "START_WORKERS", names: ["a"] }]);
  });

  test("a part of the plan may be dispatched, but not without what it depends on", () => {
    const plan = planOf(["a", worker("b", { depends_on: ["a"] }), "c"]);
    const run = emptyRun().propose(plan).approve().freeze();
    expect(run.offer({ type: "WORKERS_DISPATCHED", names: ["b"] })?.code).toBe("WORKERS_OPEN");
    run.dispatch("c").start("c").complete("c");
    expect(run.state.phase).toBe("MONITORING");
    run.dispatch("a", "b");
    expect(names(startableWorkers(run.state))).toEqual(["a"]);
  });

  test("dispatch takes names of the plan, also as ids, each once", () => {
    const run = emptyRun()
      .propose(planOf(["a", "b"]))
      .approve()
      .freeze();
    expect(run.offer({ type: "WORKERS_DISPATCHED", names: ["x"] })?.code).toBe("UNKNOWN_WORKER");
    run.dispatch("w02");
    expect([status(run, "a"), status(run, "b")]).toEqual(["planned", "queued"]);
    const again = run.offer({ type: "WORKERS_DISPATCHED", names: ["b"] });
    expect(again?.code).toBe("NOTHING_TO_DISPATCH");
    expect(run.offer({ type: "WORKERS_DISPATCHED", names: [] })?.code).toBe("NOTHING_TO_DISPATCH");
  });

  test("a Worker named like another one's id is itself", () => {
    const run = dispatched("x", "w01").start("w01");
    expect([status(run, "x"), status(run, "w01")]).toEqual(["queued", "running"]);
  });
});

describe("the end of a Worker", () => {
  test("is complete only with a diff and every QA command of its own at 0", () => {
    const run = dispatched(worker("a", { qa: ["npm test", "npm run lint"] })).start("a");
    const report = completed("a");
    const lint = { ...QA_OK, command: "npm run lint" };
    const code = (qa: (typeof QA_OK)[], files = report.files) =>
      run.offer({ ...report, files, qa })?.code;
    expect(code([QA_OK, lint], [])).toBe("EMPTY_DIFF");
    expect(code([QA_OK, { ...lint, exitCode: 1 }])).toBe("QA_FAILED");
    expect(code([QA_OK, { ...lint, exitCode: null as never }])).toBe("QA_FAILED");
    expect(code([QA_OK])).toBe("QA_NOT_RUN");
    expect(code([QA_OK, lint])).toBeUndefined();
    expect(run.offer(report)?.code).toBe("NOT_IN_PHASE");
  });

  test("happens once: a queued or ended one neither completes nor fails", () => {
    const run = dispatched("a", "b");
    expect(run.offer(completed("a"))?.code).toBe("WORKER_NOT_RUNNING");
    run.start("a").complete("a");
    expect(run.offer(completed("a"))?.code).toBe("WORKER_NOT_RUNNING");
    expect(run.offer(failed("a"))?.code).toBe("WORKER_NOT_RUNNING");
    expect(run.offer(cancel("a"))?.code).toBe("WORKER_NOT_RUNNING");
    expect(run.offer(started("a")[0])?.code).toBe("WORKER_NOT_RUNNING");
  });

  test("a failed one may still be cancelled, and leaves its feature open", () => {
    const run = dispatched("a", "b").start("a", "b").complete("b").fail("a").add(cancel("a"));
    expect(status(run, "a")).toBe("cancelled");
    expect(
      run.offer({ type: "CONFLICTS_CHECKED", head: oid("h"), commits: {}, problems: [] }),
    ).toMatchObject({
      code: "WORKERS_OPEN",
      why: { en: "Unfinished: a (cancelled).", ko: "완료되지 않은 Worker: a (취소됨)." },
    });
  });
});

describe("a changed plan", () => {
  const failing = () => dispatched("a", "b", "c").start("a", "b", "c").complete("a", "b").fail("c");

  test("keeps finished Workers, their ids and their work, and starts the rest anew", () => {
    const run = failing();
    const before = workerNamed(run.state, "a");
    run.propose(planOf(["d", "a", worker("b", { spec: "Build b better." }), "c"])).approve();
    expect(run.state.phase).toBe("DISPATCH");
    expect(workerNamed(run.state, "a")).toBe(before);
    expect(
      run.state.workers.map(({ id, spec, now }) => `${id} ${spec.name} ${now.status}`),
    ).toEqual(["w04 d planned", "w01 a completed", "w02 b planned", "w03 c planned"]);
    expect(workerNamed(run.state, "c")?.retries).toBe(0);
    run.dispatch("b", "c", "d").start("b", "c", "d").complete("b", "c", "d");
    run.check().integrate().pass().commit();
    expect(run.state.phase).toBe("DONE");
  });

  test("may drop a failed Worker: then nobody is left to start and the way on is open", () => {
    const run = failing()
      .propose(planOf(["a", "b"]))
      .approve();
    run.dispatch();
    expect(run.state.phase).toBe("INTEGRATE");
    run.check().integrate().pass().commit();
    expect(run.state.phase).toBe("DONE");
  });

  test("is asked for again: an answer to an older proposal counts for nothing", () => {
    const run = failing().propose(planOf(["a"]));
    const old = run.state.proposal?.number ?? 0;
    run.propose(planOf(["a", "b"]));
    const approval = { by: "question", requestID: "q", answer: "Approve" } as const;
    expect(run.offer({ type: "PLAN_APPROVED", proposal: old, approval })?.code).toBe("NO_PROPOSAL");
    expect(run.offer({ type: "PLAN_DECLINED", proposal: old, answer: "" })?.code).toBe(
      "NO_PROPOSAL",
    );
    expect(names(run.state.workers)).toEqual(["a", "b", "c"]);
  });
});
