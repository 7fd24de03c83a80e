import type { ApprovalWay } from "../../swarm/core/run/event-parts.ts";
import type { OnResume, UsersTurn } from "./next-steps.ts";
import type { Outcome } from "./outcome.ts";

type Said<T extends { what: string }> = {
  [W in T["what"]]: (about: Extract<T, { what: W }>) => string;
};

/** Texts for people of `status`, `runs` and `abort`. */
export interface RunWords {
  noRun: string;
  /** Two lines: what to type at a first start. */
  firstSteps: readonly [string, string];
  noTitle: string;
  started: (at: string) => string;
  ended: (at: string) => string;
  outcome: Record<Outcome, string>;
  head: Record<
    | "driver"
    | "branch"
    | "plan"
    | "choices"
    | "conflicts"
    | "qa"
    | "refused"
    | "yours"
    | "resume"
    | "commit"
    | "kept"
    | "outcome"
    | "summary"
    | "shared"
    | "workers"
    | "history"
    | "task"
    | "scope"
    | "ownQa"
    | "report"
    | "work",
    string
  >;
  driver: { none: string; alive: (pid: number) => string; dead: (pid: number) => string };
  detached: string;
  approved: {
    question: (words: string) => string;
    quote: (words: string) => string;
    act: (words: string) => string;
    no: string;
    /** How the words reached OpenCode. */
    way: Record<ApprovalWay, string>;
  };
  columns: Record<"id" | "worker" | "status" | "time" | "tries" | "retries" | "limit", string>;
  minutes: (left: number) => string;
  /** What an agent does now. */
  now: {
    /** The model writes since this time. */
    answers: (time: string) => string;
    /** Its turn is over since this time, and nothing follows. */
    rests: (time: string) => string;
    after: (call: string, hasFailed: boolean) => string;
    ago: (time: string) => string;
  };
  waitsFor: (worker: string) => string;
  lastSeen: string;
  /** Names the command that shows the whole report. */
  wholeReport: (command: string) => string;
  conflicts: { none: string; clear: string; stale: string; problems: (count: number) => string };
  qa: { none: string; passed: (tree: string) => string; failed: (why: string) => string };
  yours: Said<UsersTurn>;
  resume: Said<OnResume>;
  journal: Record<"torn" | "broken" | "newer", (records: number) => string>;
  list: Record<"run" | "outcome" | "workers" | "commit" | "title", string>;
  patch: {
    files: (count: number) => string;
    none: string;
    at: (where: string) => string;
    gone: string;
    atWork: string;
  };
  refusals: (count: number) => string;
  restore: { done: (files: number, worker: string) => string; nothing: string; dry: string };
  prune: {
    nothing: string;
    removes: (id: string, outcome: string, refs: number, patches: number) => string;
    newest: string;
    onlyCopy: string;
    ask: string;
    done: (runs: number) => string;
    declined: string;
    dry: string;
  };
  abort: {
    nothing: string;
    asked: (pid: number) => string;
    done: (id: string) => string;
    kept: (paths: string) => string;
    nothingKept: string;
    foundation: string;
    leftOver: (why: string) => string;
    committed: (commit: string) => string;
    dry: (run: string) => string;
  };
  repair: {
    whole: string;
    copied: (path: string) => string;
    keeps: (records: number, phase: string) => string;
    emptied: string;
    drops: (lines: number) => string;
    intact: (line: number, text: string) => string;
    lost: (line: number) => string;
    dry: string;
  };
}
