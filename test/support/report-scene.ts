import { type Diff, reportData } from "../../src/report/core/report-data.ts";
import { seenRun } from "../../src/runs/core/outcome.ts";
import type { RunRecord } from "../../src/swarm/core/run/events.ts";
import type { UsageLine } from "../../src/swarm/core/usage.ts";
import { dispatched, oid, QA_OK, START } from "./run-builder.ts";

/** A run with a bit of everything: a refusal, a refused report, a pause, a failure, a retry, a red and a green QA. */
export function fullRun() {
  const told = dispatched("a", "b")
    .start("a", "b")
    .add(
      { type: "CALL_REFUSED", who: "b", tool: "write", code: "OUT_OF_SCOPE", detail: "src/x.ts" },
      { type: "CALL_REFUSED", who: "scout", tool: "bash", code: "READ_ONLY_AGENT", detail: "rm x" },
      { type: "WORKER_STAGE", worker: "b", stage: "self-qa" },
      { type: "REPORT_REFUSED", worker: "b", code: "EMPTY_DIFF", why: "nothing changed" },
      { type: "WORKER_PAUSED", worker: "a", why: "HTTP 503" },
      { type: "WORKER_RESUMED", worker: "a" },
    )
    .complete("a")
    .fail("b")
    .add({ type: "WORKER_RETRIED", worker: "b", instructions: "Again." })
    .start("b")
    .complete("b")
    .check()
    .integrate();
  const tree = told.state.integration?.tree ?? "";
  const red = { ...QA_OK, exitCode: 1, tail: "not ok 1", counts: { passed: 4, failed: 1 } };
  return told
    .add({ type: "QA_FAILED", tree, results: [red], why: "Tests ended with 1", suspects: [] })
    .check()
    .integrate()
    .pass()
    .commit();
}

/** One answer that a Worker finished. */
export function answer(over: Partial<UsageLine> = {}): UsageLine {
  return {
    ...{ v: 1, message: "msg_1", session: "ses-a", agent: "worker", worker: "a" },
    ...{ startedAt: START + 6_000, endedAt: START + 7_000 },
    tokens: { input: 100, output: 20, reasoning: 3, cacheRead: 900, cacheWrite: 0 },
    calls: [{ tool: "read", status: "completed", startedAt: START + 6_500 }],
    ...over,
  };
}

export const DIFFS: readonly Diff[] = [
  {
    ...{ of: { what: "worker", id: "w01", name: "a" }, commit: oid("a"), state: "kept" },
    files: [{ path: "src/a/index.ts", added: 12, removed: 3 }, { path: "logo.png" }],
  },
  {
    ...{ of: { what: "worker", id: "w02", name: "b" }, commit: undefined, state: "gone" },
    files: [],
  },
];

export function dataOf(
  records: readonly RunRecord[],
  { usage, diffs = DIFFS }: { usage?: readonly UsageLine[]; diffs?: readonly Diff[] } = {},
) {
  const run = seenRun("run-1", { records: [...records] });
  return reportData({ run, usage: usage && { lines: usage, unreadable: 0 }, diffs });
}
