import { expect, test } from "vitest";
import { usersTurn } from "../../../src/runs/core/next-steps.ts";
import { emptyRun, planOf, type RunBuilder } from "../../support/run-builder.ts";

const DRIVER = { pid: 7, alive: true };
const RESTS = { restingSince: 5 };
const WAKE = [{ what: "wake-commander" }];

const approved = () =>
  emptyRun()
    .propose(planOf(["a"]))
    .approve();
const started = () => approved().freeze().dispatch("a").start("a");

test.each<[string, RunBuilder, object[]]>([
  ["in FOUNDATION", approved(), WAKE],
  ["after all Workers have ended", started().complete("a"), WAKE],
  ["while a Worker works", started(), []],
  ["while a plan waits", emptyRun().propose(planOf(["a"])), [{ what: "answer-plan" }]],
])("a Commander at rest %s", (_when, run, steps) => {
  expect(usersTurn(run.state, DRIVER, RESTS)).toMatchObject(steps);
  expect(usersTurn(run.state, DRIVER, RESTS)).toHaveLength(steps.length);
});

test("a Commander that is not seen at rest, or whose OpenCode has ended, is not woken", () => {
  const { state } = started().complete("a");
  expect(usersTurn(state, DRIVER, { answeringSince: 5 })).toEqual([]);
  expect(usersTurn(state, DRIVER, undefined)).toEqual([]);
  expect(usersTurn(state, { ...DRIVER, alive: false }, RESTS)).toMatchObject([
    { what: "start-opencode" },
  ]);
});
