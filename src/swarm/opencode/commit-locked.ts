import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { type RunState, runOpen } from "../core/run/state.ts";

/** The refusal of a command that moves Git history; `verb` names the command or the refs it moved. */
export function commitLocked(verb: string, state: RunState): Denial {
  return deny(
    "COMMIT_LOCKED",
    say(
      `"${verb}" would change Git history or configuration; no agent's shell may do that.`,
      `"${verb}" 명령은 Git 이력이나 설정을 바꿉니다. 에이전트의 셸은 그렇게 할 수 없습니다.`,
    ),
    runOpen(state)
      ? "Bring the run to FINAL_QA; after qa_run has passed, call commit."
      : "Leave the commit to the user, or start a run with design_propose.",
  );
}
