import { CARDS } from "../phases/cards.ts";
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
  return deny("NOT_IN_PHASE", `${type} is not possible in ${state.phase}.`, card.next);
}

const unapproved = (state: RunState): Denial | undefined => {
  if (state.phase !== "DESIGN") return undefined;
  return state.proposal
    ? deny(
        "ASK_THE_USER",
        "The user has not approved this plan.",
        "Call design_approve; only the user's own answer opens the next phase.",
      )
    : deny("NO_PROPOSAL", "There is no approved plan.", "Call design_propose.");
};

const unfrozen = (state: RunState): Denial | undefined =>
  state.phase === "FOUNDATION"
    ? deny("NOT_IN_PHASE", "The foundation is not frozen.", CARDS.FOUNDATION.next)
    : undefined;

const unfinished = (state: RunState): Denial | undefined => {
  const rest = unfinishedWorkers(state);
  return state.workers.length > 0 && rest.length > 0 ? workersOpen(rest) : undefined;
};

const unintegrated = (state: RunState): Denial | undefined => {
  if (state.phase !== "INTEGRATE") return undefined;
  if (state.qa?.type === "QA_FAILED")
    return deny(
      "QA_FAILED",
      `The last QA failed: ${state.qa.why}`,
      "worker_retry or fix, then check_conflicts, integrate, qa_run.",
    );
  if (state.qa?.type === "QA_PASSED")
    return deny(
      "QA_STALE",
      "The tree has been open to changes since QA passed.",
      "Call check_conflicts, integrate and qa_run again.",
    );
  return nothingIntegrated();
};

export function nothingIntegrated(): Denial {
  return deny("NOTHING_INTEGRATED", "Nothing is integrated yet.", CARDS.INTEGRATE.next);
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
