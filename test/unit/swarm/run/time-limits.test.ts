import { expect, test } from "vitest";
import { INITIAL, type RunState, type WorkerState } from "../../../../src/swarm/core/run/state.ts";
import {
  after,
  minutesLeft,
  NO_TIME,
  overdueWorkers,
  type WorkerTimes,
} from "../../../../src/swarm/core/run/time-limits.ts";

const MINUTE = 60_000;
const LIMITS = {
  places: 2,
  queueMinutes: 60,
  silenceMinutes: 10,
  attemptMinutes: 90,
  totalMinutes: 240,
  serverMinutes: 120,
};

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
    freeRetries: 0,
    pauses: 0,
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
    now: { status: "running", stage: "implementing", sessionID: "s" },
    home: { directory: "d", base: "b", sessionID: "s" },
    startedAt: 0,
    ...change,
  });

/** The Workers that are overdue after they have lived these minutes in their present state. */
function lived(state: RunState, minutes: number, before: Partial<WorkerTimes> = {}) {
  const times = state.workers.map((each) => {
    const start = { ...NO_TIME, ...before };
    return [each.spec.name, after(start, state, each, minutes * MINUTE, LIMITS)] as const;
  });
  return overdueWorkers(state, new Map(times), LIMITS);
}

test("a Worker is silent when its last sign of life is older than the limit", () => {
  expect(lived(run(running()), 10)).toEqual([]);
  expect(lived(run(running()), 10.1)).toMatchObject([{ worker: "a", failure: "SILENT" }]);
});

test("signs of life of an earlier attempt do not count against a new one", () => {
  expect(lived(run(running()), 5, { total: 100 * MINUTE })).toEqual([]);
});

test("a Worker whose QA we run is not silent, but its whole time still ends", () => {
  const inQa = running({ now: { status: "running", stage: "self-qa", sessionID: "s" } });
  expect(lived(run(inQa), 89)).toEqual([]);
  expect(lived(run(inQa), 91)).toMatchObject([{ failure: "OVER_TIME" }]);
});

test("all attempts together have a limit too", () => {
  const before = { total: 230 * MINUTE };
  expect(lived(run(running()), 9, before)).toEqual([]);
  expect(lived(run(running()), 10, { total: 231 * MINUTE })).toMatchObject([
    {
      failure: "OVER_TIME",
      why: {
        en: expect.stringContaining("all its attempts"),
        ko: expect.stringContaining("모든 시도"),
      },
    },
  ]);
});

test("a start that never comes back is ended too: no session is needed for the limit", () => {
  const stuck = running({
    now: { status: "running", stage: "exploring" },
    home: { directory: "d", base: "b" },
  });
  // A set-up of many minutes is no silence.
  expect(lived(run(stuck), 59)).toEqual([]);
  expect(lived(run(stuck), 61)).toMatchObject([{ failure: "OVER_TIME" }]);
});

test("the queue has its limit, waiting for another Worker has not", () => {
  const queued = worker("b", { now: { status: "queued" }, queuedAt: 0 });
  expect(lived(run(queued), 61)).toMatchObject([{ worker: "b", failure: "OVER_TIME" }]);
  const dependent = worker("b", { now: { status: "queued" }, queuedAt: 0 }, ["a"]);
  const waiting = run(
    running({ now: { status: "running", stage: "self-qa", sessionID: "s" } }),
    dependent,
  );
  expect(lived(waiting, 61)).toEqual([]);
});

test("the wait for a free place costs no time in the queue", () => {
  const queued = worker("c", { now: { status: "queued" }, queuedAt: 0 });
  const busy = (name: string) => ({ ...running(), id: name, spec: { ...running().spec, name } });
  const inQa = (name: string) => ({
    ...busy(name),
    now: { status: "running", stage: "self-qa", sessionID: "s" } as const,
  });
  expect(lived(run(inQa("a"), inQa("b"), queued), 89)).toEqual([]);
  expect(lived(run(inQa("a"), queued), 61)).toMatchObject([{ worker: "c", failure: "OVER_TIME" }]);
  expect(minutesLeft(run(inQa("a"), inQa("b"), queued), queued, NO_TIME, LIMITS)).toEqual({});
});

test("a pause for the model server costs the Worker no time, but has a limit of its own", () => {
  const paused = running({
    now: { status: "running", stage: "implementing", paused: { why: "HTTP 503" } },
  });
  const before = { silent: 9 * MINUTE, attempt: 89 * MINUTE, total: 239 * MINUTE };
  expect(lived(run(paused), 119, before)).toEqual([]);
  expect(lived(run(paused), 121, before)).toMatchObject([
    {
      failure: "MODEL_SERVER",
      why: { en: expect.stringContaining("HTTP 503"), ko: expect.stringContaining("HTTP 503") },
    },
  ]);
});

test("what is left of each limit that counts now is told in whole minutes", () => {
  const left = (each: WorkerState, times: WorkerTimes, ...others: WorkerState[]) =>
    minutesLeft(run(each, ...others), each, times, LIMITS);
  const times = { ...NO_TIME, silent: 90_000, attempt: 10 * MINUTE, total: 300 * MINUTE };
  expect(left(running(), times)).toEqual({ silence: 9, attempt: 80, total: 0 });
  expect(left(worker("b", { now: { status: "queued" } }), NO_TIME)).toEqual({ queue: 60 });
  expect(left(worker("b", {}), NO_TIME)).toEqual({});
  // Limits that stand still are not told: its QA runs, its session is not open, it waits for a or for the server.
  const inQa = running({ now: { status: "running", stage: "self-qa", sessionID: "s" } });
  expect(left(inQa, times)).toEqual({ attempt: 80, total: 0 });
  const starts = running({ now: { status: "running", stage: "exploring" } });
  expect(left(starts, times)).toEqual({ attempt: 80, total: 0 });
  expect(left(worker("b", { now: { status: "queued" } }, ["a"]), NO_TIME, running())).toEqual({});
  const paused = { now: { status: "running", stage: "exploring", paused: { why: "x" } } } as const;
  const waits = worker("b", { now: { status: "queued" } });
  expect(left(waits, NO_TIME, running(paused))).toEqual({});
});

test("nothing is overdue when the run is over", () => {
  const over: RunState = { ...run(running()), phase: "DONE" };
  expect(lived(over, 999)).toEqual([]);
});
