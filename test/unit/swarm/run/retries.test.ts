import { describe, expect, test } from "vitest";
import { FREE_RETRY_LIMIT, RETRY_LIMIT } from "../../../../src/swarm/core/run/worker-guards.ts";
import { dispatched, oid, settled } from "../../../support/run-builder.ts";

const retry = (name: string) =>
  ({ type: "WORKER_RETRIED", worker: name, instructions: "mend it" }) as const;

describe("retries", () => {
  test.each(["INTERRUPTED", "MODEL_SERVER", "START_FAILED"] as const)(
    "after %s are free, also if the Worker's own are used up",
    (failure) => {
      const run = dispatched("a").start("a");
      const cutOff = { type: "WORKER_FAILED", worker: "a", failure, why: "-" } as const;
      for (let round = 0; round < 4; round += 1) run.add(cutOff).add(retry("a")).start("a");
      expect(run.state.workers[0]?.retries).toBe(0);
      for (let round = 0; round < RETRY_LIMIT; round += 1) run.fail("a").add(retry("a")).start("a");
      run.add(cutOff).add(retry("a")).start("a");
      expect(run.state.workers[0]?.retries).toBe(RETRY_LIMIT);
      run.fail("a");
      expect(run.offer(retry("a"))?.code).toBe("RETRY_BUDGET");
    },
  );

  test("after a clash with what others have done are free, and end after some in a row", () => {
    const clash = { code: "MERGE_CONFLICT", worker: "a", text: "a does not merge: x" };
    const run = dispatched("a").start("a").complete("a");
    for (let round = 0; round < FREE_RETRY_LIMIT; round += 1)
      run.check([clash]).add(retry("a")).start("a").complete("a");
    expect(run.state.workers[0]?.retries).toBe(0);
    run.check([clash]);
    expect(run.offer(retry("a"))?.code).toBe("RETRY_BUDGET");
    run.check([{ code: "SAME_PATH", text: "a and b both changed x" }]).add(retry("a"));
    expect(run.state.workers[0]?.retries).toBe(1);
  });

  test(`after faults of others are ${FREE_RETRY_LIMIT} in a row; a word from the user allows more`, () => {
    const run = dispatched("a").start("a");
    const broken = {
      type: "WORKER_FAILED",
      worker: "a",
      failure: "START_FAILED",
      why: "-",
    } as const;
    for (let round = 0; round < FREE_RETRY_LIMIT; round += 1)
      run
        .add(broken)
        .add({ ...retry("a"), spokenAt: 1 })
        .start("a");
    run.add(broken);
    expect(run.offer({ ...retry("a"), spokenAt: 1 })?.code).toBe("RETRY_BUDGET");
    const endedAt = run.state.workers[0]?.endedAt ?? 0;
    expect(run.offer({ ...retry("a"), spokenAt: endedAt })?.code).toBe("RETRY_BUDGET");
    run
      .add({ ...retry("a"), spokenAt: endedAt + 1 })
      .start("a")
      .add(broken);
    expect(run.offer(retry("a"))).toBeUndefined();
  });

  test(`are ${RETRY_LIMIT} per Worker, whatever their end`, () => {
    const run = dispatched("a").start("a");
    for (let round = 0; round < RETRY_LIMIT; round += 1) run.fail("a").add(retry("a")).start("a");
    run.complete("a");
    expect(run.offer(retry("a"))?.code).toBe("RETRY_BUDGET");
    expect(run.state.workers[0]?.retries).toBe(RETRY_LIMIT);
  });

  test("are for ended Workers of the plan", () => {
    const run = dispatched("a", "b").start("a");
    expect(run.offer(retry("a"))?.code).toBe("WORKER_CLOSED");
    expect(run.offer(retry("b"))?.code).toBe("WORKER_CLOSED");
    expect(run.offer(retry("x"))?.code).toBe("UNKNOWN_WORKER");
  });

  test("make an earlier conflict check and QA worthless", () => {
    const run = settled("a").check().integrate().pass().add(retry("a"));
    expect(run.state).not.toHaveProperty("qa");
    expect(run.state).not.toHaveProperty("conflictCheck");
    expect(run.state.phase).toBe("MONITORING");
    run.start("a").complete("a");
    const stale = {
      type: "INTEGRATED",
      commit: oid("m"),
      tree: oid("t"),
      head: oid("head"),
    } as const;
    expect(run.offer({ ...stale, applied: {} })?.code).toBe("CONFLICTS_UNCHECKED");
  });

  test("keep nudges and refused reports of each attempt apart", () => {
    const run = dispatched("a", "b").start("a");
    const nudge = { type: "WORKER_NUDGED", worker: "a", why: "quiet" } as const;
    run.add(nudge, nudge, { type: "REPORT_REFUSED", worker: "a", code: "QA_FAILED", why: "red" });
    expect(run.state.workers[0]).toMatchObject({ nudges: 2, refusedReports: 1 });
    run.fail("a").add(retry("a")).start("a");
    expect(run.state.workers[0]).toMatchObject({ nudges: 0, refusedReports: 0, retries: 1 });
  });
});
