import { expect, test } from "vitest";
import { nowText } from "../../../src/runs/core/now-text.ts";
import { RUN_WORDS } from "../../../src/runs/core/words.ts";
import { aboutCall, callsOfRun, type LiveCalls } from "../../../src/swarm/core/live-calls.ts";

test.each([
  ["a path of the Worker's own folder is short", { filePath: "/top/w01/src/a.ts" }, "src/a.ts"],
  ["a path elsewhere is whole", { filePath: "/top/w010/src/a.ts" }, "/top/w010/src/a.ts"],
  ["a search names its pattern", { pattern: "session.*Of" }, "session.*Of"],
  [
    "a command is one line",
    { command: "npm test \\\n  -- --run\u001b[2J" },
    "npm test \\ -- --run [2J",
  ],
  ["a blank text is none", { filePath: " ", description: "look" }, "look"],
  ["nothing is known of a call without input", {}, undefined],
])("%s", (_what, input, about) => {
  expect(aboutCall(input, "/top/w01")).toBe(about);
});

test("a long command is cut", () => {
  expect(aboutCall({ command: "x".repeat(5_000) }, undefined)).toHaveLength(200);
});

const SEEN: LiveCalls = { v: 1, run: "run-1", pid: 7, workers: {} };

test.each([
  ["the driver of this run", SEEN, { pid: 7, alive: true }, true],
  ["an ended driver", SEEN, { pid: 7, alive: false }, false],
  ["the driver before this one", SEEN, { pid: 8, alive: true }, false],
  ["another run", { ...SEEN, run: "run-0" }, { pid: 7, alive: true }, false],
  ["nobody", SEEN, undefined, false],
])("what %s has seen", (_who, seen, driver, isShown) => {
  expect(callsOfRun(seen, "run-1", driver)).toBe(isShown ? seen : undefined);
});

const call = { tool: "edit", about: "src/a.ts", startedAt: 1_000, status: "running" };
const ended = { ...call, endedAt: 4_000 };

test.each([
  ["en", { call }, "edit src/a.ts (9s)"],
  ["en", { call: { ...call, helper: "scout" as const } }, "scout: edit src/a.ts (9s)"],
  ["en", { call, answeringSince: 500 }, "edit src/a.ts (9s)"],
  ["en", { answeringSince: 1_000 }, "the model answers (9s)"],
  ["en", { answeringSince: 5_000, call: ended }, "the model answers (5s), after edit src/a.ts"],
  ["en", { call: { ...ended, status: "error" } }, "after edit src/a.ts, which failed (6s ago)"],
  ["en", { restingSince: 7_000, call: ended }, "at rest (3s), after edit src/a.ts"],
  ["ko", { restingSince: 7_000 }, "쉬는 중(3s)"],
  ["en", {}, undefined],
  ["ko", { answeringSince: 5_000, call: ended }, "모델 응답 중(5s), 직전: edit src/a.ts"],
  ["ko", { call: { ...ended, status: "error" } }, "직전: edit src/a.ts 실패 (6s 전)"],
] as const)("in %s: %o", (language, agent, text) => {
  expect(nowText(agent, RUN_WORDS[language], 10_000)).toBe(text);
});
