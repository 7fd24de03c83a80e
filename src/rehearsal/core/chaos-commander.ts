import type { RunState } from "../../swarm/core/run/state.ts";
import { FOUNDATION, PLAN } from "./chaos-project.ts";

/** One answer of a scripted agent: words, or calls of tools. */
export interface Move {
  text?: string;
  calls?: { tool: string; args: Record<string, unknown> }[];
}

/** What the Commander decides from. `missing`: shared files that are not in the checkout as they should be. */
export interface CommanderView {
  state: RunState;
  newest: string;
  missing: readonly string[];
}

interface Row {
  name: string;
  when: (view: CommanderView, code: string | undefined) => boolean;
  move: (view: CommanderView, code: string | undefined) => Move;
}

/** Refusals that only a person can clear. */
const FOR_THE_USER = new Set([
  "USER_CHANGES_OVERLAP",
  "FOUNDATION_OVERLAPS_USER",
  "CONFLICTS_FOUND",
  "MODEL_SERVER_DOWN",
  "REPOSITORY_UNFIT",
  "RUN_ELSEWHERE",
  "BRANCH_LEFT",
  "RETRY_BUDGET",
  "LOOP_DETECTED",
  "RUNAWAY_STOPPED",
  "BAD_ARGUMENTS",
  "USER_DECLINED",
]);
/** Refusals after which the merge has to be made again. */
const CHECK_AGAIN = new Set(["BRANCH_MOVED", "CONFLICTS_UNCHECKED", "QA_STALE"]);

/** How the Commander begins when only the user can help; the code of the refusal follows. */
export const NEEDS_USER = "I need you: ";

const call = (tool: string, args: Record<string, unknown> = {}): Move => ({
  calls: [{ tool, args }],
});
const inPhase = (phase: RunState["phase"]) => (view: CommanderView) => view.state.phase === phase;
const failed = ({ state }: CommanderView) =>
  state.workers.find(({ now }) => now.status === "failed" || now.status === "cancelled");

/** The Commander's decisions: the first row that fits gives the answer. */
const TABLE: readonly Row[] = [
  {
    name: "over",
    when: ({ state }) => state.committed !== undefined || state.aborted !== undefined,
    move: ({ state }) => ({
      text: state.committed ? `Committed: ${state.committed.commit}.` : "The run was aborted.",
    }),
  },
  {
    name: "only the user can help",
    when: (_view, code) => code !== undefined && FOR_THE_USER.has(code),
    move: (_view, code) => ({ text: `${NEEDS_USER}${code}` }),
  },
  {
    name: "the question is open",
    when: ({ newest }) => newest.includes("Now call question"),
    move: () => call("question", { questions: [QUESTION] }),
  },
  {
    name: "no plan",
    when: ({ state }) => state.runId === undefined || (inDesign(state) && !state.proposal),
    move: () => call("design_propose", { ...PLAN }),
  },
  { name: "no answer", when: inPhase("DESIGN"), move: () => call("design_approve") },
  {
    name: "a shared file is missing",
    when: (view) => view.state.phase === "FOUNDATION" && view.missing.length > 0,
    move: ({ missing: [path = ""] }, code) =>
      code === "FILE_UNREAD"
        ? call("read", { filePath: path })
        : call("write", { filePath: path, content: FOUNDATION[path] ?? "" }),
  },
  {
    name: "the foundation stands",
    when: inPhase("FOUNDATION"),
    move: () => call("foundation_freeze", { note: "Build only your own folder." }),
  },
  { name: "dispatch", when: inPhase("DISPATCH"), move: () => call("dispatch_workers") },
  {
    name: "a Worker has failed",
    when: (view) => failed(view) !== undefined,
    move: (view) =>
      call("worker_retry", {
        worker: failed(view)?.spec.name ?? "",
        instructions: "You were interrupted. Begin again: do your task and report.",
      }),
  },
  {
    name: "some are not dispatched",
    when: ({ state }) => state.workers.some(({ now }) => now.status === "planned"),
    move: () => call("dispatch_workers"),
  },
  {
    name: "they work",
    when: inPhase("MONITORING"),
    move: () => call("worker_wait", { until: "change", minutes: 1 }),
  },
  {
    name: "the merge is old",
    when: (_view, code) => code !== undefined && CHECK_AGAIN.has(code),
    move: () => call("check_conflicts"),
  },
  {
    name: "a Worker does not merge",
    when: (view) => found(view) && toMend(view.state) !== undefined,
    move: ({ state }) =>
      call("worker_retry", {
        worker: toMend(state) ?? "",
        instructions: "Your work does not merge. Do your task again and report.",
      }),
  },
  {
    name: "the check has found problems",
    when: found,
    move: () => ({ text: `${NEEDS_USER}CONFLICTS_FOUND` }),
  },
  {
    name: "checked and clear",
    when: ({ state, newest }) => state.phase === "INTEGRATE" && isClear(state, newest),
    move: () => call("integrate"),
  },
  { name: "unchecked", when: inPhase("INTEGRATE"), move: () => call("check_conflicts") },
  {
    name: "tested",
    when: ({ state }) => state.qa?.type === "QA_PASSED",
    move: () => call("commit", { type: "feat", subject: "build a, b and c" }),
  },
  { name: "untested", when: inPhase("FINAL_QA"), move: () => call("qa_run") },
];

/** The scripted Commander's next answer, and the row of the table that gave it. */
export function commanderMove(view: CommanderView): { row: string; move: Move } {
  const code = /\[AEGIS ([A-Z_]+)\]/.exec(view.newest)?.[1];
  const row = TABLE.find(({ when }) => when(view, code));
  if (row === undefined) return { row: "none", move: { text: `${NEEDS_USER}NOTHING_FITS` } };
  return { row: row.name, move: row.move(view, code) };
}

/** The check that was just made names a problem. */
function found({ state, newest }: CommanderView): boolean {
  const problems = state.conflictCheck?.problems ?? [];
  return state.phase === "INTEGRATE" && problems.some(({ text }) => newest.includes(text));
}

/** The first Worker that the check names and that was not sent back three times in vain. */
function toMend({ conflictCheck, workers }: RunState): string | undefined {
  const named = conflictCheck?.problems.flatMap(({ worker }) => worker ?? []) ?? [];
  return named.find((name) =>
    workers.some(({ spec, freeRetries }) => spec.name === name && freeRetries < 3),
  );
}

function inDesign({ phase }: RunState): boolean {
  return phase === "DESIGN";
}

/** A check counts only just after it was made: the branch may have moved since. */
function isClear({ conflictCheck }: RunState, newest: string): boolean {
  return conflictCheck?.problems.length === 0 && !newest.includes(GO_ON);
}

/** The user's words when nothing else has to be said. */
export const GO_ON = "Go on.";

const QUESTION = {
  question: "Shall we?",
  header: "Plan",
  options: [{ label: "Yes", description: "Start." }],
};
