import { type Sentence, say } from "../../../kit/sentence.ts";
import { CARDS } from "../phases/cards.ts";
import { qaReason } from "../qa.ts";
import { type Denial, deny } from "./denial.ts";
import type { EventType } from "./events.ts";
import { workersOpen } from "./guards.ts";
import type { RunState } from "./state.ts";
import { unfinishedWorkers } from "./workers-of.ts";

/** Why a step is refused in a phase that has no row for it; names the missing step and not only the phase. */
export function outOfPhase(state: RunState, type: EventType): Denial {
  const specific = REASONS[type]?.(state);
  if (specific) return specific;
  const card = CARDS[state.phase];
  return deny("NOT_IN_PHASE", notPossible(type, state), card.next);
}

/** `step`: an event or a tool. */
export function notPossible(step: string, { phase }: Pick<RunState, "phase">): Sentence {
  return say(
    `${step} is not possible in ${phase}.`,
    `${phase} 단계에서는 할 수 없는 일입니다: ${step}.`,
  );
}

const unapproved = (state: RunState): Denial | undefined => {
  if (state.phase !== "DESIGN") return undefined;
  return state.proposal
    ? deny(
        "ASK_THE_USER",
        say("The user has not approved this plan.", "사용자가 아직 이 계획을 승인하지 않았습니다."),
        "Call design_approve; only the user's own answer opens the next phase.",
      )
    : deny(
        "NO_PROPOSAL",
        say("There is no approved plan.", "승인된 계획이 없습니다."),
        "Call design_propose.",
      );
};

const unfrozen = (state: RunState): Denial | undefined =>
  state.phase === "FOUNDATION"
    ? deny(
        "NOT_IN_PHASE",
        say("The foundation is not frozen.", "기반을 아직 동결하지 않았습니다."),
        CARDS.FOUNDATION.next,
      )
    : undefined;

const unfinished = (state: RunState): Denial | undefined => {
  const rest = unfinishedWorkers(state);
  return state.workers.length > 0 && rest.length > 0 ? workersOpen(rest) : undefined;
};

const unintegrated = (state: RunState): Denial | undefined => {
  if (state.phase !== "INTEGRATE") return undefined;
  if (state.qa?.type === "QA_FAILED") {
    const reason = qaReason(state.qa);
    return deny(
      "QA_FAILED",
      say(`The last QA failed: ${reason.en}`, `마지막 QA가 실패했습니다: ${reason.ko}`),
      "worker_retry or fix, then check_conflicts, integrate, qa_run.",
    );
  }
  if (state.qa?.type === "QA_PASSED")
    return deny(
      "QA_STALE",
      say(
        "The tree has been open to changes since QA passed.",
        "QA가 통과한 뒤로 트리가 바뀌었을 수 있습니다.",
      ),
      "Call check_conflicts, integrate and qa_run again.",
    );
  return nothingIntegrated();
};

export function nothingIntegrated(): Denial {
  return deny(
    "NOTHING_INTEGRATED",
    say("Nothing is integrated yet.", "아직 통합한 것이 없습니다."),
    CARDS.INTEGRATE.next,
  );
}

const firstOf =
  (...reasons: ((state: RunState) => Denial | undefined)[]) =>
  (state: RunState): Denial | undefined => {
    for (const reason of reasons) {
      const denial = reason(state);
      if (denial) return denial;
    }
    return undefined;
  };

const REASONS: { [T in EventType]?: (state: RunState) => Denial | undefined } = {
  FOUNDATION_FROZEN: unapproved,
  WORKERS_DISPATCHED: firstOf(unapproved, unfrozen),
  WORKER_RETRIED: firstOf(unapproved, unfrozen),
  CONFLICTS_CHECKED: firstOf(unapproved, unfrozen, unfinished),
  INTEGRATED: firstOf(unapproved, unfrozen, unfinished),
  QA_PASSED: firstOf(unapproved, unfrozen, unfinished, unintegrated),
  QA_FAILED: firstOf(unapproved, unfrozen, unfinished, unintegrated),
  COMMIT_PREPARED: firstOf(unapproved, unfrozen, unfinished, unintegrated),
  COMMITTED: firstOf(unapproved, unfrozen, unfinished, unintegrated),
};
