import type { PhaseCard } from "./phase.ts";

export const FINAL_QA: PhaseCard = {
  phase: "FINAL_QA",
  goal: "Run the agreed QA on the integrated tree and commit exactly that tree.",
  next: "qa_run. If QA passes: commit. If QA fails: worker_retry, or fix and integrate again.",
  tools: [
    "qa_run",
    "commit",
    "check_conflicts",
    "worker_retry",
    "worker_status",
    "worker_output",
    "design_propose",
    "design_approve",
    "swarm_abort",
  ],
  writes: "nothing",
};
