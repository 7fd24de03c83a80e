import { expect, test } from "vitest";
import { planQuestions, type ShownPlan } from "../../../../src/swarm/opencode/plan-question.ts";

const PLAN: ShownPlan = {
  ...{ proposal: 7, file: "plan-7.md", ask: { is: "plan" } },
  place: { sessionID: "ses_a", messageID: "msg_1" },
};

test("none → open → asked → none: the call that put the question takes its answer, once", () => {
  const questions = planQuestions();
  expect(questions.of("ses_a")).toEqual({ state: "none" });
  questions.open("ses_a", PLAN);
  expect(questions.of("ses_a")).toEqual({ state: "open", ...PLAN });
  questions.ask("ses_a", "call_1");
  expect(questions.of("ses_a")).toEqual({ state: "asked", callID: "call_1", ...PLAN });
  expect(questions.take("ses_a", "call_1")).toEqual(PLAN);
  expect(questions.of("ses_a")).toEqual({ state: "none" });
  expect(questions.take("ses_a", "call_1")).toBeUndefined();
});

test("an answer that an act gives goes with the question of that call alone, once", () => {
  const questions = planQuestions();
  questions.open("ses_a", PLAN);
  questions.give("ses_a", "call_1", "Approve");
  questions.ask("ses_a", "call_1");
  questions.give("ses_a", "call_2", "Approve");
  expect(questions.of("ses_a")).toEqual({ state: "asked", callID: "call_1", ...PLAN });
  questions.give("ses_a", "call_1", "Approve");
  expect(questions.take("ses_a", "call_1")).toEqual({ ...PLAN, given: "Approve" });
  questions.open("ses_a", PLAN);
  expect(questions.of("ses_a")).not.toHaveProperty("given");
});

test("only an open question can be put: not without a plan, not twice", () => {
  const questions = planQuestions();
  expect(() => questions.ask("ses_a", "call_1")).toThrow("is none, not open");
  questions.open("ses_a", PLAN);
  questions.ask("ses_a", "call_1");
  expect(() => questions.ask("ses_a", "call_2")).toThrow("is asked, not open");
  expect(questions.of("ses_a")).toMatchObject({ callID: "call_1" });
});

test("no other call takes an answer: not before it is asked, not by another id or session", () => {
  const questions = planQuestions();
  questions.open("ses_a", PLAN);
  expect(questions.take("ses_a", "call_1")).toBeUndefined();
  questions.ask("ses_a", "call_1");
  expect(questions.take("ses_a", "call_2")).toBeUndefined();
  expect(questions.take("ses_b", "call_1")).toBeUndefined();
  expect(questions.of("ses_a")).toMatchObject({ state: "asked" });
});

test("a question shown again replaces the one that is asked: the old call answers nothing", () => {
  const questions = planQuestions();
  questions.open("ses_a", PLAN);
  questions.ask("ses_a", "call_1");
  questions.open("ses_a", { ...PLAN, proposal: 9, file: "plan-9.md" });
  expect(questions.take("ses_a", "call_1")).toBeUndefined();
  expect(questions.of("ses_a")).toMatchObject({ state: "open", proposal: 9, file: "plan-9.md" });
});

test.each(["open", "asked"] as const)("a dropped question that was %s is void", (state) => {
  const questions = planQuestions();
  questions.open("ses_a", PLAN);
  if (state === "asked") questions.ask("ses_a", "call_1");
  questions.drop("ses_a");
  expect(questions.of("ses_a")).toEqual({ state: "none" });
  expect(questions.take("ses_a", "call_1")).toBeUndefined();
});
