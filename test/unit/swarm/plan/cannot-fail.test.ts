import { expect, test } from "vitest";
import { cannotFail } from "../../../../src/swarm/core/plan/cannot-fail.ts";

const NEVER = [
  "true",
  ":",
  "true;",
  "exit 0",
  "echo ok",
  "printf 'all tests passed'",
  "npm test || true",
  "npm test || exit 0",
  "npm test; true",
  "npm test & true",
  "npm test | true",
  "npm test 2>&1 || true",
  "npm test || echo 'never mind'",
  "echo a && echo b",
  "(npm test) || true",
  "(true)",
];
const CAN = [
  "npm test",
  "npm test;",
  "npm test && echo ok",
  "echo a && npm test",
  "true && npm test",
  "test -f a || test -f b",
  "npm test || exit 1",
  "npm test 2>&1 | tee log",
  "npm test &> log",
  "(cd x && npm test)",
  'node -e "a(); true"',
  'grep -q "a || true" file',
  "false",
  "! true",
  "exit 1",
  "truetype-check",
];

test.each(NEVER)("%s cannot fail", (line) => {
  expect(cannotFail(line)).toBe(true);
});
test.each(CAN)("%s can fail", (line) => {
  expect(cannotFail(line)).toBe(false);
});
