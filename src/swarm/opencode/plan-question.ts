/**
 * The question that asks the user to approve a plan, in one session: `open` when the plan was shown and the
 * model may call `question`, `asked` while the call `callID` waits for the user. An answer, an end of the call
 * or of the turn, and a new proposal lead back to `none`.
 */
export type PlanQuestion =
  | { state: "none" }
  | { state: "open"; proposal: number; file: string }
  | { state: "asked"; proposal: number; file: string; callID: string };

/** The plan questions of all sessions. */
export interface PlanQuestions {
  of(sessionID: string): PlanQuestion;
  /** The plan was shown, and `file` holds the whole of it. Replaces whatever question there was. */
  open(sessionID: string, plan: { proposal: number; file: string }): void;
  /** The call `callID` puts the open question to the user. Throws unless the question is open. */
  ask(sessionID: string, callID: string): void;
  /** Takes the question that this call has put: its plan's number, or undefined if the call put none. */
  take(sessionID: string, callID: string): { proposal: number } | undefined;
  /** The question is void: dismissed, outdated, or its turn is over. */
  drop(sessionID: string): void;
}

export function planQuestions(): PlanQuestions {
  const questions = new Map<string, PlanQuestion>();
  const of = (sessionID: string): PlanQuestion => questions.get(sessionID) ?? { state: "none" };
  return {
    of,
    open(sessionID, { proposal, file }) {
      questions.set(sessionID, { state: "open", proposal, file });
    },
    ask(sessionID, callID) {
      const question = of(sessionID);
      if (question.state !== "open")
        throw new Error(`the plan question of ${sessionID} is ${question.state}, not open`);
      questions.set(sessionID, { ...question, state: "asked", callID });
    },
    take(sessionID, callID) {
      const question = of(sessionID);
      if (question.state !== "asked" || question.callID !== callID) return undefined;
      questions.delete(sessionID);
      return { proposal: question.proposal };
    },
    drop(sessionID) {
      questions.delete(sessionID);
    },
  };
}
