import { expect, test } from "vitest";
import { historyOf } from "../../../src/runs/core/history.ts";
import { noteOf } from "../../../src/swarm/core/show/note.ts";
import { settled } from "../../support/run-builder.ts";

const PROBLEM = {
  ...{ code: "SAME_PATH", text: "a and b both changed x" },
  ko: "a와(과) b이(가) 모두 x을(를) 바꿨습니다",
};
const REPORT = { type: "REPORT_REFUSED", worker: "a", code: "EMPTY_DIFF" } as const;

test("the history reads a refused report and a conflict in both languages", () => {
  const run = settled("a").check([PROBLEM, { code: "X", text: "an old one" }]);
  const report = { ...REPORT, why: "a changed nothing.", ko: "a이(가) 변경한 것이 없습니다." };
  const record = { seq: 99, at: new Date(0).toISOString(), event: report };
  const told = historyOf([...run.records, record]).map(({ text, ko }) => ({ text, ko }));
  expect(told).toContainEqual({
    text: "SAME_PATH: a and b both changed x; X: an old one",
    ko: `SAME_PATH: ${PROBLEM.ko}; X: an old one`,
  });
  expect(told).toContainEqual({
    text: "EMPTY_DIFF: a changed nothing.",
    ko: "EMPTY_DIFF: a이(가) 변경한 것이 없습니다.",
  });
});

test("the conversation's note of a conflict check is in the reader's language", () => {
  const before = settled("a").state;
  const run = settled("a").check([PROBLEM]);
  const event = run.records.at(-1)?.event;
  if (event?.type !== "CONFLICTS_CHECKED") throw new Error("no check");
  const happened = { before, after: run.state, event };
  expect(noteOf(happened, "ko")).toContain(PROBLEM.ko);
  expect(noteOf(happened, "en")).toContain(PROBLEM.text);
});
