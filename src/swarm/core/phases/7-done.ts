import type { PhaseCard } from "./phase.ts";

export const DONE: PhaseCard = {
  phase: "DONE",
  goal: "The run is over. Report to the user what was committed, or what was kept when aborted.",
  next: "Report. A new request starts with design_propose.",
  tools: ["design_propose", "worker_status", "worker_output"],
  writes: "checkout",
};
