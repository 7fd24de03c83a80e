import { describe, expect, test } from "vitest";
import type { EventOf, RunEvent } from "../../../../src/swarm/core/run/events.ts";
import { RunEvent as Schema } from "../../../../src/swarm/core/run/events.ts";
import { replay } from "../../../../src/swarm/core/run/evolve.ts";
import { placesOf } from "../../../../src/swarm/core/run/plan-choice.ts";
import { brief } from "../../../../src/swarm/core/text/brief.ts";
import { emptyRun, planOf, QA_OK, type RunBuilder, worker } from "../../../support/run-builder.ts";

const PLAN = planOf([worker("a", { qa: ["x"] }), worker("b", { qa: ["x"] })]);

function made(run: RunBuilder, choices: EventOf<"PLAN_CHOICE_MADE">["choices"], by = 0): RunEvent {
  const proposal = (run.state.proposal?.number ?? 0) + by;
  return { type: "PLAN_CHOICE_MADE", proposal, choices, answer: "QA 3", requestID: "que-1" };
}

describe("a choice of the plan", () => {
  test("changes the waiting plan alone, and is in force after the approval", () => {
    const run = emptyRun().propose(PLAN);
    run.add(made(run, { strategy: "commander-all", workers: 1 }));
    expect(run.state.approved).toBeUndefined();
    expect(placesOf(run.state, 8)).toBe(8);
    run.approve();
    expect(run.state.approved?.plan.qa_strategy).toBe("commander-all");
    expect(placesOf(run.state, 8)).toBe(1);
    expect(replay(run.records)).toEqual(run.state);
  });

  test.each([
    ["of another proposal", (run: RunBuilder) => made(run, { workers: 1 }, 1), "NO_PROPOSAL"],
    ["of nothing", (run: RunBuilder) => made(run, {}), "NO_SUCH_CHOICE"],
    ["of too many Workers", (run: RunBuilder) => made(run, { workers: 3 }), "NO_SUCH_CHOICE"],
  ])("%s is refused", (_name, event, code) => {
    const run = emptyRun().propose(PLAN);
    expect(run.offer(event(run))?.code).toBe(code);
  });

  test("is no choice once the plan is approved", () => {
    const run = emptyRun().propose(PLAN).approve();
    expect(run.offer(made(run, { workers: 1 }))?.code).toBe("NO_PROPOSAL");
  });

  test("takes its force from older words, and the plan has to be shown again", () => {
    const run = emptyRun().propose(PLAN);
    run.add({ type: "PLAN_SHOWN", proposal: run.state.proposal?.number ?? 0 });
    const shownAt = run.state.proposal?.shownAt ?? 0;
    run.add(made(run, { workers: 1 }));
    expect(run.state.proposal?.shownAt).toBeUndefined();
    const approval = { by: "quote", messageID: "m", createdAt: shownAt + 1, quote: "yes" } as const;
    const proposal = run.state.proposal?.number ?? 0;
    expect(run.offer({ type: "PLAN_APPROVED", proposal, approval })?.code).toBe("QUOTE_TOO_OLD");
  });

  test("outlives a declined plan: the model's next plan cannot take it back", () => {
    const run = emptyRun().propose(PLAN);
    run.add(made(run, { strategy: "commander-all" }));
    run.add({ type: "PLAN_DECLINED", proposal: run.state.proposal?.number ?? 0, answer: "Change" });
    run.propose({ ...PLAN, qa_strategy: "full-e2e" });
    expect(run.state.proposal?.plan.qa_strategy).toBe("commander-all");
  });
});

describe("a Worker's own checks", () => {
  const started = (strategy: "commander-all" | "full-e2e") =>
    emptyRun()
      .propose({ ...PLAN, qa_strategy: strategy })
      .approve()
      .freeze()
      .dispatch("a", "b")
      .start("a", "b");
  const done = (run: RunBuilder) => ({
    type: "WORKER_COMPLETED" as const,
    ...{ worker: "a", summary: "", files: ["src/a/x"], qa: [] },
    commit: run.state.workers[0]?.home?.base ?? "",
  });

  test("are needed at its report only if the strategy runs them there", () => {
    expect(started("full-e2e").offer(done(started("full-e2e")))?.code).toBe("QA_NOT_RUN");
    expect(started("commander-all").offer(done(started("commander-all")))).toBeUndefined();
    const failed = { ...done(started("commander-all")), qa: [{ ...QA_OK, exitCode: 1 }] };
    expect(started("commander-all").offer(failed)?.code).toBe("QA_FAILED");
  });

  test("are told to it as what runs when", () => {
    const [spec] = PLAN.workers;
    if (!spec) throw new Error("no Worker");
    expect(brief(started("full-e2e").state, spec)).toContain("when you report: x");
    expect(brief(started("commander-all").state, spec)).toMatch(
      /when you report: none of your own\nRun by Aegis after the merge: x\n/,
    );
  });
});

test("a journal from before choices is read as it is", () => {
  const { base, plan, type } = {
    ...emptyRun().propose(PLAN).records[1]?.event,
  } as EventOf<"PLAN_PROPOSED">;
  expect(Schema.parse({ type, plan, base })).toEqual({ type, plan, base });
  expect(emptyRun().propose(PLAN).state.proposal).not.toHaveProperty("choices");
});
