import { inBoth, type Sentence, say } from "../../../kit/sentence.ts";
import { korean } from "./end-reason.ts";
import type { EventOf } from "./events.ts";

/** What a conflict check has found. `worker`: the Worker to send back with worker_retry. */
export type ConflictProblem = EventOf<"CONFLICTS_CHECKED">["problems"][number];

export function conflict<Code extends string>(
  code: Code,
  text: Sentence,
  worker?: string,
): ConflictProblem & { code: Code } {
  return { code, text: text.en, ...korean(text), ...(worker === undefined ? {} : { worker }) };
}

/** The text for people; older journals have the English alone. */
export function problemText({ text, ko = text }: ConflictProblem): Sentence {
  return say(text, ko);
}

/** The text behind its code. */
export function codedProblem(problem: ConflictProblem): Sentence {
  return inBoth((language) => `${problem.code}: ${problemText(problem)[language]}`);
}

/** All texts in one line, without codes. */
export function allProblems(problems: readonly ConflictProblem[]): Sentence {
  return inBoth((language) => problems.map((each) => problemText(each)[language]).join("; "));
}
