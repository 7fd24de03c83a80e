import { expect, test } from "vitest";
import { loadRows } from "../../../src/report/core/load.ts";

const phases = [
  { phase: "DESIGN", from: 0, to: 10 },
  { phase: "MONITORING", from: 10, to: 30 },
  { phase: "INTEGRATE", from: 30, to: 30 },
  // A retry leads back.
  { phase: "MONITORING", from: 40, to: 50 },
] as const;
const asked = (startedAt: number, endedAt: number, ...calls: number[]) => ({
  ...{ startedAt, endedAt },
  calls: calls.map((at) => ({ tool: "read", status: "completed", startedAt: at })),
});

test("requests at the same time, in each phase that took time", () => {
  const lines = [asked(0, 5), asked(10, 20), asked(12, 22), asked(20, 30), asked(40, 50)];
  expect(loadRows(lines, { phases: [...phases] })).toEqual([
    { phase: "DESIGN", most: 1, mean: 0.5 },
    { phase: "MONITORING", most: 2, mean: 40 / 30 },
  ]);
});

test("a request ends where its first tool call begins, and is cut where a phase ends", () => {
  const lines = [asked(5, 28, 15, 12), asked(12, 14)];
  expect(loadRows(lines, { phases: [...phases] })).toEqual([
    { phase: "DESIGN", most: 1, mean: 0.5 },
    { phase: "MONITORING", most: 1, mean: 4 / 30 },
  ]);
});

test("without answers nothing was asked; a call that a clock puts before its answer gives no time", () => {
  expect(loadRows([], { phases: [...phases] }).map(({ most }) => most)).toEqual([0, 0]);
  expect(loadRows([asked(5, 9, 2)], { phases: [...phases] })[0]?.mean).toBe(0);
});
