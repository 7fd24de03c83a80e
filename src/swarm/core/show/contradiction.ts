import type { Language } from "../../../kit/sentence.ts";
import { qaReason } from "../qa.ts";
import { type RunState, runOpen } from "../run/state.ts";
import { stoppedWorkers, workersAtWork } from "../run/stopped.ts";
import { type ClaimKind, type StateClaim, stateClaims } from "../words/state-claims.ts";
import { short } from "./lines.ts";
import { TRUTH_WORDS } from "./truth-words.ts";

/** A claim that the run's state does not bear out, and what is true, for people. */
export interface Contradiction extends StateClaim {
  truth: string;
}

/** The false claims of a text of the Commander; what the state cannot tell stays uncontradicted. */
export function contradictions(text: string, state: RunState, language: Language): Contradiction[] {
  const truths = new Set<string>();
  return stateClaims(text).flatMap((claim) => {
    const truth = TRUTHS[claim.kind](state, language);
    if (truth === undefined || truths.has(truth)) return [];
    truths.add(truth);
    return [{ ...claim, truth }];
  });
}

/** What is true instead; undefined if the claim is true, or if the state does not tell. */
const TRUTHS: Record<ClaimKind, (state: RunState, language: Language) => string | undefined> = {
  "run-stopped": (state, language) => {
    if (!runOpen(state)) return undefined;
    const words = TRUTH_WORDS[language];
    const atWork = workersAtWork(state);
    if (atWork.length > 0) return words.workersWork(atWork.map(({ id }) => id).join(", "));
    // After /aegis stop the run stays open, and nobody works.
    return stoppedWorkers(state).length > 0 ? undefined : words.runOpen(state.phase);
  },
  "workers-stopped": (state, language) => {
    const atWork = workersAtWork(state);
    return runOpen(state) && atWork.length > 0
      ? TRUTH_WORDS[language].workersWork(atWork.map(({ id }) => id).join(", "))
      : undefined;
  },
  approved: (state, language) => {
    const words = TRUTH_WORDS[language];
    if (!runOpen(state)) return state.approved ? undefined : words.noPlan;
    if (state.proposal) return words.planWaits;
    return state.approved ? undefined : words.noPlan;
  },
  committed: (state, language) => {
    const words = TRUTH_WORDS[language];
    if (runOpen(state)) return words.uncommitted(state.phase);
    return state.committed ? undefined : words.nothingCommitted;
  },
  merged: (state, language) =>
    runOpen(state) && state.approved && !state.integration
      ? TRUTH_WORDS[language].unmerged(state.phase)
      : undefined,
  "tests-pass": (state, language) => qaTruth(state, language),
  "final-qa-passed": (state, language) =>
    qaTruth(state, language) ??
    (runOpen(state) && state.approved && !state.qa ? TRUTH_WORDS[language].qaNotRun : undefined),
};

/** Before the final QA, tests that pass may be those of a Worker or of the Commander's own shell. */
function qaTruth(state: RunState, language: Language): string | undefined {
  if (!runOpen(state)) return undefined;
  const words = TRUTH_WORDS[language];
  if (state.qa?.type === "QA_FAILED") return words.qaFailed(short(qaReason(state.qa)[language]));
  return state.phase === "FINAL_QA" && !state.qa ? words.qaNotRun : undefined;
}
