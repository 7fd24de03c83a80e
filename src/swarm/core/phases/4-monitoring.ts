import type { PhaseCard } from "./phase.ts";

export const MONITORING: PhaseCard = {
  phase: "MONITORING",
  goal: "Workers build. Watch, steer, retry or cancel; write nothing yourself.",
  next: "worker_wait.",
  tools: [
    "worker_wait",
    "worker_status",
    "worker_output",
    "worker_send",
    "worker_retry",
    "worker_cancel",
    "dispatch_workers",
    "check_conflicts",
    "swarm_abort",
  ],
  writes: "nothing",
};
