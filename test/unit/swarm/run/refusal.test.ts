import fc from "fast-check";
import { expect, test } from "vitest";
import { PHASES } from "../../../../src/swarm/core/phases/phase.ts";
import type { RunEvent } from "../../../../src/swarm/core/run/events.ts";
import { decide, refusalOf } from "../../../../src/swarm/core/run/machine.ts";
import { INITIAL, type RunState } from "../../../../src/swarm/core/run/state.ts";
import { emptyRun, oid, planOf, type RunBuilder, settled } from "../../../support/run-builder.ts";
import { EVENT_TYPES, RUN_IN, SAMPLE } from "../../../support/run-samples.ts";

/** Runs at points where a precondition holds or not, beside one of each phase. */
const RUNS: Record<string, () => RunBuilder> = {
  ...RUN_IN,
  "no plan": emptyRun,
  "one failed": () => RUN_IN.MONITORING().complete("a").start("b").fail("b"),
  "checked and clear": () => settled("a", "b").check(),
  "checked with problems": () => settled("a", "b").check([{ code: "X", text: "clash" }]),
  "QA passed": () => RUN_IN.FINAL_QA().pass(),
  "QA failed": () => {
    const run = RUN_IN.FINAL_QA();
    return run.add(SAMPLE.QA_FAILED(run.state));
  },
  "a new plan": () => RUN_IN.INTEGRATE().propose(planOf(["a"])),
};
const STATES: [string, () => RunState][] = [
  ["nothing", () => INITIAL],
  ...Object.entries(RUNS).map(([name, make]): [string, () => RunState] => [
    name,
    () => make().state,
  ]),
];

/** Evidence that is wrong wherever there is any. */
const SPOILED: { [T in RunEvent["type"]]?: (event: RunEvent) => object } = {
  PLAN_SHOWN: () => ({ proposal: -1 }),
  PLAN_DECLINED: () => ({ proposal: -1 }),
  PLAN_APPROVED: () => ({ proposal: -1 }),
  WORKERS_DISPATCHED: () => ({ names: ["ghost"] }),
  WORKER_COMPLETED: () => ({ files: [] }),
  INTEGRATED: () => ({ head: oid("moved") }),
  QA_PASSED: () => ({ tree: oid("other") }),
  QA_FAILED: () => ({ tree: oid("other") }),
  COMMIT_PREPARED: () => ({ tree: oid("other") }),
  COMMITTED: () => ({ tree: oid("other") }),
};

const NAMED_IN_VAIN = ["WORKERS_DISPATCHED", "NOTHING_TO_DISPATCH"];

const answerOf = (state: RunState, event: RunEvent) => {
  const decision = decide(state, event, new Date(0).toISOString());
  return decision.accepted ? undefined : decision.denial;
};

test.each(STATES)("%s: what may not happen now is refused with the same words", (_name, make) => {
  const state = make();
  for (const type of EVENT_TYPES) {
    const asked = refusalOf(state, SAMPLE[type](state));
    if (!asked) continue;
    for (const spoiled of [{}, SPOILED[type]?.(SAMPLE[type](state)) ?? {}])
      expect(answerOf(state, { ...SAMPLE[type](state), ...spoiled } as RunEvent)).toEqual(asked);
  }
});

test.each(STATES)("%s: what may happen is refused for its evidence alone", (_name, make) => {
  const state = make();
  for (const type of EVENT_TYPES) {
    const event = SAMPLE[type](state);
    if (refusalOf(state, event)) continue;
    // The sample names Workers that may be dispatched already: that is in the event, not in the state.
    const answer = answerOf(state, event)?.code;
    if (answer !== undefined) expect([type, answer]).toEqual(NAMED_IN_VAIN);
    const spoiled = SPOILED[type]?.(event);
    if (spoiled) expect(answerOf(state, { ...event, ...spoiled } as RunEvent), type).toBeDefined();
  }
});

test("the answer does not depend on the evidence", () => {
  fc.assert(
    fc.property(fc.constantFrom(...STATES), fc.constantFrom(...EVENT_TYPES), ([, make], type) => {
      const state = make();
      const event = SAMPLE[type](state);
      const bare = { type, ...("worker" in event ? { worker: event.worker } : {}) } as RunEvent;
      expect(refusalOf(state, bare)).toEqual(refusalOf(state, event));
    }),
  );
});

test("control: some of every phase's events may happen, and some may not", () => {
  for (const phase of PHASES.filter((one) => one !== "DONE")) {
    const { state } = RUN_IN[phase]();
    const open = EVENT_TYPES.filter((type) => !refusalOf(state, SAMPLE[type](state)));
    expect(open.length).toBeGreaterThan(1);
    expect(open.length).toBeLessThan(EVENT_TYPES.length);
  }
});
