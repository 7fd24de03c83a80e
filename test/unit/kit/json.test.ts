import { expect, test } from "vitest";
import { isRecord, merged, parsedJson, recordOf } from "../../../src/kit/json.ts";

test("invalid JSON becomes undefined, null stays null", () => {
  expect(parsedJson('{"a":1}')).toEqual({ a: 1 });
  expect(parsedJson("null")).toBeNull();
  for (const text of ["", "{", "{'a':1}"]) expect(parsedJson(text)).toBeUndefined();
});

test("a list and null are no records", () => {
  expect([{}, [], null, "text", undefined].map(isRecord)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(recordOf([1])).toEqual({});
  expect(recordOf({ a: 1 })).toEqual({ a: 1 });
});

test("records are merged key by key, lists and null replace", () => {
  const base = { a: { b: 1, c: [1, 2] }, d: { e: 1 } };
  expect(merged(base, { a: { c: [3] }, d: null })).toEqual({ a: { b: 1, c: [3] }, d: null });
  expect(base.a.c).toEqual([1, 2]);
});
