/** The seven phases in order. */
export const PHASES = [
  "DESIGN",
  "FOUNDATION",
  "DISPATCH",
  "MONITORING",
  "INTEGRATE",
  "FINAL_QA",
  "DONE",
] as const;
export type Phase = (typeof PHASES)[number];

/** Tools of the plugin, in the fixed order in which models see them. */
export const COMMANDER_TOOLS = [
  "design_propose",
  "design_approve",
  "foundation_freeze",
  "dispatch_workers",
  "worker_wait",
  "worker_status",
  "worker_output",
  "worker_send",
  "worker_retry",
  "worker_cancel",
  "check_conflicts",
  "integrate",
  "qa_run",
  "commit",
  "swarm_abort",
] as const;
export const WORKER_TOOLS = ["worker_report", "scope_request"] as const;
export type CommanderTool = (typeof COMMANDER_TOOLS)[number];
export type AegisTool = CommanderTool | (typeof WORKER_TOOLS)[number];

/** What the Commander may write with its file tools and its shell. */
export type CommanderWrites =
  /** No run is open: ordinary work in the checkout, except Git history. */
  | "checkout"
  /** Only the integration worktree. */
  | "integration"
  | "nothing";

/** What a phase is for, shown to the model at the tail of a request and to readers of the tree. */
export interface PhaseCard {
  phase: Phase;
  /** One sentence: what this phase achieves. */
  goal: string;
  /** One sentence: the usual next call. */
  next: string;
  /** The Commander's tools that the phase allows; every other one is refused. */
  tools: readonly CommanderTool[];
  writes: CommanderWrites;
}
