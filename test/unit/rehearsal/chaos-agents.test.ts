import { describe, expect, test } from "vitest";
import { commanderMove, GO_ON, NEEDS_USER } from "../../../src/rehearsal/core/chaos-commander.ts";
import { FOUNDATION, PLAN } from "../../../src/rehearsal/core/chaos-project.ts";
import { userMove } from "../../../src/rehearsal/core/chaos-user.ts";
import { workerMove } from "../../../src/rehearsal/core/chaos-worker.ts";
import { INITIAL, type RunState } from "../../../src/swarm/core/run/state.ts";
import { dispatched, emptyRun, planOf, settled } from "../../support/run-builder.ts";

const CREW = ["a", "b", "c"] as const;
const CLASH = { code: "MERGE_CONFLICT", worker: "a", text: "a does not merge: src/a/x" };
const tired = () => settled(...CREW).state.workers.map((each) => ({ ...each, freeRetries: 3 }));
const PROBLEM = { code: "MERGE_CONFLICT", text: "a does not merge: src/a/base.txt" };

/** The call or the words that the Commander answers with. */
function answer(state: RunState, newest = "", missing: string[] = []): string {
  const { move } = commanderMove({ state, newest, missing });
  return move.calls?.map(({ tool }) => tool).join() ?? move.text ?? "";
}

describe("the scripted Commander", () => {
  const proposed = () => emptyRun().propose(planOf(CREW));
  const ready = () =>
    settled(...CREW)
      .check()
      .integrate();
  test.each([
    ["nothing has begun", INITIAL, "", "design_propose"],
    ["a run without a plan", emptyRun().state, "", "design_propose"],
    ["a plan without an answer", proposed().state, GO_ON, "design_approve"],
    ["the question may be put", proposed().state, "Now call question with any text", "question"],
    ["the foundation stands", proposed().approve().state, "", "foundation_freeze"],
    ["the foundation is frozen", proposed().approve().freeze().state, "", "dispatch_workers"],
    ["Workers work", dispatched(...CREW).start("a").state, "", "worker_wait"],
    [
      "a Worker has failed",
      dispatched(...CREW)
        .start("a", "b")
        .fail("b").state,
      "",
      "worker_retry",
    ],
    ["all have ended well", settled(...CREW).state, "", "check_conflicts"],
    ["the check is clear", settled(...CREW).check().state, "", "integrate"],
    ["a check of before", settled(...CREW).check().state, GO_ON, "check_conflicts"],
    ["integrated", ready().state, "", "qa_run"],
    ["QA has passed", ready().pass().state, "", "commit"],
    ["the branch has moved", ready().pass().state, "[AEGIS BRANCH_MOVED] x", "check_conflicts"],
    [
      "the user's work is in the way",
      ready().pass().state,
      "[AEGIS USER_CHANGES_OVERLAP] x",
      `${NEEDS_USER}USER_CHANGES_OVERLAP`,
    ],
    [
      "the check has found a problem",
      settled(...CREW).check([PROBLEM]).state,
      PROBLEM.text,
      `${NEEDS_USER}CONFLICTS_FOUND`,
    ],
    ["a Worker does not merge", settled(...CREW).check([CLASH]).state, CLASH.text, "worker_retry"],
    [
      "a Worker does not merge after its retries",
      { ...settled(...CREW).check([CLASH]).state, workers: tired() },
      CLASH.text,
      `${NEEDS_USER}CONFLICTS_FOUND`,
    ],
    ["the user has cleared it", settled(...CREW).check([PROBLEM]).state, GO_ON, "check_conflicts"],
  ])("%s", (_what, state, newest, expected) => {
    expect(answer(state, newest)).toBe(expected);
  });

  test("says that it is done only if the journal says so", () => {
    const done = ready().pass().commit();
    expect(answer(done.state)).toContain(done.state.committed?.commit);
    for (const state of [ready().pass().state, settled(...CREW).state, INITIAL])
      expect(answer(state)).not.toContain("Committed");
  });

  test("writes the shared files that are missing, and reads a file first that it has not read", () => {
    const { state } = emptyRun().propose(PLAN).approve();
    const [path = ""] = Object.keys(FOUNDATION);
    const { move } = commanderMove({ state, newest: "", missing: [path] });
    expect(move.calls).toEqual([
      { tool: "write", args: { filePath: path, content: FOUNDATION[path] } },
    ]);
    expect(answer(state, "[AEGIS FILE_UNREAD] x", [path])).toBe("read");
  });
});

describe("a scripted Worker", () => {
  test("does its steps in order and begins again when somebody speaks", () => {
    const tools = [0, 1, 2, 3].map((n) => workerMove("a", n, "").calls?.[0]?.tool);
    expect(tools).toEqual(["bash", "read", "write", "worker_report"]);
    expect(workerMove("a", 4, "Accepted.").text).toBe("Reported.");
  });

  test("does not call a refused report a report", () => {
    expect(workerMove("a", 4, "[AEGIS QA_FAILED] x").text).toBe("The report was refused.");
  });
});

describe("the scripted user", () => {
  const at = dispatched(...CREW).start("a").state;
  test.each([
    [
      "leaves after the commit",
      settled(...CREW)
        .check()
        .integrate()
        .pass()
        .commit().state,
      0,
      "",
      "leave",
    ],
    ["waits for Workers", at, 0, "", "wait"],
    ["asks after a long silence", at, 60_000, "", "say"],
    ["does not wait for nobody", settled(...CREW).state, 0, "", "say"],
    [
      "clears what is in the way",
      settled(...CREW).state,
      0,
      `${NEEDS_USER}CONFLICTS_FOUND`,
      "clear",
    ],
    [
      "has nothing to clear for a server",
      settled(...CREW).state,
      0,
      `${NEEDS_USER}MODEL_SERVER_DOWN`,
      "say",
    ],
  ])("%s", (_what, state, quietMs, lastText, does) => {
    expect(userMove({ state, quietMs, lastText }).does).toBe(does);
  });
});
