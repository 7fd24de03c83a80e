import { expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { timelineOf, timeOf } from "../../../src/report/core/timeline.ts";
import type { RunRecord } from "../../../src/swarm/core/run/events.ts";
import { fullRun } from "../../support/report-scene.ts";
import { dispatched, emptyRun, planOf, START, worker } from "../../support/run-builder.ts";

/** The time of the nth record that the test names, in milliseconds since the first. */
function whenOf(records: readonly RunRecord[], type: string, worker?: string, nth = 0): number {
  const found = records.filter(
    ({ event }) =>
      event.type === type &&
      (worker === undefined || ("worker" in event && event.worker === worker)),
  )[nth];
  return Date.parse(found?.at ?? "") - START;
}

test("phases follow each other without a gap, from the first record to the last", () => {
  const { records } = fullRun();
  const { phases, from, to } = timelineOf(records);
  expect(phases.map(({ phase }) => phase)).toEqual([
    ...["DESIGN", "FOUNDATION", "DISPATCH", "MONITORING", "INTEGRATE"],
    ...["MONITORING", "INTEGRATE", "FINAL_QA", "INTEGRATE", "FINAL_QA", "DONE"],
  ]);
  expect(phases.map((one) => one.from).slice(1)).toEqual(phases.map((one) => one.to).slice(0, -1));
  expect([phases[0]?.from, phases.at(-1)?.to]).toEqual([from, to]);
  expect(from).toBe(START);
  expect(to).toBe(Date.parse(records.at(-1)?.at ?? ""));
});

test("an attempt holds its queue, its work, its pause and its self-QA, with the journal's times", () => {
  const { records } = fullRun();
  const when = (type: string, worker: string, nth = 0) => whenOf(records, type, worker, nth);
  const lanes = timelineOf(records).lanes.map(({ name, attempts }) => ({
    name,
    attempts: attempts.map(({ number, end, why, spans }) => ({
      ...{ number, end, why },
      spans: spans.map(({ what, from, to }) => [what, from - START, to - START]),
    })),
  }));
  const sent = whenOf(records, "WORKERS_DISPATCHED");
  expect(lanes[0]).toEqual({
    name: "a",
    attempts: [
      {
        ...{ number: 1, end: "completed", why: undefined },
        spans: [
          ["queued", sent, when("WORKER_STARTING", "a")],
          ["working", when("WORKER_STARTING", "a"), when("WORKER_PAUSED", "a")],
          ["paused", when("WORKER_PAUSED", "a"), when("WORKER_RESUMED", "a")],
          ["working", when("WORKER_RESUMED", "a"), when("WORKER_COMPLETED", "a")],
        ],
      },
    ],
  });
  expect(lanes[1]?.attempts).toEqual([
    {
      ...{ number: 1, end: "failed", why: alike("NO_REPORT: it said nothing") },
      spans: [
        ["queued", sent, when("WORKER_STARTING", "b")],
        ["working", when("WORKER_STARTING", "b"), when("WORKER_STAGE", "b")],
        ["self-qa", when("WORKER_STAGE", "b"), when("REPORT_REFUSED", "b")],
        ["working", when("REPORT_REFUSED", "b"), when("WORKER_FAILED", "b")],
      ],
    },
    {
      ...{ number: 1, end: "completed", why: undefined },
      spans: [
        ["queued", when("WORKER_RETRIED", "b"), when("WORKER_STARTING", "b", 1)],
        ["working", when("WORKER_STARTING", "b", 1), when("WORKER_COMPLETED", "b")],
      ],
    },
  ]);
});

test("times of an attempt are the sums of its stretches", () => {
  const { records } = fullRun();
  const [lane] = timelineOf(records).lanes;
  const when = (type: string) => whenOf(records, type, "a");
  expect(lane?.attempts.map(timeOf)).toEqual([
    {
      queued: when("WORKER_STARTING") - whenOf(records, "WORKERS_DISPATCHED"),
      working:
        when("WORKER_PAUSED") -
        when("WORKER_STARTING") +
        when("WORKER_COMPLETED") -
        when("WORKER_RESUMED"),
      paused: when("WORKER_RESUMED") - when("WORKER_PAUSED"),
      "self-qa": 0,
    },
  ]);
});

test("what has not ended is open in an open run, and cut off in one that was aborted", () => {
  const told = dispatched("a", "b").start("a");
  const ends = () =>
    timelineOf(told.records).lanes.map(({ attempts }) => attempts.map(({ end }) => end));
  expect(ends()).toEqual([["open"], ["open"]]);
  told.add({ type: "RUN_ABORTED", quote: "stop", kept: [] });
  expect(ends()).toEqual([["cut"], ["cut"]]);
});

test("an attempt that never left the queue has no number; a changed plan replaces it", () => {
  const told = dispatched("a", worker("b", { depends_on: ["a"] }))
    .start("a")
    .fail("a")
    .propose(planOf(["a", worker("b", { spec: "Another task." })]))
    .approve();
  const ends = timelineOf(told.records).lanes.map(({ attempts }) =>
    attempts.map(({ number, end }) => [number, end]),
  );
  expect(ends).toEqual([[[1, "failed"]], [[undefined, "replanned"]]]);
});

test("a clock that was set back moves nothing to the left; a time that is none moves nothing", () => {
  const [first, second, third, ...rest] = dispatched("a").records;
  const odd = [
    { ...first, at: new Date(START).toISOString() },
    { ...second, at: new Date(START - 60_000).toISOString() },
    { ...third, at: "no time" },
    ...rest,
  ] as RunRecord[];
  const { phases, from } = timelineOf(odd);
  expect(from).toBe(START);
  for (const span of phases) expect(span.to).toBeGreaterThanOrEqual(span.from);
});

test("a run without a plan has phases and no Worker", () => {
  expect(timelineOf(emptyRun().records)).toMatchObject({
    phases: [{ phase: "DESIGN" }],
    lanes: [],
  });
  expect(timelineOf(emptyRun().propose(planOf(["a"])).records).lanes).toEqual([]);
});
