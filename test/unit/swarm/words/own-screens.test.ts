import { expect, test } from "vitest";
import { findQuote } from "../../../../src/swarm/core/words/approval.ts";
import { stateClaims } from "../../../../src/swarm/core/words/state-claims.ts";

test.each([
  "승인 버튼을 추가해줘",
  "ok 버튼을 크게",
  "confirm dialog too",
  "ok, what does QA 3 mean",
  "I approve of the colour",
  "좋아요 근데 QA 3",
  "맞아요 그런데요",
  "start with the login page",
])("%j approves no plan", (text) => {
  expect(quoted(text)).toBe(false);
});

test.each([
  "approve",
  "I approve of the plan",
  "승인합니다",
  "start with it",
  "start",
  "ok, go ahead",
  "확인했습니다, 진행해 주세요",
])("%j approves", (text) => {
  expect(quoted(text)).toBe(true);
});

test.each([
  "w01의 작업을 중단했습니다.",
  "w02 작업은 취소했습니다.",
  "The changes are committed by the plugin at the end.",
  "계획이 승인되었을 때 알림을 보냅니다.",
])("%j claims nothing of the run", (text) => {
  expect(stateClaims(text)).toEqual([]);
});

function quoted(text: string): boolean {
  return findQuote(text, [{ id: "m", createdAt: 1, texts: [{ text, synthetic: false }] }]).ok;
}
