import { describe, expect, test } from "vitest";
import { CARDS } from "../../../../src/swarm/core/phases/cards.ts";
import {
  COMMANDER_TOOLS,
  type CommanderTool,
  PHASES,
  type Phase,
} from "../../../../src/swarm/core/phases/phase.ts";
import { INITIAL } from "../../../../src/swarm/core/run/state.ts";
import { EVENT_OF_TOOL, toolRefusal } from "../../../../src/swarm/core/run/tool-phase.ts";
import { transitionOf } from "../../../../src/swarm/core/run/transitions.ts";
import { emptyRun, settled } from "../../../support/run-builder.ts";
import { RUN_IN, SAMPLE } from "../../../support/run-samples.ts";

/** Where a card lists a tool although the table has no row for its event, and why. */
const MORE: { [T in CommanderTool]?: { [P in Phase]?: string } } = {
  check_conflicts: { MONITORING: "a preview, which is not recorded" },
  design_propose: { DONE: "opens a new run" },
};
/** Tools that ask for no event: every phase that allows them. */
const WITHOUT_EVENT: { [T in CommanderTool]?: Phase[] } = {
  // In INTEGRATE it returns at once: the last Worker may end just before the call.
  worker_wait: ["MONITORING", "INTEGRATE"],
  worker_status: [...PHASES],
  worker_output: ["DISPATCH", "MONITORING", "INTEGRATE", "FINAL_QA", "DONE"],
  worker_send: ["MONITORING"],
};

describe("a phase's card", () => {
  test.each(COMMANDER_TOOLS)("lists %s exactly where it is possible", (tool) => {
    const event = EVENT_OF_TOOL[tool];
    const due = PHASES.filter((phase) =>
      event
        ? transitionOf(phase, event) !== undefined || MORE[tool]?.[phase] !== undefined
        : WITHOUT_EVENT[tool]?.includes(phase),
    );
    expect(due).not.toEqual([]);
    expect(PHASES.filter((phase) => CARDS[phase].tools.includes(tool))).toEqual(due);
  });

  test.each(PHASES)("%s: what is not listed is refused, and what is listed is not", (phase) => {
    const { state } = RUN_IN[phase]();
    for (const tool of COMMANDER_TOOLS)
      expect([tool, toolRefusal(state, tool) === undefined]).toEqual([
        tool,
        CARDS[phase].tools.includes(tool),
      ]);
  });
});

describe("the words of a refusal", () => {
  test.each(PHASES)("%s: a tool with an event reads what the event's refusal says", (phase) => {
    for (const tool of COMMANDER_TOOLS) {
      const event = EVENT_OF_TOOL[tool];
      const run = RUN_IN[phase]();
      const denial = toolRefusal(run.state, tool);
      if (!event || !denial || tool === "design_approve" || tool === "swarm_abort") continue;
      expect([tool, denial]).toEqual([tool, run.offer(SAMPLE[event](run.state))]);
    }
  });

  test.each([
    ["worker_send", "DESIGN", "worker_send is not possible in DESIGN."],
    ["worker_wait", "FOUNDATION", "worker_wait is not possible in FOUNDATION."],
    ["worker_output", "FOUNDATION", "worker_output is not possible in FOUNDATION."],
    ["worker_wait", "DONE", "worker_wait needs a run, and none is open."],
  ] as const)("%s in %s, which asks for no event", (tool, phase, why) => {
    expect(toolRefusal(RUN_IN[phase]().state, tool)).toMatchObject({
      code: "NOT_IN_PHASE",
      why: { en: why },
    });
  });

  test("what is missing is said rather than the phase", () => {
    const code = (tool: string, run = settled("a")) => toolRefusal(run.state, tool)?.code;
    expect(code("integrate", RUN_IN.DESIGN())).toBe("ASK_THE_USER");
    expect(code("dispatch_workers", emptyRun())).toBe("NO_PROPOSAL");
    expect(code("integrate", RUN_IN.MONITORING())).toBe("WORKERS_OPEN");
    expect(code("worker_send")).toBe("WORKER_NOT_RUNNING");
    expect(code("qa_run")).toBe("NOTHING_INTEGRATED");
    const passed = () => settled("a").check().integrate().pass();
    expect(code("commit", passed().check())).toBe("QA_STALE");
    const red = settled("a").check().integrate();
    expect(code("commit", red.add(SAMPLE.QA_FAILED(red.state)))).toBe("QA_FAILED");
    expect(code("design_approve", RUN_IN.MONITORING())).toBe("NO_PROPOSAL");
  });
});

describe("without a run", () => {
  test.each([
    ["before the first", () => INITIAL],
    ["after one has ended", () => RUN_IN.DONE().state],
  ])("%s a plan may be proposed and Workers looked at, and nothing else", (_when, state) => {
    const open = COMMANDER_TOOLS.filter((tool) => !toolRefusal(state(), tool));
    expect(open).toEqual(["design_propose", "worker_status", "worker_output"]);
    expect(toolRefusal(state(), "swarm_abort")).toMatchObject({ why: { en: "No run is open." } });
  });
});

test("control: tools that are not the Commander's are not judged by cards", () => {
  for (const tool of ["worker_report", "scope_request", "write", "bash"])
    expect(toolRefusal(RUN_IN.DESIGN().state, tool)).toBeUndefined();
});
