import type { Role } from "./agents.ts";
import type { Diff } from "./report-data.ts";
import type { Activity, AttemptEnd } from "./timeline.ts";

type Columns<Name extends string> = Record<Name, string>;

/** Texts of a report. Names of phases, tools, rules and events stay as the product writes them. */
export interface ReportWords {
  /** Title of the page; `run` is the run's title. */
  page: (run: string) => string;
  notRecorded: string;
  none: string;
  madeAt: (at: string) => string;
  written: (file: string) => string;
  /** After a time. */
  utc: string;
  /** Why a part of the page is not there. */
  why: {
    usage: string;
    load: string;
    sessionRefusals: string;
    branch: string;
    torn: (records: number) => string;
    broken: (records: number) => string;
    newer: (records: number) => string;
    open: (at: string) => string;
    unreadableUsage: (lines: number) => string;
    withoutTokens: (answers: number) => string;
    usageSpan: (answers: number, from: string, to: string) => string;
    tokens: string;
  };
  cut: {
    rows: (shown: number, all: number) => string;
    text: (missing: number) => string;
  };
  section: Columns<
    | "timeline"
    | "agents"
    | "refusals"
    | "reports"
    | "retries"
    | "qa"
    | "conflicts"
    | "diffs"
    | "server"
  >;
  head: Columns<
    "outcome" | "commit" | "duration" | "branch" | "started" | "ended" | "run" | "plan" | "records"
  > & { aborted: string };
  timeline: {
    /** The picture in words. */
    title: string;
    about: (workers: number, minutes: string) => string;
    asTable: string;
    scroll: string;
    activity: Record<Activity, string>;
    calls: string;
    refusals: string;
    marks: (lane: string, calls: string, refusals: number) => string;
    end: Record<AttemptEnd, string>;
    phases: Columns<"phase" | "entered" | "left" | "time">;
    attempts: Columns<"worker" | "attempt" | "from" | "to" | "end" | "why">;
    neverStarted: string;
  };
  agents: Columns<
    "agent" | "requests" | "tokensIn" | "cached" | "tokensOut" | "calls" | "refusals" | "sum"
  > & {
    role: Record<Role, string>;
    /** A Scout or Librarian, and for whom it worked. */
    session: (role: string, id: string, worker: string | undefined) => string;
  };
  refusals: Columns<"at" | "who" | "tool" | "tried" | "rule">;
  reports: Columns<"at" | "worker" | "rule" | "why">;
  retries: Columns<"at" | "worker" | "after" | "instructions">;
  qa: Columns<"name" | "command" | "exit" | "seconds" | "tests"> & {
    final: string;
    own: (worker: string) => string;
    passed: string;
    failed: string;
    timeout: string;
    signal: string;
    counts: (passed: number, failed: number) => string;
    output: (command: string) => string;
    noOutput: string;
  };
  conflicts: Columns<"at" | "head" | "commits" | "result"> & {
    clear: string;
    problem: (code: string, worker: string | undefined) => string;
  };
  diffs: Columns<"of" | "file" | "added" | "removed"> & {
    foundation: string;
    commit: string;
    total: (files: number) => string;
    binary: string;
    state: Record<Exclude<Diff["state"], "kept">, string>;
  };
  server: Columns<"worker" | "from" | "time" | "why" | "phase" | "most" | "mean"> & {
    pauses: string;
    load: string;
  };
  /** A time span in words; milliseconds. */
  span: (ms: number) => string;
}
