import type { PhaseCard } from "./phase.ts";

export const FOUNDATION: PhaseCard = {
  phase: "FOUNDATION",
  goal: "Write the shared files all Workers build on: types, contracts, skeleton, test set-up.",
  next: "Write the files, then foundation_freeze.",
  tools: ["foundation_freeze", "design_propose", "design_approve", "swarm_abort", "worker_status"],
  writes: "checkout",
};
