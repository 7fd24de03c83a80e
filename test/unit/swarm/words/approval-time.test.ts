import { describe, expect, test } from "vitest";
import type { Approval } from "../../../../src/swarm/core/run/event-parts.ts";
import { replay } from "../../../../src/swarm/core/run/evolve.ts";
import { emptyRun, oid, planOf, type RunBuilder, START } from "../../../support/run-builder.ts";

const DAY = 86_400_000;
const said = (createdAt: number): Approval => ({
  by: "quote",
  messageID: `m${createdAt}`,
  createdAt,
  quote: "approve",
});

function offer(run: RunBuilder, createdAt: number): string | undefined {
  const proposal = run.state.proposal?.number ?? 0;
  return run.offer({ type: "PLAN_APPROVED", proposal, approval: said(createdAt) })?.code;
}

/** A run that began after an earlier one had ended. */
function secondRun(previousEndedAt: number): RunBuilder {
  const run = emptyRun();
  return run.add({ type: "RUN_STARTED", runId: "run-2", sessionID: "ses-1", previousEndedAt });
}

describe("an approval holds once", () => {
  test("words from before the last run's end approve no plan of this one", () => {
    const run = secondRun(START).propose(planOf(["a"]));
    expect(offer(run, START - DAY)).toBe("QUOTE_TOO_OLD");
    expect(offer(run, START)).toBe("QUOTE_TOO_OLD");
    expect(offer(run, START + 1)).toBeUndefined();
  });

  test.each(["quote", "question"] as const)("words from before an approval by %s", (by) => {
    const run = emptyRun().propose(planOf(["a"]));
    if (by === "quote") expect(offer(run, START - 1)).toBeUndefined();
    else run.approve();
    run.propose(planOf(["b"]));
    expect(offer(run, START - 1)).toBe("QUOTE_TOO_OLD");
    expect(offer(run, START + 1)).toBe("QUOTE_TOO_OLD");
    expect(run.state.approved?.plan.workers[0]?.name).toBe("a");
  });
});

describe("a plan nobody saw", () => {
  test.each([1, 2])("of %i Workers is approved by no newer words", (count) => {
    const run = emptyRun().propose(planOf(["a", "b"].slice(0, count)));
    expect(offer(run, START + DAY)).toBe("QUOTE_TOO_OLD");
    run.add({ type: "PLAN_SHOWN", proposal: run.state.proposal?.number ?? 0 });
    expect(offer(run, START + DAY)).toBeUndefined();
  });

  test("is not the plan that was shown before it", () => {
    const run = emptyRun().propose(planOf(["a", "b"]));
    run.add({ type: "PLAN_SHOWN", proposal: run.state.proposal?.number ?? 0 });
    run.propose(planOf(["a", "b", "c"]));
    expect(offer(run, START + DAY)).toBe("QUOTE_TOO_OLD");
  });
});

describe("the user's tree", () => {
  const base = (word: string) => ({ head: oid("head"), branch: "main", tree: oid(word) });
  const approve = (run: RunBuilder, word: string) =>
    run.add({
      type: "PLAN_APPROVED",
      proposal: run.state.proposal?.number ?? 0,
      approval: { by: "question", requestID: "q", answer: "Approve" },
      base: base(word),
    });

  test("is the one at the approval", () => {
    const run = approve(emptyRun().propose(planOf(["a"])), "approved");
    expect(run.state.approved?.base).toEqual(base("approved"));
  });

  test("stays the first approval's: a later one finds foundation files", () => {
    const run = approve(emptyRun().propose(planOf(["a"])), "approved");
    approve(run.propose(planOf(["a", "b"])), "later");
    expect(run.state.approved?.base).toEqual(base("approved"));
    expect(run.state.approved?.plan.workers).toHaveLength(2);
  });
});

test("an ended run leaves no plan waiting, and says when it ended", () => {
  const run = emptyRun().propose(planOf(["a"]));
  run.add({ type: "RUN_ABORTED", quote: "Cancel", kept: [] });
  expect(run.state.proposal).toBeUndefined();
  expect(run.state.endedAt).toBe(START + 2000);
  expect(replay(run.records)).toEqual(run.state);
});
