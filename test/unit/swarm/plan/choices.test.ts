import { describe, expect, test } from "vitest";
import {
  atOnce,
  choiceLack,
  mostAtOnce,
  possibleStrategies,
  projectFiles,
  qaCost,
  withChoices,
} from "../../../../src/swarm/core/plan/choices.ts";
import { QA_STRATEGIES, type QaStrategy } from "../../../../src/swarm/core/plan/plan.ts";
import { planProblems } from "../../../../src/swarm/core/plan/rules.ts";
import { planOf, worker } from "../../../support/run-builder.ts";

const OWN = planOf([worker("a", { qa: ["x", "y"] }), worker("b", { qa: ["z"] })]);
const SERVER = { silent: "not asked" };

test("each strategy costs what it runs", () => {
  const cost = (qa_strategy: QaStrategy) => Object.values(qaCost({ ...OWN, qa_strategy }));
  expect(QA_STRATEGIES.map(cost)).toEqual([
    [3, 1],
    [3, 3],
    [0, 4],
    [3, 4],
  ]);
});

test.each([
  ["every strategy", OWN],
  ["no command of its own", planOf([worker("a")], { qa: [] })],
  ["a Worker without commands", planOf([worker("a", { qa: [] }), worker("b")])],
  ["no command at all", planOf([worker("a", { qa: [] })], { qa: [] })],
])("a strategy is possible exactly if the plan would be accepted with it: %s", (_name, plan) => {
  const accepted = QA_STRATEGIES.filter(
    (qa_strategy) =>
      planProblems({ ...plan, qa_strategy }, { maxWorkers: 8, submodules: [] }).length === 0,
  );
  expect(possibleStrategies(plan)).toEqual(accepted);
});

describe("Workers at a time", () => {
  const observed = { files: 1, places: 1, server: SERVER };

  test("are at most the plan's, the places' and the user's number", () => {
    expect(mostAtOnce({ plan: OWN })).toBe(2);
    expect(mostAtOnce({ plan: OWN, observed })).toBe(1);
    expect(atOnce({ plan: OWN, choices: { workers: 1 } })).toBe(1);
    expect(atOnce({ plan: OWN, observed, choices: { workers: 2 } })).toBe(1);
  });

  test("beyond that, nothing, and a strategy without commands are no choice", () => {
    expect(choiceLack({ plan: OWN }, {})).toBe("nothing");
    expect(choiceLack({ plan: OWN }, { workers: 3 })).toBe("workers");
    expect(choiceLack({ plan: OWN, observed }, { workers: 2 })).toBe("workers");
    expect(choiceLack({ plan: planOf(["a"], { qa: [] }) }, { strategy: "full-e2e" })).toBe(
      "strategy",
    );
    expect(choiceLack({ plan: OWN }, { workers: 2, strategy: "full-e2e" })).toBeUndefined();
  });
});

test("a later plan keeps the choices that it can bear", () => {
  const choices = { strategy: "commander-all", workers: 1 } as const;
  expect(withChoices(OWN, choices)).toMatchObject({
    plan: { qa_strategy: "commander-all" },
    choices,
  });
  const poor = planOf(["a"], { qa: [], qa_strategy: "worker-all" });
  expect(withChoices(poor, choices)).toEqual({ plan: poor, choices: { workers: 1 } });
});

test("configuration and texts about a project make no project", () => {
  const none = [
    "README.md",
    "opencode.json",
    ".opencode/agents/worker.md",
    ".gitignore",
    "LICENSE",
  ];
  expect(projectFiles(none)).toBe(0);
  expect(projectFiles([...none, "src/index.ts", "docs/README.md"])).toBe(2);
});
