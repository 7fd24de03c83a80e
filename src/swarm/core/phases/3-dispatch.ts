import type { PhaseCard } from "./phase.ts";

export const DISPATCH: PhaseCard = {
  phase: "DISPATCH",
  goal: "Start the approved Workers, each in its own worktree.",
  next: "dispatch_workers.",
  tools: [
    "dispatch_workers",
    "worker_status",
    "worker_output",
    "design_propose",
    "design_approve",
    "swarm_abort",
  ],
  writes: "nothing",
};
