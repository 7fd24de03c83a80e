import { expect, test } from "vitest";
import { readChoice } from "../../../../src/swarm/core/words/plan-choice.ts";

const QA3 = { strategy: "commander-all" };

test.each([
  ["QA 3", QA3],
  ["qa3", QA3],
  ["QA: 3번으로", QA3],
  ["3번 QA", QA3],
  ["QA 전략 3번으로 바꿔줘", QA3],
  ["Workers 3", { workers: 3 }],
  ["3 workers at a time, please", { workers: 3 }],
  ["작업자 3", { workers: 3 }],
  ["작업자는 3명으로", { workers: 3 }],
  ["워커 ３개", { workers: 3 }],
  ["QA 3, Workers 2", { ...QA3, workers: 2 }],
  ["작업자 2명 그리고 QA 3", { ...QA3, workers: 2 }],
])("“%s” is a choice", (text, choices) => {
  expect(readChoice(text)).toEqual({ is: "choice", choices });
});

test.each([
  ...["2", "2번", "QA", "Workers", "QA 5", "QA 0", "Workers 0", "QA 2 or 3", "QA 2 3"],
  ...["QA 2, QA 3", "3 workers QA 2", "QA 2?", "approve QA 2", "QA 2 승인", "Workers 2 또는 3"],
])("“%s” has no one meaning", (text) => {
  expect(readChoice(text)).toEqual({ is: "unclear" });
});

test.each([
  ...["", "Approve", "승인", "approve?", "yes", "Change", "no", "3 Workers, one for each page"],
  ...["Use QA 2 and also drop feature b", "QA 2 except for b", "do not use QA 2", "QA 2.5 seconds"],
  ...["Workers must not touch docs", "작업자 3은 필요 없어요", "2 features"],
])("“%s” is the user's own wish", (text) => {
  expect(readChoice(text)).toEqual({ is: "none" });
});
