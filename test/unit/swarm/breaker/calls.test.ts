import { expect, test } from "vitest";
import {
  countCall,
  countResult,
  NO_CALLS,
  newRow,
  withoutResult,
} from "../../../../src/swarm/core/breaker/calls.ts";

/** One call: its tool with arguments, its result, the run's revision before it, and the events it writes. */
type Step = [call: string, result?: string, revision?: number, own?: number];

/** How often each call was made in a row. */
function rows(steps: readonly Step[]): number[] {
  let row = NO_CALLS;
  return steps.map(([call, result, revision = 0, own = 0], index) => {
    const callID = `call_${index}`;
    row = countCall(row, { call, callID, revision });
    const { inARow } = row;
    if (result !== undefined) row = countResult(row, { callID, result, revision: revision + own });
    return inARow;
  });
}

test.each<[string, Step[], number[]]>([
  [
    "the same call with the same result",
    [
      ["a", "x"],
      ["a", "x"],
      ["a", "x"],
    ],
    [1, 2, 3],
  ],
  ["calls of one message, before any result", [["a"], ["a"], ["a"]], [1, 2, 3]],
  [
    "another call in between",
    [
      ["a", "x"],
      ["b", "x"],
      ["a", "x"],
    ],
    [1, 1, 1],
  ],
  [
    "another result than last time",
    [
      ["a", "x"],
      ["a", "y"],
      ["a", "y"],
      ["a", "y"],
    ],
    [1, 2, 2, 3],
  ],
  [
    "a result that always changes",
    [
      ["a", "1"],
      ["a", "2"],
      ["a", "3"],
      ["a", "4"],
    ],
    [1, 2, 2, 2],
  ],
  [
    "a change of the run by others",
    [
      ["a", "x", 5],
      ["a", "x", 5],
      ["a", "x", 6],
    ],
    [1, 2, 1],
  ],
  [
    "the call's own events",
    [
      ["a", "x", 5, 2],
      ["a", "x", 7, 2],
      ["a", "x", 9, 2],
    ],
    [1, 2, 3],
  ],
])("%s", (_what, steps, expected) => {
  expect(rows(steps)).toEqual(expected);
});

test("the text of a refused repetition is no result", () => {
  const call = { call: "a", callID: "call_1", revision: 0 };
  const result = { callID: "call_1", result: "x", revision: 0 };
  const answered = countResult(countCall(NO_CALLS, call), result);
  const refused = withoutResult(countCall(answered, { ...call, callID: "call_2" }));
  const told = { callID: "call_2", result: "[AEGIS LOOP_DETECTED]", revision: 0 };
  expect(countResult(refused, told)).toEqual(refused);
  expect(countCall(refused, { ...call, callID: "call_3" }).inARow).toBe(3);
});

test("words begin a new row; the total of calls goes on", () => {
  const call = { call: "a", callID: "call_1", revision: 0 };
  const again = countCall(newRow(countCall(NO_CALLS, call)), call);
  expect(again).toMatchObject({ inARow: 1, total: 2 });
});
