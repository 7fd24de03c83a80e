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

/** The plugin's tools, in the fixed order in which models see them. */
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

/** The tree that the Commander may write with its file tools and its shell. */
export type CommanderWrites =
  /** The project, except Git history. */
  | "checkout"
  /** Only the integration worktree. */
  | "integration"
  | "nothing";

/** Explains a phase to the model, at the end of a request, and to readers of the code. */
export interface PhaseCard {
  phase: Phase;
  /** What this phase achieves, in one sentence. */
  goal: string;
  /** The usual next call, in one sentence. */
  next: string;
  /** The Commander's tools that the phase allows; every other tool is refused. */
  tools: readonly CommanderTool[];
  writes: CommanderWrites;
}
