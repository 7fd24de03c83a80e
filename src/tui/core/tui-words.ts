import type { DashboardAct, PlanAnswer } from "./act-keys.ts";

/** Texts for people in OpenCode's terminal; statuses, steps and faults have their words in `swarm` and `runs`. */
export interface TuiWords {
  /** Beside the current phase. */
  now: string;
  /** In the palette. */
  command: string;
  /** Before the reason why nothing can be read. */
  unreadable: string;
  /** At OpenCode's start, two sentences each. */
  first: {
    start: readonly [string, string];
    missing: readonly [string, string];
    open: (title: string, where: string) => readonly [string, string];
  };
  /** In the bottom row, if the user has something to do. */
  waits: string;
  /** In the bottom row, if no process drives the run. */
  notDriven: string;
  card: Record<"feature" | "scope" | "now" | "last" | "why", string> & {
    retriesLeft: (count: number) => string;
    /** Of the queue or the attempt, by the clock. */
    minutesLeft: (count: number) => string;
    diff: (files: number, added: number, removed: number) => string;
    /** Commands of the Worker's own QA that ended with 0. */
    qa: (passed: number, all: number) => string;
    refused: (calls: number, reports: number) => string;
  };
  server: {
    head: string;
    /** Before the first answer. */
    asked: string;
    load: (running: number, waiting: number, cachePercent: number) => string;
    hits: (percent: number) => string;
    rate: (tokensPerSecond: number) => string;
    /** The load in a narrow row. */
    short: (running: number, waiting: number, cachePercent: number) => string;
    noData: (since: string) => string;
  };
  acts: {
    /** Names of keys that have no sign of their own. */
    key: Partial<Record<DashboardAct, string>>;
    act: Record<DashboardAct, string>;
    /** Asked before an act is carried out. */
    sure: Record<"stop" | "resume" | "retry" | "cancel" | "abort", (worker: string) => string>;
    /** In the empty field for a Worker's new instructions. */
    instructions: string;
    /** If OpenCode's server half said nothing. */
    noAnswer: string;
    /** If the run has changed since the user was asked. */
    changed: string;
  };
  plan: {
    waits: string;
    approved: string;
    none: string;
    answer: Record<PlanAnswer, string>;
    sure: Record<"approve" | "decline", (workers: number) => string>;
    /** The answer that declines the plan: the run stays open, and the Commander hears it. */
    declined: string;
    /** In the empty field for what to change or to choose. */
    wanted: Record<"change" | "choose", string>;
  };
  diff: {
    of: (worker: string) => string;
    asked: string;
    none: string;
    cut: (rows: number) => string;
  };
  timeline: string;
  /** On the full screen before a first run. */
  begin: string;
  keys: string;
  /** The same in a terminal without OpenCode. */
  watchKeys: string;
  /** Rows above and below those on the screen. */
  hidden: (above: number, below: number) => string;
}
