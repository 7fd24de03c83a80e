import { describe, expect, test } from "vitest";
import { type Deed, deedOf } from "../../../src/steering/core/decide.ts";
import type { Wanted } from "../../../src/steering/core/read-act.ts";
import { PHASES, type Phase } from "../../../src/swarm/core/phases/phase.ts";
import { INITIAL, type RunState } from "../../../src/swarm/core/run/state.ts";
import { dispatched, type RunBuilder, settled } from "../../support/run-builder.ts";
import { RUN_IN } from "../../support/run-samples.ts";

const SAYS = (what: Extract<Deed, { do: "say" }>["what"]): Deed => ({ do: "say", what });
const NO_RUN = SAYS("no-run");
const ON: Deed = { do: "resume", workers: [] };
const END: Deed = { do: "abort" };
const IDLE = SAYS("nothing-to-stop");

/** What each act does in each phase while the Commander is idle; the run of MONITORING has a running and a queued Worker. */
const TABLE: Record<Phase, { stop: Deed; resume: Deed; abort: Deed }> = {
  DESIGN: { stop: IDLE, resume: SAYS("answer-plan"), abort: END },
  FOUNDATION: { stop: IDLE, resume: ON, abort: END },
  DISPATCH: { stop: IDLE, resume: ON, abort: END },
  MONITORING: { stop: { do: "stop", workers: ["a", "b"] }, resume: ON, abort: END },
  INTEGRATE: { stop: IDLE, resume: ON, abort: END },
  FINAL_QA: { stop: IDLE, resume: ON, abort: END },
  DONE: { stop: IDLE, resume: NO_RUN, abort: NO_RUN },
};
const WANTED = {
  stop: { act: "stop" },
  resume: { act: "resume" },
  abort: { act: "abort", sure: true },
} as const satisfies Record<string, Wanted>;

function deed(wanted: Wanted, state: RunState, facts = {}): Deed {
  const unknown = { busy: false, serverOpen: false, planAsked: false, planUnread: false };
  return deedOf(wanted, { state, ...unknown, ...facts });
}

/** Workers that a person stopped. */
function stopped(run: RunBuilder, ...names: string[]): RunBuilder {
  return run.add(
    ...names.map((worker) => {
      return { type: "WORKER_FAILED", worker, failure: "INTERRUPTED", why: "stopped" } as const;
    }),
  );
}

describe.each(PHASES)("in %s", (phase) => {
  const { state } = RUN_IN[phase]();

  test.each(["stop", "resume", "abort"] as const)("%s, while the Commander is idle", (act) => {
    expect(deed(WANTED[act], state)).toEqual(TABLE[phase][act]);
  });

  test("a stop ends the Commander's turn, whatever else there is to stop", () => {
    const { stop } = TABLE[phase];
    const workers = stop.do === "stop" ? stop.workers : [];
    expect(deed(WANTED.stop, state, { busy: true })).toEqual({ do: "stop", workers });
  });

  test("an abort without the word asks for it, and only if there is a run", () => {
    const asked = phase === "DONE" ? NO_RUN : SAYS("confirm-abort");
    expect(deed({ act: "abort", sure: false }, state)).toEqual(asked);
  });

  test("through an open server only a stop is carried out", () => {
    const refused = phase === "DONE" ? NO_RUN : SAYS("server-open");
    const open = { serverOpen: true };
    expect(deed(WANTED.abort, state, open)).toEqual(refused);
    expect(deed(WANTED.resume, state, open)).toEqual(refused);
    expect(deed(WANTED.stop, state, open)).toEqual(TABLE[phase].stop);
  });

  test.each(["status", "report", "help"] as const)("%s is shown", (what) => {
    expect(deed({ act: what }, state, { busy: true, serverOpen: true })).toEqual({
      do: "show",
      what,
    });
  });
});

