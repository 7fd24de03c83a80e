import { expect, test } from "vitest";
import { CARDS } from "../../../../src/swarm/core/phases/cards.ts";
import { PHASES } from "../../../../src/swarm/core/phases/phase.ts";
import { INITIAL } from "../../../../src/swarm/core/run/state.ts";
import { openDuties, phaseCard } from "../../../../src/swarm/opencode/phase-card.ts";
import { dispatched, emptyRun, oid, planOf, settled } from "../../../support/run-builder.ts";
import { RUN_IN } from "../../../support/run-samples.ts";

test("no run: small edits are free", () => {
  expect(phaseCard(INITIAL)).toContain("No run is open");
  expect(phaseCard(RUN_IN.DONE().state)).toContain("No run is open");
});

test.each(PHASES.filter((phase) => phase !== "DONE"))("%s: number, goal and next", (phase) => {
  const lines = phaseCard(RUN_IN[phase]().state).split("\n");
  const number = PHASES.indexOf(phase) + 1;
  expect(lines[0]).toBe(`[Aegis] Phase ${number}/7 ${phase}: ${CARDS[phase].goal}`);
  expect(lines.at(-1)).toBe(`Next: ${CARDS[phase].next}`);
});

test("what is open is named, and only that", () => {
  expect(openDuties(emptyRun().propose(planOf(["a"])).state)).toEqual([
    "A plan waits for the user's approval.",
  ]);
  const run = dispatched("a", "b").start("a", "b").complete("a");
  run.add({ type: "SCOPE_REQUESTED", worker: "b", paths: ["x.ts"], why: "it is shared" });
  expect(openDuties(run.state)).toEqual([
    "Unfinished Workers: b (running).",
    "b asks for x.ts: it is shared",
  ]);
  const merged = settled("a").check().integrate();
  expect(openDuties(merged.state)).toEqual([]);
  expect(openDuties(merged.pass().state)).toEqual(["QA passed; the commit is missing."]);
  const red = settled("a").check().integrate();
  const tree = oid("tree");
  red.add({
    type: "QA_FAILED",
    tree,
    results: [],
    why: '"npm test" ended with 1',
    suspects: ["a"],
  });
  expect(openDuties(red.state)).toEqual([
    'The last QA failed: "npm test" ended with 1. Its output names files of a.',
  ]);
});
