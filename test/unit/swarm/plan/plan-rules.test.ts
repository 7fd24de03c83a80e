import { describe, expect, test } from "vitest";
import {
  dependencyOrder,
  finalQa,
  type Plan,
  QA_STRATEGIES,
  reportQa,
  sameSpec,
} from "../../../../src/swarm/core/plan/plan.ts";
import { planProblems } from "../../../../src/swarm/core/plan/rules.ts";
import { planOf, worker } from "../../../support/run-builder.ts";

const FACTS = { maxWorkers: 8, submodules: ["vendor/lib"] };
const codes = (plan: Plan) => planProblems(plan, FACTS).map(({ code }) => code);
const withScope = (...scope: string[]) => planOf([worker("a", { scope }), "b"]);
const withQa = (...qa: string[]) => planOf([worker("a", { qa })]);

test("a good plan has no problem", () => {
  expect(codes(planOf(["a", worker("b", { depends_on: ["a"] })]))).toEqual([]);
});

describe("a plan is refused", () => {
  const CASES: [string, Plan, string][] = [
    ["no Workers", planOf([]), "NO_WORKERS"],
    ["too many", planOf([..."abcdefghi"]), "TOO_MANY_WORKERS"],
    ["no title", planOf(["a"], { title: " " }), "EMPTY_TEXT"],
    ["a bad name", planOf([worker("A_1")]), "BAD_NAME"],
    ["two of a name", planOf(["a", worker("a", { scope: ["x/**"] })]), "DUPLICATE_NAME"],
    ["no task", planOf([worker("a", { spec: "" })]), "EMPTY_TEXT"],
    ["no scope", withScope(), "EMPTY_SCOPE"],
    ["a way out", withScope("../x/**"), "BAD_SCOPE"],
    ["an absolute path", withScope("/etc/**"), "BAD_SCOPE"],
    ["a bad shared path", planOf(["a"], { shared: ["~/x"] }), "BAD_SCOPE"],
    ["a shared path owned", withScope("src/shared/x.ts"), "OWNS_SHARED"],
    ["nesting", withScope("src/**"), "OWNS_SHARED"],
    ["one file in two scopes", withScope("src/b/x.ts"), "SCOPE_OVERLAP"],
    ["overlap by case", withScope("SRC/B/**"), "SCOPE_OVERLAP"],
    ["overlap by braces", withScope("src/{b,c}/x.ts"), "SCOPE_OVERLAP"],
    ["git's folder", withScope(".git/hooks/x"), "PROTECTED_PATH"],
    ["our state", withScope(".AEGIS/x"), "PROTECTED_PATH"],
    ["the host's configuration", withScope("opencode.json"), "PROTECTED_PATH"],
    ["a submodule", withScope("vendor/lib/x.c"), "PROTECTED_PATH"],
    ["a manifest by wildcard", withScope("*.json"), "MANIFEST_BY_WILDCARD"],
    ["no final QA", planOf(["a"], { qa: [] }), "EMPTY_QA"],
    ["no QA of a Worker", withQa(), "EMPTY_QA"],
    ["an unknown dependency", planOf([worker("a", { depends_on: ["x"] })]), "UNKNOWN_DEPENDENCY"],
    ["itself as one", planOf([worker("a", { depends_on: ["a"] })]), "CYCLIC_DEPENDENCY"],
    [
      "a circle",
      planOf([worker("a", { depends_on: ["b"] }), worker("b", { depends_on: ["a"] })]),
      "CYCLIC_DEPENDENCY",
    ],
  ];
  test.each(CASES)("%s", (_name, plan, code) => {
    expect(codes(plan)).toContain(code);
  });
});

describe("a QA command that cannot fail", () => {
  test.each([
    "true",
    " : ",
    "exit 0",
    "echo ok",
    "printf done",
    "npm test || true",
    "npm test || exit 0",
    "npm test || echo failed",
    "npm test; true",
    "npm test; echo done",
    "npm test; exit",
    "npm test &",
  ])("%s", (command) => {
    expect(codes(withQa(command))).toEqual(["QA_CANNOT_FAIL"]);
  });

  test.each([
    "npm test",
    "npm run lint && npm test",
    "test -f out.txt",
    "echo checking && npm test",
    "node --test 'test/*.js'",
    "npm test || exit 1",
    "grep -q true config",
    "echo a | grep a",
    "npm run build && echo built",
  ])("%s can", (command) => {
    expect(codes(withQa(command))).toEqual([]);
  });

  test("blank and more than one line", () => {
    expect(codes(withQa(" "))).toEqual(["EMPTY_QA"]);
    expect(codes(withQa("npm test\ntrue"))).toEqual(["BAD_QA"]);
  });
});

test("which strategy needs whose QA", () => {
  const none = worker("a", { qa: [] });
  expect(codes(planOf([none], { qa_strategy: "commander-all" }))).toEqual([]);
  expect(codes(planOf(["a"], { qa_strategy: "worker-all", qa: [] }))).toEqual([]);
  expect(codes(planOf([none], { qa_strategy: "worker-all", qa: [] }))).toEqual(["EMPTY_QA"]);
});

test("a manifest may be named by one Worker, and by a lone Worker's wildcard", () => {
  expect(codes(withScope("package.json"))).toEqual([]);
  expect(codes(planOf([worker("a", { scope: ["**"] })], { shared: [] }))).toEqual([]);
});

test("final QA by strategy, each command once", () => {
  const workers = [worker("a", { qa: ["npm test", "npm run a"] }), worker("b")];
  const commands = (qa_strategy: Plan["qa_strategy"]) =>
    finalQa(planOf(workers, { qa_strategy })).map(({ command }) => command);
  expect(commands("worker-unit_commander-integration")).toEqual(["npm test"]);
  expect(commands("commander-all")).toEqual(["npm test", "npm run a"]);
  expect(commands("worker-all")).toEqual(["npm test", "npm run a"]);
  expect(commands("full-e2e")).toEqual(["npm test", "npm run a"]);
});

test("what a Worker's report needs by strategy, and that worker-all leaves the plan's own commands out", () => {
  const one = worker("a", { qa: ["npm run a"] });
  const plan = (qa_strategy: Plan["qa_strategy"]) => planOf([one], { qa_strategy });
  expect(QA_STRATEGIES.map((each) => reportQa(plan(each), one).length)).toEqual([1, 1, 0, 1]);
  expect(finalQa(plan("worker-all")).map(({ command }) => command)).toEqual(["npm run a"]);
});

test("dependencies come first, plan order otherwise", () => {
  const order = dependencyOrder([worker("c", { depends_on: ["b"] }), worker("a"), worker("b")]);
  expect(order.map(({ name }) => name)).toEqual(["a", "b", "c"]);
});

test("the same work asked for again is the same", () => {
  expect(sameSpec(worker("a"), { ...worker("a"), depends_on: [] })).toBe(true);
  for (const change of [{ spec: "x" }, { scope: ["x"] }, { qa: ["x"] }, { depends_on: ["b"] }])
    expect(sameSpec(worker("a"), worker("a", change))).toBe(false);
});
