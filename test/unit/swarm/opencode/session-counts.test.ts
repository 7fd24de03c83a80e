import { describe, expect, test } from "vitest";
import { sessionCounts } from "../../../../src/swarm/opencode/session-counts.ts";

const LIMITS = { requests: 6, fruitlessRequests: 3, compactions: 1 };

function scene() {
  const counts = sessionCounts();
  const ask = (part = "") => counts.request({ compaction: false, part }, LIMITS);
  const asks = (times: number, part = "") =>
    Array.from({ length: times }, () => ask(part)).filter((runaway) => !runaway).length;
  return { counts, ask, asks };
}

describe("a session without an end", () => {
  test("sends nothing more until someone speaks", () => {
    const { counts, asks } = scene();
    expect(asks(9)).toBe(3);
    counts.ran();
    expect(asks(9)).toBe(0);
    counts.addressed();
    expect(asks(9)).toBe(3);
  });

  test("keeps its total when someone speaks, until all is restarted or another part begins", () => {
    const { counts, ask, asks } = scene();
    const runs = (times: number, part = "") => {
      let sent = 0;
      for (let index = 0; index < times; index += 1) {
        if (!ask(part)) sent += 1;
        counts.ran();
      }
      return sent;
    };
    expect(runs(4)).toBe(4);
    counts.addressed();
    expect(runs(9)).toBe(2);
    counts.restart();
    expect(runs(4)).toBe(4);
    expect(runs(9, "FINAL_QA")).toBe(6);
    counts.restart();
    expect(asks(9, "FINAL_QA")).toBe(3);
  });

  test("whose turn is ended for another reason sends nothing more", () => {
    const { counts, ask } = scene();
    const runaway = { kind: "sameCall", count: 10, tool: "commit" } as const;
    counts.endTurn(runaway);
    expect(ask()).toEqual(runaway);
    counts.restart();
    expect(ask()).toBeUndefined();
  });
});

test("what the host reports again is counted once", () => {
  const { counts, ask, asks } = scene();
  for (const id of ["prt_1", "prt_1", "prt_2"]) counts.fault("unknownTool", id);
  counts.fault("serverError");
  counts.fault("serverError");
  asks(3);
  expect(ask()).toMatchObject({ faults: { unknownTool: 2, serverError: 2 } });
});
