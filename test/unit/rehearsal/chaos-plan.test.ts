import { describe, expect, test } from "vitest";
import {
  FAULT_NAMES,
  faultName,
  planFaults,
  planKills,
} from "../../../src/rehearsal/core/chaos-plan.ts";

const SEEDS = Array.from({ length: 100 }, (_, n) => n + 1);
const plans = SEEDS.map(planFaults);

describe("the faults of a seed", () => {
  test("are the same each time, and others for another seed", () => {
    expect(SEEDS.map(planFaults)).toEqual(plans);
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(SEEDS.length);
  });

  test("are two to five", () => {
    const counts = new Set(plans.map(({ length }) => length));
    expect([...counts].sort()).toEqual([2, 3, 4, 5]);
  });

  test("are of every kind over 100 seeds, in both conversations, at events and at requests", () => {
    const faults = plans.flat();
    expect(new Set(faults.map(({ fault }) => faultName(fault)))).toEqual(new Set(FAULT_NAMES));
    const conversations = faults.flatMap(({ fault }) =>
      "conversation" in fault ? fault.conversation : [],
    );
    expect(new Set(conversations)).toEqual(new Set(["same", "new"]));
    expect(new Set(faults.map(({ moment }) => moment.at))).toEqual(new Set(["event", "request"]));
  });

  test("delete a folder only while there may be one", () => {
    const moments = plans
      .flat()
      .flatMap(({ fault, moment }) => (fault.kind === "folder" ? moment : []))
      .map((moment) => (moment.at === "event" ? moment.type : "request"));
    expect(moments.length).toBeGreaterThan(0);
    for (const early of [
      "request",
      "RUN_STARTED",
      "PLAN_APPROVED",
      "FOUNDATION_FROZEN",
      "COMMITTED",
    ])
      expect(moments).not.toContain(early);
  });
});

describe("kills after every event", () => {
  const kills = planKills(3);

  test("meet every event once, the same for the same seed", () => {
    const moments = kills.map(({ moment }) => JSON.stringify(moment));
    expect(new Set(moments).size).toBe(moments.length);
    expect(kills.filter(({ fault }) => fault.kind !== "kill")).toEqual([]);
    expect(planKills(3)).toEqual(kills);
    expect(planKills(4)).not.toEqual(kills);
  });

  test("come between event and effect as well as later", () => {
    const delays = new Set(
      [1, 2, 3].flatMap((seed) => planKills(seed)).map((each) => each.afterMs),
    );
    expect(delays.has(0)).toBe(true);
    expect(delays.size).toBeGreaterThan(3);
  });
});
