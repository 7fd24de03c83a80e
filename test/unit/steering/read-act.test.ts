import { expect, test } from "vitest";
import { readAct } from "../../../src/steering/core/read-act.ts";

test.each([
  ["", { act: "status" }],
  ["  \n ", { act: "status" }],
  ["status", { act: "status" }],
  ["STOP", { act: "stop" }],
  [" resume ", { act: "resume" }],
  ["report", { act: "report" }],
  ["help", { act: "help" }],
  ["상태", { act: "status" }],
  ["재개", { act: "resume" }],
  ["보고서", { act: "report" }],
  ["도움말", { act: "help" }],
  // A word that may mean either stops, because a stop can be taken back.
  ["중단", { act: "abort", sure: false }],
  ["정지".normalize("NFD"), { act: "stop" }],
  ["retry w01", { act: "retry", worker: "w01", words: "" }],
  ["재시도 pay", { act: "retry", worker: "pay", words: "" }],
  // The Worker reads the user's words as they were typed.
  [
    "Retry PAY  Use Decimal,\n not Float",
    { act: "retry", worker: "pay", words: "Use Decimal,\n not Float" },
  ],
  ["cancel w02", { act: "cancel", worker: "w02" }],
  ["취소 w02", { act: "cancel", worker: "w02" }],
  ["approve", { act: "approve" }],
  ["승인", { act: "approve" }],
  ["decline", { act: "decline", words: "" }],
  ["거부 Worker 하나로", { act: "decline", words: "Worker 하나로" }],
  ["Decline  use SQLite,\n not Postgres", { act: "decline", words: "use SQLite,\n not Postgres" }],
  // A plan is named as its file is.
  ["approve plan-3", { act: "approve", plan: 3 }],
  ["승인 Plan-12", { act: "approve", plan: 12 }],
  ["decline plan-2 plan-1 was better", { act: "decline", plan: 2, words: "plan-1 was better" }],
  ["반려 plan-2", { act: "decline", plan: 2, words: "" }],
  [
    "choose plan-2 QA 3",
    { act: "choose", plan: 2, said: "QA 3", choices: { strategy: "commander-all" } },
  ],
  // Words after "decline" are a wish, also if they would be a choice of their own.
  ["decline QA 2", { act: "decline", words: "QA 2" }],
  ["abort", { act: "abort", sure: false }],
  ["종료", { act: "abort", sure: false }],
  ["abort yes", { act: "abort", sure: true }],
  ["Abort  YES", { act: "abort", sure: true }],
  ["종료 예", { act: "abort", sure: true }],
])("%j is %j", (said, wanted) => {
  expect(readAct(said)).toEqual(wanted);
});

test.each([
  ["sotp", "stop"],
  ["statsu", "status"],
  ["hepl", "help"],
  ["resum", "resume"],
  // The whole swarm must not stop if one Worker is named.
  ["stop w01", "stop"],
  ["aprove", "approve"],
  // An approval with words of its own is a wish too.
  ["approve but without w02", "approve"],
  ["approve plan-3 but without w02", "approve"],
  ["approve plan-x", "approve"],
  ["stop plan-3", "stop"],
  ["abort no", "abort"],
  ["abort yes please", "abort"],
  ["resume a b", "resume"],
  ["retry", "retry"],
  ["cancel", "cancel"],
  // One Worker is named at a time.
  ["cancel w01 w02", "cancel"],
  ["go", undefined],
  ["x", undefined],
  ["build a form", undefined],
])("%j is no act; the nearest one is %s", (said, nearest) => {
  expect(readAct(said)).toEqual({ act: "unknown", said, ...(nearest ? { nearest } : {}) });
});
