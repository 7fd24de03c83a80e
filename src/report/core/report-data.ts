import { type ApprovalFacts, approvalFacts } from "../../runs/core/approval-text.ts";
import { type Outcome, outcomeOf, type SeenRun, titleOf } from "../../runs/core/outcome.ts";
import { type ChoiceFacts, choiceFacts } from "../../swarm/core/plan/choices.ts";
import type { EventOf } from "../../swarm/core/run/events.ts";
import type { UsageLine } from "../../swarm/core/usage.ts";
import { type AgentRow, agentRows } from "./agents.ts";
import { type Happenings, happeningsOf } from "./happenings.ts";
import { momentOf, type Timeline, timelineOf } from "./timeline.ts";

/** What one commit of the run changed, from git. */
export interface Diff {
  /** The Worker; or the foundation, or the commit as a whole. */
  of: { what: "worker"; id: string; name: string } | { what: "foundation" } | { what: "commit" };
  commit: string | undefined;
  /** `gone`: git has removed the commit; `none`: nothing was changed or kept; `at-work`: the Worker has not ended. */
  state: "kept" | "gone" | "none" | "at-work";
  files: readonly DiffFile[];
}

/** `added` and `removed` are absent for a file without lines. */
export interface DiffFile {
  path: string;
  added?: number;
  removed?: number;
}

/** A mark on a Worker's lane. */
export interface Mark {
  at: number;
  tool: string;
}

/** Figures of the answers, and how much of them could be read. */
export interface UsageFacts {
  answers: number;
  unreadable: number;
  /** Epoch milliseconds; undefined if there is no answer. */
  from: number | undefined;
  to: number | undefined;
}

/** All that a report shows. Every figure is from the journal, from the figures beside it, or from git. */
export interface ReportData {
  id: string;
  title: string | undefined;
  summary: string | undefined;
  outcome: Outcome;
  phase: string;
  /** Epoch milliseconds. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  commit: { id: string; subject: string } | undefined;
  /** Null: HEAD was detached; undefined: no record names it. */
  branch: string | null | undefined;
  approval: ApprovalFacts;
  /** Of the plan in force or, before, of the one that waits. */
  choices: ChoiceFacts | undefined;
  aborted: EventOf<"RUN_ABORTED"> | undefined;
  journal: { records: number; fault: SeenRun["fault"]; lastAt: number | undefined };
  timeline: Timeline;
  /** Calls by `laneKey`; undefined if none were recorded. */
  calls: ReadonlyMap<string, readonly Mark[]> | undefined;
  agents: AgentRow[];
  happened: Happenings;
  diffs: readonly Diff[];
  usage: UsageFacts | undefined;
  /** The answers themselves, for their sum. */
  lines: readonly UsageLine[] | undefined;
}

export interface Sources {
  run: SeenRun;
  usage: { lines: readonly UsageLine[]; unreadable: number } | undefined;
  diffs: readonly Diff[];
}

export function reportData({ run, usage, diffs }: Sources): ReportData {
  const { id, records, state, fault } = run;
  const timeline = timelineOf(records);
  const happened = happeningsOf(records);
  const { startedAt, endedAt, committed, proposal, approved: drawn = proposal } = state;
  return {
    id,
    title: titleOf(run),
    summary: drawn?.plan.summary,
    outcome: outcomeOf(run),
    phase: state.phase,
    startedAt: known(startedAt),
    endedAt: known(endedAt),
    commit: committed && { id: committed.commit, subject: committed.subject },
    branch: branchOf(run),
    approval: approvalFacts(state.approved?.approval),
    choices: drawn && choiceFacts(drawn),
    aborted: state.aborted,
    journal: { records: records.length, fault, lastAt: lastOf(run) },
    timeline,
    calls: usage && callsOf(usage.lines),
    agents: agentRows(timeline.lanes, happened.refusals, usage?.lines),
    happened,
    diffs,
    usage: usage && usageFacts(usage),
    lines: usage?.lines,
  };
}

/** A time that the journal's text did not hold. */
function known(at: number | undefined): number | undefined {
  return at === undefined || Number.isNaN(at) ? undefined : at;
}

function lastOf({ records }: SeenRun): number | undefined {
  const at = momentOf(records.at(-1)?.at, -1);
  return at === -1 ? undefined : at;
}

/** The branch that the commit went to or, before, the one on which the plan was approved or proposed. */
function branchOf({ state }: SeenRun): string | null | undefined {
  const base = state.approved?.base ?? state.proposal?.base;
  const named = state.chosenBranch ?? state.prepared?.branch ?? base?.branch;
  return named ?? (base || state.prepared ? null : undefined);
}

function callsOf(lines: readonly UsageLine[]): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const { agent, worker, calls, endedAt } of lines) {
    const lane = laneKey(agent === "worker" ? { worker } : { agent });
    const own = marks.get(lane) ?? [];
    own.push(...calls.map(({ tool, startedAt }) => ({ at: startedAt ?? endedAt, tool })));
    marks.set(lane, own);
  }
  return marks;
}

/** The key of `ReportData.calls`: a Worker may have the name of an agent. */
export function laneKey(whose: { worker: string | undefined } | { agent: string }): string {
  return "agent" in whose ? whose.agent : `worker ${whose.worker ?? ""}`;
}

function usageFacts({ lines, unreadable }: NonNullable<Sources["usage"]>): UsageFacts {
  const times = lines.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
  return {
    answers: lines.length,
    unreadable,
    from: times.reduce<number | undefined>((a, b) => Math.min(a ?? b, b), undefined),
    to: times.reduce<number | undefined>((a, b) => Math.max(a ?? b, b), undefined),
  };
}
