import { type Denial, deny } from "../core/run/denial.ts";
import { type RunState, runOpen } from "../core/run/state.ts";

/** The refusal of a command that moves Git history; `verb` names the command, or what it moved. */
export function commitLocked(verb: string, state: RunState): Denial {
  return deny(
    "COMMIT_LOCKED",
    `"${verb}" would move Git history or its configuration; no agent's shell does that.`,
    runOpen(state)
      ? "Bring the run to FINAL_QA: when qa_run has passed, call commit."
      : "Leave committing to the user, or make it a run: design_propose.",
  );
}
