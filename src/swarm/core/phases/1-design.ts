import type { PhaseCard } from "./phase.ts";

export const DESIGN: PhaseCard = {
  phase: "DESIGN",
  goal: "Agree with the user on features, exclusive scopes and QA. Small edits without a swarm need no plan.",
  next: "design_propose, then design_approve; wait for the user's answer.",
  tools: ["design_propose", "design_approve", "swarm_abort", "worker_status"],
  writes: "nothing",
};
