import type { Phase } from "../phases/phase.ts";
import type { EventOf } from "../run/events.ts";

/** The words of what people read in the conversation while a run goes on. */
export interface NoteWords {
  /** What happens in a phase, in one sentence. */
  phase: Record<Phase, string>;
  /** INTEGRATE, if a person stopped Workers; if some have not completed. */
  integrateStopped: string;
  integrateUndone: string;
  approvedByAnswer: (workers: number) => string;
  approvedByWords: (workers: number, quote: string) => string;
  /** Names how the shells of agents are held here, if by less than bubblewrap. */
  weakLayer: (layer: string) => string;
  declined: string;
  frozen: (files: string) => string;
  frozenNothing: string;
  dispatched: (workers: string) => string;
  failed: (worker: string, why: string) => string;
  failure: Record<EventOf<"WORKER_FAILED">["failure"], string>;
  kept: string;
  scopeWanted: (worker: string, paths: string) => string;
  serverDown: (why: string) => string;
  serverBack: string;
  conflicts: { none: (workers: number) => string; found: (problems: number) => string };
  integrated: (workers: string) => string;
  qa: {
    passed: (checks: number) => string;
    failed: (bad: number, checks: number) => string;
    columns: [string, string, string];
    pass: string;
    fail: (exit: number | null) => string;
    timeout: string;
    counts: (passed: number, failed: number) => string;
    why: (why: string) => string;
    suspects: (workers: string) => string;
    uncommitted: string;
    output: (name: string) => string;
  };
  committed: (commit: string, subject: string) => string;
  on: (branch: string) => string;
  files: (count: number, names: string) => string;
  takeBack: (commit: string) => string;
  aborted: string;
  cancelledPlan: string;
  keptPatches: (count: number) => string;
  more: (count: number) => string;
  refusal: {
    head: (who: string, tool: string) => string;
    repeated: (who: string, tool: string, times: number) => string;
    detail: (why: string) => string;
    /** What the user can do. */
    step: (step: string) => string;
    commander: string;
  };
  dashboard: { title: string; columns: [string, string, string, string] };
}
