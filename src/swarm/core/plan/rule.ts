import type { Sentence } from "../../../kit/sentence.ts";
import type { Plan } from "./plan.ts";

/** A fault of a proposal: code, place, and a sentence. */
export interface PlanProblem {
  code: string;
  at: string;
  text: Sentence;
}

/** The facts about the repository and the settings that plan checks use. */
export interface PlanFacts {
  maxWorkers: number;
  submodules: readonly string[];
}

export type Rule = (plan: Plan, facts: PlanFacts) => PlanProblem[];

export function problem(code: string, at: string, text: Sentence): PlanProblem {
  return { code, at, text };
}
