import { describe, expect, test } from "vitest";
import { chosenRows, filesOf } from "../faults/chosen-rows.ts";
import { by, type FaultRow } from "../faults/fault-row.ts";
import { type EndedCase, judge } from "../faults/judge.ts";

const FILE = "test/unit/x.test.ts";
const row = (more: Partial<FaultRow> = {}): FaultRow => ({
  id: "P1",
  fault: "f",
  outcome: "o",
  proofs: [by("unit/x", "one", /^all > /)],
  ...more,
});
const ended = (name: string, result: EndedCase["result"] = "passed", file = FILE): EndedCase => ({
  ...{ file, name, result },
  seconds: 2,
});
const ALL = [ended("one"), ended("all > a"), ended("all > b"), ended("other")];

test("a row is proven when all of its cases have passed, each counted once", () => {
  const twice = [by("unit/x", "one", /^all > /), by("unit/x", "one")];
  expect(judge(row({ proofs: twice }), ALL)).toMatchObject({
    ...{ state: "proven", reasons: [], cases: 3, passed: 3, failed: 0, skipped: 0, seconds: 6 },
  });
});

test.each([
  ["failed", [ended("all > a", "failed")], "failed: test/unit/x.test.ts > all > a"],
  ["skipped", [ended("all > a", "skipped")], "skipped: test/unit/x.test.ts > all > a"],
  ["not found", [], "not found: test/unit/x.test.ts: /^all > /"],
  ["not found", [ended("all > a", "passed", "test/unit/y.test.ts")], "not found: "],
])("a row with a case that is %s is not proven, and the case is named", (state, cases, reason) => {
  const verdict = judge(row(), [ended("one"), ...cases]);
  expect(verdict.state).toBe(state);
  expect(verdict.reasons.join()).toContain(reason);
});

test("a failure is graver than a missing case, a missing case graver than a skipped one", () => {
  const failed = judge(row(), [ended("one", "failed")]);
  expect([failed.state, failed.reasons.length]).toEqual(["failed", 2]);
  expect(judge(row(), [ended("one", "skipped")]).state).toBe("not found");
});

test("a row that says what is open is not proven, whatever passes", () => {
  expect(judge(row({ open: "jitter" }), ALL)).toMatchObject({
    state: "open",
    reasons: ["open: jitter"],
  });
});

describe("a part of the rows", () => {
  const rows = ["A1", "A2", "A3", "A10"].map((id) => ({
    ...{ id, fault: "f", outcome: "o", proofs: [by(`unit/${id}`, /./)] },
  }));
  const ids = (text?: string) => chosenRows(rows, text).map(({ id }) => id);

  test("is named by ids and ranges, in the rows' order; without a name it is all", () => {
    expect([ids(), ids("")]).toEqual([rows.map(({ id }) => id), rows.map(({ id }) => id)]);
    expect(ids("A10,A2-A3")).toEqual(["A2", "A3", "A10"]);
    expect(filesOf(chosenRows(rows, "A2,A2"))).toEqual(["test/unit/A2.test.ts"]);
  });

  test.each(["A4", "A1-A99", "A3-A1", ",", "A1,"])(
    "%s is refused: it would play nothing",
    (text) => {
      expect(() => ids(text)).toThrow(/no row/);
    },
  );
});
