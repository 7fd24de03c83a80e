import { describe, expect, test } from "vitest";
import { INITIAL, type RunState } from "../../../../src/swarm/core/run/state.ts";
import { contradictions } from "../../../../src/swarm/core/show/contradiction.ts";
import { dispatched, emptyRun, planOf, settled } from "../../../support/run-builder.ts";

const truth = (text: string, state: RunState, language: "en" | "ko" = "en") =>
  contradictions(text, state, language)
    .map((each) => each.truth)
    .join("\n");

const working = () => dispatched("a", "b").start("a").state;
const proposed = () => emptyRun().propose(planOf(["a"])).state;
const merged = () => settled("a").check().integrate();
const failedQa = () => {
  const run = merged();
  const tree = run.state.integration?.tree ?? "";
  return run.add({ type: "QA_FAILED", tree, results: [], why: "npm test", suspects: [] }).state;
};
const stoppedByUser = () => {
  const run = dispatched("a").start("a");
  const why = "The user stopped it";
  return run.add({ type: "WORKER_FAILED", worker: "a", failure: "INTERRUPTED", why }).state;
};
const aborted = () => dispatched("a").add({ type: "RUN_ABORTED", quote: "stop", kept: [] }).state;
const committed = () => merged().pass().commit().state;

describe("false words are contradicted with what is true", () => {
  test.each([
    ["I have stopped the run.", working(), /^not stopped: w01, w02 still work or wait/],
    ["I have stopped all Workers.", working(), /^not stopped: w01, w02/],
    ["Stopped.", settled("a").state, /it is in INTEGRATE\. \/aegis abort/],
    ["Run aborted.", proposed(), /it is in DESIGN/],
    ["The plan is approved.", proposed(), /^not approved: the plan waits for your answer/],
    ["Plan approved!", INITIAL, /^not approved: you have approved no plan/],
    ["Committed.", merged().state, /^nothing is committed: the run is in FINAL_QA/],
    ["I committed the fix.", INITIAL, /^nothing is committed by Aegis/],
    ["I have committed it.", aborted(), /^nothing is committed by Aegis/],
    ["Everything has been merged.", settled("a").state, /^nothing is merged/],
    ["All tests pass.", merged().state, /^the agreed QA has not run/],
    ["All tests pass.", failedQa(), /^the agreed QA has not passed.*npm test/],
    ["The final QA passed.", settled("a").state, /^the agreed QA has not run/],
  ])("%s", (text, state, expected) => {
    expect(truth(text, state)).toMatch(expected);
  });

  test("in the person's language", () => {
    expect(truth("중단했습니다.", working(), "ko")).toMatch(/^멈추지 않았습니다\. w01, w02/);
    expect(truth("계획이 승인되었습니다.", proposed(), "ko")).toContain("답을 기다립니다");
  });

  test("once, also if several sentences say it", () => {
    expect(truth("Stopped. All Workers are stopped.", working()).split("\n")).toHaveLength(1);
  });
});

describe("true words stand", () => {
  test.each([
    ["Stopped.", stoppedByUser()],
    ["The run is aborted.", aborted()],
    ["Stopped.", INITIAL],
    ["All Workers are stopped.", settled("a").state],
    ["The plan is approved.", working()],
    ["The plan was approved.", committed()],
    ["Committed.", committed()],
    ["Everything is merged.", merged().state],
    ["All tests pass.", merged().pass().state],
    ["The final QA passed.", merged().pass().state],
    // The Workers' own QA, or a shell of the Commander.
    ["All tests pass.", settled("a").state],
    ["All tests pass.", working()],
  ])("%s", (text, state) => {
    expect(truth(text, state)).toBe("");
  });
});
