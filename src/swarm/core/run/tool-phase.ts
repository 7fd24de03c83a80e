import { say } from "../../../kit/sentence.ts";
import { CARDS } from "../phases/cards.ts";
import { COMMANDER_TOOLS, type CommanderTool, type PhaseCard } from "../phases/phase.ts";
import { type Denial, deny } from "./denial.ts";
import type { EventType } from "./events.ts";
import { notPossible, outOfPhase } from "./out-of-phase.ts";
import { type RunState, runOpen } from "./state.ts";

/** The event that a tool asks for, if any; the refusal of the event says what is missing. */
export const EVENT_OF_TOOL: { [T in CommanderTool]?: EventType } = {
  design_propose: "PLAN_PROPOSED",
  design_approve: "PLAN_APPROVED",
  foundation_freeze: "FOUNDATION_FROZEN",
  dispatch_workers: "WORKERS_DISPATCHED",
  worker_retry: "WORKER_RETRIED",
  worker_cancel: "WORKER_CANCELLED",
  check_conflicts: "CONFLICTS_CHECKED",
  integrate: "INTEGRATED",
  qa_run: "QA_PASSED",
  commit: "COMMIT_PREPARED",
  swarm_abort: "RUN_ABORTED",
};

/** The card in force: the card of the phase, or of DONE if no run is open, so that a new run may start. */
export function cardOf(state: RunState): PhaseCard {
  return runOpen(state) ? CARDS[state.phase] : CARDS.DONE;
}

/**
 * Why the Commander may not use this tool in the present phase; undefined if the phase's card lists the tool.
 * `gate.ts` judges a Worker's own tools by the state of that Worker.
 */
export function toolRefusal(state: RunState, tool: string): Denial | undefined {
  if (!isCommanderTool(tool)) return undefined;
  const card = cardOf(state);
  return card.tools.includes(tool) ? undefined : offCard(state, tool, card);
}

function offCard(state: RunState, tool: CommanderTool, card: PhaseCard): Denial {
  if (tool === "design_approve" && !state.proposal) return nothingToApprove();
  if (tool === "swarm_abort" && !runOpen(state)) return nothingToAbort();
  // The last Worker may have ended just before the call.
  if (tool === "worker_send" && card.tools.includes("worker_retry")) return noneRuns();
  const event = EVENT_OF_TOOL[tool];
  if (event) return outOfPhase(state, event);
  const why = runOpen(state)
    ? notPossible(tool, state)
    : say(
        `${tool} needs a run, and none is open.`,
        `${tool} 도구는 진행 중인 실행이 있어야 쓸 수 있습니다.`,
      );
  return deny("NOT_IN_PHASE", why, card.next);
}

export function nothingToApprove(): Denial {
  return deny(
    "NO_PROPOSAL",
    say("There is no plan to approve.", "승인할 계획이 없습니다."),
    "Call design_propose first.",
  );
}

export function nothingToAbort(): Denial {
  return deny(
    "NOT_IN_PHASE",
    say("No run is open.", "진행 중인 실행이 없습니다."),
    "There is nothing to abort.",
  );
}

function noneRuns(): Denial {
  return deny(
    "WORKER_NOT_RUNNING",
    say("No Worker is running.", "실행 중인 Worker가 없습니다."),
    "Use worker_retry for a Worker that has ended.",
  );
}

function isCommanderTool(tool: string): tool is CommanderTool {
  return (COMMANDER_TOOLS as readonly string[]).includes(tool);
}
