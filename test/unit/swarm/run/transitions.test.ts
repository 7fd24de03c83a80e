import { describe, expect, test } from "vitest";
import { PHASES } from "../../../../src/swarm/core/phases/phase.ts";
import type { RunEvent } from "../../../../src/swarm/core/run/events.ts";
import { RunEvent as Schema } from "../../../../src/swarm/core/run/events.ts";
import { TRANSITIONS, transitionOf } from "../../../../src/swarm/core/run/transitions.ts";
import { EVENT_TYPES, RUN_IN, SAMPLE } from "../../../support/run-samples.ts";

/** Read this file's snapshot as the specification: a change of it is a change of the product. */
test("phase × event: where the table leads, by which guard, and what a run answers", async () => {
  const rows = PHASES.flatMap((phase) =>
    EVENT_TYPES.map((type) => {
      const edge = transitionOf(phase, type);
      const run = RUN_IN[phase]();
      expect(run.state.phase).toBe(phase);
      const denial = run.offer(SAMPLE[type](run.state) as RunEvent);
      const answer = denial ? `refused ${denial.code}` : `→ ${run.state.phase}`;
      const checks = [edge?.may?.name, edge?.guard?.name].filter((name) => name !== undefined);
      const table = edge ? `${edge.to} ${checks.join(" + ")}`.trim() : "–";
      return `${phase.padEnd(11)} ${type.padEnd(18)} ${table.padEnd(44)} ${answer}`;
    }),
  );
  await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot("transitions.snapshot.txt");
});

test("there is a sample of every event, and every sample fits the journal's schema", () => {
  const types = Schema.options.map((option) => option.shape.type.value);
  expect([...EVENT_TYPES].sort()).toEqual([...types].sort());
  const { state } = RUN_IN.FINAL_QA();
  for (const type of EVENT_TYPES)
    expect(Schema.safeParse(SAMPLE[type](state)).error).toBe(undefined);
});

describe("the table as a graph", () => {
  test("nothing leaves DONE, and every other phase can be aborted into it", () => {
    expect(Object.keys(TRANSITIONS.DONE)).toEqual([]);
    for (const phase of PHASES.filter((one) => one !== "DONE"))
      expect(transitionOf(phase, "RUN_ABORTED")?.to).toBe("DONE");
  });

  test("only a commit or an abort ends a run, and only FINAL_QA commits", () => {
    const ends = PHASES.flatMap((phase) =>
      EVENT_TYPES.filter((type) => transitionOf(phase, type)?.to === "DONE").map(
        (type) => `${phase} ${type}`,
      ),
    );
    expect(ends.filter((end) => !end.endsWith("RUN_ABORTED"))).toEqual(["FINAL_QA COMMITTED"]);
  });

  test("only an approval leaves DESIGN", () => {
    const out = EVENT_TYPES.filter((type) => {
      const to = transitionOf("DESIGN", type)?.to;
      return to !== undefined && to !== "DESIGN";
    });
    expect(out).toEqual(["PLAN_APPROVED", "RUN_ABORTED"]);
  });

  test("a refusal is noted in every phase and moves nothing", () => {
    for (const phase of PHASES) {
      const run = RUN_IN[phase]();
      run.add(SAMPLE.CALL_REFUSED(run.state));
      expect(run.state.phase).toBe(phase);
      expect(run.state.refusedCalls).toBe(1);
    }
  });
});

test("a refused event changes nothing at all", () => {
  for (const phase of PHASES)
    for (const type of EVENT_TYPES) {
      const run = RUN_IN[phase]();
      const before = structuredClone({ state: run.state, records: run.records });
      if (run.offer(SAMPLE[type](run.state) as RunEvent))
        expect({ state: run.state, records: run.records }).toEqual(before);
    }
});
