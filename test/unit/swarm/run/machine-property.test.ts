import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunEvent, RunRecord } from "../../../../src/swarm/core/run/events.ts";
import { replay } from "../../../../src/swarm/core/run/evolve.ts";
import {
  approval,
  checked,
  committed,
  completed,
  emptyRun,
  failed,
  frozen,
  integrated,
  oid,
  planOf,
  QA_OK,
  type RunBuilder,
  started,
  worker,
} from "../../../support/run-builder.ts";

const NAMES = ["a", "b", "c"] as const;
const TREES = ["tree", "other"] as const;
const PLANS = [
  planOf(["a", "b"]),
  planOf(["a"]),
  planOf(["a", worker("b", { depends_on: ["a"] }), "c"]),
];

/** One thing that may be tried, right or wrong; built against the state it meets. */
type Step = (run: RunBuilder) => RunEvent;
const name = fc.constantFrom(...NAMES);
const tree = fc.constantFrom(...TREES);
const exitCode = fc.constantFrom(0, 0, 0, 1);
const qa = (code: number) => [{ ...QA_OK, exitCode: code }];

const wrongOrRight: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...PLANS).map(
    (plan): Step =>
      () => ({ type: "PLAN_PROPOSED", plan, base: { head: oid("head"), tree: oid("base") } }),
  ),
  fc.constant<Step>(({ state }) => approval(state)),
  fc.nat(20).map(
    (number): Step =>
      ({ state }) => ({ ...approval(state), proposal: number }),
  ),
  fc.nat(5).map(
    (ago): Step =>
      ({ state }) => ({
        ...approval(state),
        approval: {
          by: "quote",
          messageID: "m",
          createdAt: (state.proposal?.at ?? 0) - ago,
          quote: "ok",
        },
      }),
  ),
  fc.constant<Step>(({ state }) => ({
    type: "PLAN_DECLINED",
    proposal: state.proposal?.number ?? 0,
    answer: "no",
  })),
  fc.constant<Step>(() => frozen()),
  fc.subarray([...NAMES]).map(
    (names): Step =>
      () => ({ type: "WORKERS_DISPATCHED", names }),
  ),
  name.map(
    (one): Step =>
      () =>
        started(one)[0],
  ),
  name.map(
    (one): Step =>
      () =>
        started(one)[1],
  ),
  fc.tuple(name, exitCode, fc.nat(9)).map(
    ([one, code, round]): Step =>
      () => ({
        ...completed(one),
        commit: oid(`${one}${round}`),
        qa: qa(code),
      }),
  ),
  name.map(
    (one): Step =>
      () =>
        failed(one),
  ),
  name.map(
    (one): Step =>
      () => ({ type: "WORKER_CANCELLED", worker: one, reason: "x" }),
  ),
  name.map(
    (one): Step =>
      () => ({ type: "WORKER_RETRIED", worker: one, instructions: "x" }),
  ),
  fc.constant<Step>(() => ({ type: "WORKERS_SETTLED" })),
  fc.boolean().map(
    (clear): Step =>
      ({ state }) =>
        checked(state, clear ? [] : [{ code: "X", text: "clash" }]),
  ),
  tree.map(
    (one): Step =>
      ({ state }) =>
        integrated(state, one),
  ),
  fc.tuple(tree, exitCode).map(
    ([one, code]): Step =>
      () => ({
        type: "QA_PASSED",
        tree: oid(one),
        results: qa(code),
      }),
  ),
  tree.map(
    (one): Step =>
      () => ({
        type: "QA_FAILED",
        tree: oid(one),
        results: qa(1),
        why: "red",
        suspects: [],
      }),
  ),
  tree.map(
    (one): Step =>
      ({ state }) => ({ ...committed(state), tree: oid(one) }),
  ),
);

