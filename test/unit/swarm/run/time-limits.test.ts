import { expect, test } from "vitest";
import { INITIAL, type RunState, type WorkerState } from "../../../../src/swarm/core/run/state.ts";
import { overdueWorkers } from "../../../../src/swarm/core/run/time-limits.ts";

const MINUTE = 60_000;
const LIMITS = { silenceMinutes: 10, totalMinutes: 90, queueMinutes: 60 };

function worker(name: string, change: Partial<WorkerState>, depends_on?: string[]): WorkerState {
  return {
    id: name,
    spec: {
      name,
      feature: name,
      scope: [],
      spec: name,
      qa: [],
      ...(depends_on ? { depends_on } : {}),
    },
    now: { status: "planned" },
    attempts: 1,
    retries: 0,
    nudges: 0,
    refusedReports: 0,
    scopeRequests: [],
    refusedCalls: 0,
    ...change,
  };
}

function run(...workers: WorkerState[]): RunState {
  return { ...INITIAL, phase: "MONITORING", runId: "r", workers };
}

const running = (change: Partial<WorkerState> = {}) =>
  worker("a", {
    now: { status: "running", stage: "implementing" },
    home: { directory: "d", base: "b", sessionID: "s" },
    startedAt: 0,
    ...change,
  });

test("a Worker is silent when its last sign of life is older than the limit", () => {
  const seen = new Map([["s", 5 * MINUTE]]);
  expect(overdueWorkers(run(running()), seen, LIMITS, 15 * MINUTE)).toEqual([]);
  expect(overdueWorkers(run(running()), seen, LIMITS, 15 * MINUTE + 1)).toMatchObject([
    { worker: "a", failure: "SILENT" },
  ]);
});

test("signs of life of an earlier attempt do not count against a new one", () => {
  const retried = running({ startedAt: 100 * MINUTE });
  const seen = new Map([["s", 5 * MINUTE]]);
  expect(overdueWorkers(run(retried), seen, LIMITS, 105 * MINUTE)).toEqual([]);
});

test("a Worker whose QA we run is not silent, but its whole time still ends", () => {
  const inQa = running({ now: { status: "running", stage: "self-qa" } });
  expect(overdueWorkers(run(inQa), new Map(), LIMITS, 89 * MINUTE)).toEqual([]);
  expect(overdueWorkers(run(inQa), new Map(), LIMITS, 91 * MINUTE)).toMatchObject([
    { failure: "OVER_TIME" },
  ]);
});

test("a start that never comes back is ended too: no session is needed for the limit", () => {
  const stuck = running({ home: { directory: "d", base: "b" } });
  expect(overdueWorkers(run(stuck), new Map(), LIMITS, 11 * MINUTE)).toMatchObject([
    { failure: "SILENT" },
  ]);
});

test("the queue has its limit, waiting for another Worker has not", () => {
  const queued = worker("b", { now: { status: "queued" }, queuedAt: 0 });
  expect(overdueWorkers(run(queued), new Map(), LIMITS, 61 * MINUTE)).toMatchObject([
    { worker: "b", failure: "OVER_TIME" },
  ]);
  const dependent = worker("b", { now: { status: "queued" }, queuedAt: 0 }, ["a"]);
  const state = run(running({ startedAt: 60 * MINUTE }), dependent);
  expect(overdueWorkers(state, new Map(), LIMITS, 61 * MINUTE)).toEqual([]);
});

test("nothing is overdue when the run is over", () => {
  const over: RunState = { ...run(running()), phase: "DONE" };
  expect(overdueWorkers(over, new Map(), LIMITS, 999 * MINUTE)).toEqual([]);
});