describe("a plan that waits", () => {
  const { state } = RUN_IN.DESIGN();
  const { proposal } = state;
  const shown = { ...state, ...(proposal ? { proposal: { ...proposal, shownAt: 5 } } : {}) };
  const answers = [
    { act: "approve" },
    { act: "decline", words: "no" },
    { act: "choose", said: "QA 2", choices: {} },
  ] as const satisfies Wanted[];

  test("is approved only after it was shown, in the conversation or with OpenCode's question", () => {
    expect(deed({ act: "approve" }, state)).toEqual({ do: "show-plan", proposal });
    expect(deed({ act: "approve" }, state, { planAsked: true, planUnread: true })).toEqual({
      ...{ do: "show-plan", proposal },
    });
    expect(deed({ act: "approve" }, state, { planAsked: true })).toEqual({
      do: "approve",
      proposal,
    });
    expect(deed({ act: "approve" }, shown)).toMatchObject({ do: "approve" });
  });

  test("is declined with the user's words, seen or not", () => {
    const wanted = { act: "decline", words: "one Worker" } as const;
    expect(deed(wanted, state)).toEqual({ do: "decline", proposal, words: "one Worker" });
  });

  test.each(answers)("is answered by its number, and no other plan is: $act", (wanted) => {
    const waits = proposal?.number ?? 0;
    expect(deed({ ...wanted, plan: waits }, shown)).toEqual(deed(wanted, shown));
    const other = { do: "name-plan", named: waits + 1, waits };
    expect(deed({ ...wanted, plan: waits + 1 }, shown, { planAsked: true })).toEqual(other);
  });

  test.each(answers)("cannot be answered through an open server: $act", (wanted) => {
    expect(deed(wanted, shown, { serverOpen: true })).toEqual(SAYS("server-open"));
  });

  test.each(answers)("without a plan there is nothing to answer: $act", (wanted) => {
    expect(deed(wanted, RUN_IN.FOUNDATION().state)).toEqual(SAYS("no-plan"));
  });
});

test("without any run there is nothing to resume or to end", () => {
  expect(deed(WANTED.resume, INITIAL)).toEqual(NO_RUN);
  expect(deed(WANTED.abort, INITIAL)).toEqual(NO_RUN);
  expect(deed(WANTED.stop, INITIAL)).toEqual(IDLE);
});

test("stopped Workers are resumed in plan order, also while the Commander is in a turn; others are not", () => {
  const run = stopped(dispatched("a", "b", "c", "d").start("a", "b", "d").complete("b"), "c", "a");
  const resumed = { do: "resume", workers: ["a", "c"] };
  expect(deed(WANTED.resume, run.fail("d").state)).toEqual(resumed);
  expect(deed(WANTED.resume, run.state, { busy: true })).toEqual(resumed);
});

describe("one Worker", () => {
  const retry: Wanted = { act: "retry", worker: "w02", words: "Use Decimal." };
  const cancel: Wanted = { act: "cancel", worker: "b" };
  const { state } = dispatched("a", "b").start("a", "b");

  test("is found by its id or its name; whether its status allows the act is for the run to say", () => {
    expect(deed(retry, state)).toEqual({ do: "retry", worker: "b", words: "Use Decimal." });
    expect(deed(cancel, state)).toEqual({ do: "cancel", worker: "b" });
  });

  test("is needed, in an open run, through a server that is the user's alone", () => {
    expect(deed({ ...cancel, worker: "w09" }, state)).toEqual(SAYS("unknown-worker"));
    for (const wanted of [retry, cancel]) {
      expect(deed(wanted, INITIAL)).toEqual(NO_RUN);
      expect(deed(wanted, state, { serverOpen: true })).toEqual(SAYS("server-open"));
    }
  });
});

test("nothing is stopped and the Commander is at work: there is nothing to resume", () => {
  const { state } = settled("a");
  expect(deed(WANTED.resume, state, { busy: true })).toEqual(SAYS("nothing-to-resume"));
});

test("an unknown word is corrected", () => {
  const wanted: Wanted = { act: "unknown", said: "sotp", nearest: "stop" };
  expect(deed(wanted, INITIAL)).toEqual({ do: "correct", said: "sotp", nearest: "stop" });
});