/** The step that leads on from where the run is, so that many sequences come far. */
const onward: Step = ({ state }) => {
  const open = state.workers.find(({ now }) => now.status !== "completed");
  const planned = state.workers.filter(({ now }) => now.status === "planned");
  const tree = state.integration?.tree ?? "";
  switch (state.phase) {
    case "DESIGN":
      return state.proposal
        ? approval(state)
        : { type: "PLAN_PROPOSED", plan: planOf(["a", "b"]), base: { head: oid("head"), tree } };
    case "FOUNDATION":
      return frozen();
    case "DISPATCH":
      return { type: "WORKERS_DISPATCHED", names: planned.map(({ spec }) => spec.name) };
    case "MONITORING": {
      const queued = state.workers.find(({ now }) => now.status === "queued");
      return queued ? started(queued.spec.name)[0] : completed(open?.spec.name ?? "a");
    }
    case "INTEGRATE":
      if (open) return { type: "WORKER_RETRIED", worker: open.spec.name, instructions: "x" };
      return state.conflictCheck ? integrated(state) : checked(state, []);
    default:
      return state.qa ? committed(state) : { type: "QA_PASSED", tree, results: [QA_OK] };
  }
};
const sequences = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.constant(onward) }, { weight: 1, arbitrary: wrongOrRight }),
  { minLength: 5, maxLength: 60, size: "max" },
);

function played(steps: readonly Step[]): RunBuilder {
  const run = emptyRun();
  for (const step of steps) run.offer(step(run));
  return run;
}

const last = <T extends RunEvent["type"]>(records: readonly RunRecord[], type: T) =>
  records.findLast(({ event }) => event.type === type) as
    | (RunRecord & { event: Extract<RunEvent, { type: T }> })
    | undefined;

test("no way leads to a commit but by approval, evidence of every Worker, integration and QA", () => {
  let commits = 0;
  fc.assert(
    fc.property(sequences, (steps) => {
      const { state, records } = played(steps);
      const commit = last(records, "COMMITTED");
      if (!commit) return;
      commits += 1;
      const before = records.filter(({ seq }) => seq < commit.seq);
      const approved = last(before, "PLAN_APPROVED");
      expect(approved, "approved by the user").toBeDefined();
      expect(approved?.event.proposal).toBe(state.approved?.number);
      const integration = last(before, "INTEGRATED");
      const passed = last(before, "QA_PASSED");
      expect(passed?.event.tree).toBe(commit.event.tree);
      expect(passed?.event.results.every((result) => result.exitCode === 0)).toBe(true);
      expect(integration?.event.tree).toBe(commit.event.tree);
      expect(passed?.seq).toBeGreaterThan(integration?.seq ?? Number.POSITIVE_INFINITY);
      expect(integration?.seq).toBeGreaterThan(approved?.seq ?? Number.POSITIVE_INFINITY);
      for (const { spec, now } of state.workers) {
        expect(now.status).toBe("completed");
        if (now.status !== "completed") return;
        const own = before.findLast(
          ({ event }) => event.type === "WORKER_COMPLETED" && event.worker === spec.name,
        );
        expect(own?.event).toEqual(now.result);
        expect(own?.seq).toBeLessThan(integration?.seq ?? 0);
        expect(integration?.event.applied[spec.name]).toBe(now.result.commit);
        expect(now.result.qa.map(({ exitCode }) => exitCode)).toEqual(spec.qa.map(() => 0));
        expect(now.result.files.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1000 },
  );
  // The property would hold for a machine that never commits, too.
  expect(commits).toBeGreaterThan(50);
});

test("replaying the journal gives the state that was reached step by step", () => {
  fc.assert(
    fc.property(sequences, (steps) => {
      const { state, records } = played(steps);
      expect(replay(records)).toEqual(state);
      expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    }),
  );
});

test("a run never waits in MONITORING for nobody", () => {
  fc.assert(
    fc.property(sequences, (steps) => {
      const { state } = played(steps);
      if (state.phase !== "MONITORING") return;
      const busy = state.workers.some(({ now }) => now.status === "running");
      const startable = state.workers.some(
        ({ now, spec }) =>
          now.status === "planned" ||
          (now.status === "queued" &&
            (spec.depends_on ?? []).every((needed) =>
              state.workers.some(
                (other) => other.spec.name === needed && other.now.status === "completed",
              ),
            )),
      );
      expect(busy || startable).toBe(true);
    }),
  );
});
