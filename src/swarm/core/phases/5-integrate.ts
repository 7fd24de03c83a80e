import type { PhaseCard } from "./phase.ts";

export const INTEGRATE: PhaseCard = {
  phase: "INTEGRATE",
  goal: "Check the Workers' changes against each other and merge them.",
  next: "check_conflicts, then integrate. Fix seams only inside the integration worktree.",
  tools: [
    "check_conflicts",
    "integrate",
    "worker_wait",
    "worker_retry",
    "worker_cancel",
    "worker_status",
    "worker_output",
    "design_propose",
    "design_approve",
    "swarm_abort",
  ],
  writes: "integration",
};
