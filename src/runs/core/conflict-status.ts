import { type ConflictProblem, codedProblem } from "../../swarm/core/run/conflict-text.ts";

/** What the last conflict check has found. `problemsKo`: the same in Korean, if the words are ours. */
export interface FoundProblems {
  problems: string[];
  problemsKo?: string[];
}

export function foundProblems(problems: readonly ConflictProblem[]): FoundProblems {
  const texts = problems.map(codedProblem);
  const isOurs = texts.some(({ en, ko }) => en !== ko);
  return {
    problems: texts.map(({ en }) => en),
    ...(isOurs ? { problemsKo: texts.map(({ ko }) => ko) } : {}),
  };
}
