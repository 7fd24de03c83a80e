import { describe, expect, test } from "vitest";
import { parseCounts, qaVerdict, suspects } from "../../../src/swarm/core/qa.ts";
import { QA_OK, worker } from "../../support/run-builder.ts";

describe("counts as runners print them", () => {
  test.each([
    ["node:test, spec", "ℹ tests 4\nℹ pass 3\nℹ fail 1\n", 3, 1],
    ["node:test, tap", "# tests 4\n# pass 4\n# fail 0\n", 4, 0],
    ["vitest", " Test Files  1 failed (1)\n      Tests  1 failed | 3 passed (4)\n", 3, 1],
    [
      "vitest in colour",
      "\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m5 passed\u001b[39m\u001b[22m (5)",
      5,
      0,
    ],
    ["jest", "Tests:       1 failed, 3 passed, 4 total", 3, 1],
    ["pytest", "==== 2 failed, 3 passed in 0.12s ====", 3, 2],
    [
      "cargo",
      "test result: ok. 3 passed; 0 failed; 0\ntest result: FAILED. 1 passed; 2 failed; 0",
      4,
      2,
    ],
  ])("%s", (_name, output, passed, failed) => {
    expect(parseCounts(output)).toEqual({ passed, failed });
  });

  test.each(["", "all 3 tests passed", "3 passed to the function", "# passing"])(
    "none in %j",
    (output) => {
      expect(parseCounts(output)).toBeUndefined();
    },
  );
});

describe("Workers whose files a failing output names", () => {
  const workers = [
    worker("board", { scope: ["src/board/**", "test/board.test.js"] }),
    worker("chat"),
    worker("알림", { scope: ["src/알림/**"] }),
  ];
  test.each([
    ["a stack trace", "at file:///tmp/x/src/chat/model.js:3:1", ["chat"]],
    ["a relative path", "  src/board/view.js(3,1): error", ["board"]],
    [
      "the most often named first",
      "src/chat/a.js src/board/a.js test/board.test.js",
      ["board", "chat"],
    ],
    ["a path that is not ASCII", "at /x/src/알림/모델.js:1", ["알림"]],
    ["in colour", "\u001b[31msrc/chat/a.js\u001b[0m", ["chat"]],
    ["nobody's", "at node:internal/x and src/shared/store.js", []],
  ])("%s", (_name, output, named) => {
    expect(suspects(output, workers)).toEqual(named);
  });
});

test("a verdict: every command at 0, and at least one", () => {
  expect(qaVerdict([QA_OK])).toEqual({ passed: true, why: "" });
  expect(qaVerdict([]).passed).toBe(false);
  const killed = { ...QA_OK, command: "slow", exitCode: null };
  expect(
    qaVerdict([QA_OK, { ...QA_OK, exitCode: 3 }, { ...killed, timedOut: true }, killed]),
  ).toEqual({
    passed: false,
    why: '"npm test" ended with 3; "slow" ran out of time; "slow" ended with a signal',
  });
});
