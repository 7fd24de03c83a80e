import type { MessagePlace } from "./live-stage.ts";

/** What OpenCode's question shows. `note`: why the user's last answer was no choice. */
export type PlanAsk = { is: "plan"; note?: string } | { is: "choices" };

/** The plan to ask about: its number, the file that holds all of it, and the message that shows it. */
export interface ShownPlan {
  proposal: number;
  file: string;
  place: MessagePlace;
  ask: PlanAsk;
  /** The answer that an act of the user's gives to the question; it is none of the question's own. */
  given?: string;
}

/**
 * The question in one session that asks the user to approve a plan. It is `open` after the plan was shown and
 * while the model may call `question`, and `asked` while the call `callID` waits for the user. An answer, the
 * end of the call or of the turn, and a new proposal lead back to `none`.
 */
export type PlanQuestion =
  | { state: "none" }
  | ({ state: "open" } & ShownPlan)
  | ({ state: "asked"; callID: string } & ShownPlan);

/** The plan questions of all sessions. */
export interface PlanQuestions {
  of(sessionID: string): PlanQuestion;
  /** Opens the question after the plan was shown. Replaces an earlier question. */
  open(sessionID: string, plan: ShownPlan): void;
  /** Notes that the call `callID` asks the user the open question. Throws unless the question is open. */
  ask(sessionID: string, callID: string): void;
  /** Notes the answer that the user's act is about to give to the question of this call. */
  give(sessionID: string, callID: string, answer: string): void;
  /** Removes the question that this call asked and returns its plan; undefined if the call asked none. */
  take(sessionID: string, callID: string): ShownPlan | undefined;
  /** Drops the question because it was dismissed or outdated, or because its turn is over. */
  drop(sessionID: string): void;
}

export function planQuestions(): PlanQuestions {
  const questions = new Map<string, PlanQuestion>();
  const of = (sessionID: string): PlanQuestion => questions.get(sessionID) ?? { state: "none" };
  return {
    of,
    open(sessionID, plan) {
      questions.set(sessionID, { state: "open", ...plan });
    },
    ask(sessionID, callID) {
      const question = of(sessionID);
      if (question.state !== "open")
        throw new Error(`the plan question of ${sessionID} is ${question.state}, not open`);
      questions.set(sessionID, { ...question, state: "asked", callID });
    },
    give(sessionID, callID, answer) {
      const question = of(sessionID);
      if (question.state === "asked" && question.callID === callID)
        questions.set(sessionID, { ...question, given: answer });
    },
    take(sessionID, callID) {
      const question = of(sessionID);
      if (question.state !== "asked" || question.callID !== callID) return undefined;
      questions.delete(sessionID);
      const { state: _asked, callID: _call, ...plan } = question;
      return plan;
    },
    drop(sessionID) {
      questions.delete(sessionID);
    },
  };
}
