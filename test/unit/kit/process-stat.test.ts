import { expect, test } from "vitest";
import { isBelow, startOf } from "../../../src/kit/process/process-stat.ts";

const NOBODY = 2 ** 22 + 1;

test("a process is below itself and its parents, and below no other", () => {
  expect(isBelow(process.pid, process.pid)).toBe(true);
  expect(isBelow(process.pid, process.ppid)).toBe(true);
  expect(isBelow(process.ppid, process.pid)).toBe(false);
  expect(isBelow(NOBODY, process.pid)).toBe(false);
});

test("the start of a process is told, of no process nothing", () => {
  expect(startOf(process.pid)?.environment).toContain(`PATH=${process.env["PATH"]}`);
  expect(startOf(NOBODY)).toBeUndefined();
});
