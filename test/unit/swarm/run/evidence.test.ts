import { describe, expect, test } from "vitest";
import { emptyRun, oid, planOf, QA_OK, START, settled } from "../../../support/run-builder.ts";

describe("approval by the user's own words", () => {
  const quote = (createdAt: number) =>
    ({ by: "quote", messageID: "m", createdAt, quote: "go" }) as const;
  const offer = (workers: string[], createdAt: number) => {
    const run = emptyRun().propose(planOf(workers));
    const proposal = run.state.proposal?.number ?? 0;
    run.add({ type: "PLAN_SHOWN", proposal });
    return run.offer({ type: "PLAN_APPROVED", proposal, approval: quote(createdAt) })?.code;
  };
  // The proposal is the second event, a second after the first; a second later it was shown.
  test.each([
    ["older", ["a", "b"], START, "QUOTE_TOO_OLD"],
    ["of the same moment", ["a", "b"], START + 1000, "QUOTE_TOO_OLD"],
    ["newer, but written before it was shown,", ["a", "b"], START + 1500, "QUOTE_TOO_OLD"],
    ["newer, but for one Worker before it was shown,", ["a"], START + 1500, "QUOTE_TOO_OLD"],
    ["newer", ["a", "b"], START + 2001, undefined],
    ["newer, for one Worker,", ["a"], START + 2001, undefined],
    ["older, for one Worker", ["a"], START, undefined],
  ] as const)("%s than the plan", (_name, workers, createdAt, code) => {
    expect(offer([...workers], createdAt)).toBe(code);
  });

  test("words from before the user's refusal approve no later plan, not even of one Worker", () => {
    const run = emptyRun().propose(planOf(["a"]));
    run.add({ type: "PLAN_DECLINED", proposal: run.state.proposal?.number ?? 0, answer: "no" });
    expect(run.state).not.toHaveProperty("proposal");
    run.propose(planOf(["a"]));
    const proposal = run.state.proposal?.number ?? 0;
    run.add({ type: "PLAN_SHOWN", proposal });
    const approve = (at: number) =>
      run.offer({ type: "PLAN_APPROVED", proposal, approval: quote(at) })?.code;
    expect(approve(START)).toBe("QUOTE_TOO_OLD");
    expect(approve(START + 60_000)).toBeUndefined();
  });
});

describe("integration", () => {
  const merged = {
    type: "INTEGRATED",
    commit: oid("m"),
    tree: oid("t"),
    head: oid("head"),
  } as const;

  test("needs a check of these very commits on this very head", () => {
    const run = settled("a", "b");
    expect(run.offer({ ...merged, applied: {} })?.code).toBe("CONFLICTS_UNCHECKED");
    run.check();
    expect(run.offer({ ...merged, head: oid("moved"), applied: {} })?.code).toBe(
      "CONFLICTS_UNCHECKED",
    );
    const other = { a: oid("a"), b: oid("newer") };
    run.add({ type: "CONFLICTS_CHECKED", head: oid("head"), commits: other, problems: [] });
    expect(run.offer({ ...merged, applied: {} })?.code).toBe("CONFLICTS_UNCHECKED");
    const ko = "a와(과) b이(가) 모두 x을(를) 바꿨습니다";
    run.check([{ code: "SAME_PATH", text: "a and b both change x", ko }]);
    expect(run.offer({ ...merged, applied: {} })).toMatchObject({
      code: "CONFLICTS_FOUND",
      why: { en: "a and b both change x", ko },
    });
    expect(run.check().offer({ ...merged, applied: {} })).toBeUndefined();
  });
});

describe("QA and commit", () => {
  const ready = () => settled("a").check().integrate();
  const tree = oid("tree");
  const commit = { type: "COMMITTED", commit: oid("c"), subject: "feat: x" } as const;

  test("only the integrated tree can pass, and only with every command at 0", () => {
    const run = ready();
    const pass = (results: (typeof QA_OK)[], at = tree) =>
      run.offer({ type: "QA_PASSED", tree: at, results })?.code;
    expect(pass([QA_OK], oid("other"))).toBe("NOTHING_INTEGRATED");
    expect(pass([QA_OK, { ...QA_OK, exitCode: 2 }])).toBe("QA_FAILED");
    expect(pass([])).toBe("QA_FAILED");
    expect(pass([QA_OK])).toBeUndefined();
  });

  test("only the tree that passed is committed", () => {
    const run = ready();
    expect(run.offer({ ...commit, tree })?.code).toBe("QA_NOT_RUN");
    run.pass();
    expect(run.offer({ ...commit, tree: oid("other") })?.code).toBe("QA_STALE");
    expect(run.offer({ ...commit, tree })).toBeUndefined();
    expect(run.effects).toEqual([{ type: "CLEAN_UP" }]);
  });

  test("a failed QA goes back to INTEGRATE and says so there", () => {
    const run = ready();
    const failed = { type: "QA_FAILED", tree, results: [], why: "red", suspects: ["a"] } as const;
    run.add({ ...failed, results: [], suspects: [...failed.suspects] });
    expect(run.state.phase).toBe("INTEGRATE");
    expect(run.offer({ ...commit, tree })).toMatchObject({ code: "QA_FAILED" });
  });

  test("a new integration needs a new QA, also of the same tree", () => {
    const run = ready().pass().check();
    expect(run.offer({ ...commit, tree })?.code).toBe("QA_STALE");
    run.integrate();
    expect(run.offer({ ...commit, tree })?.code).toBe("QA_NOT_RUN");
  });
});
