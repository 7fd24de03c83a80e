import type { Plan } from "../../../src/swarm/core/plan/plan.ts";
import { plan } from "../../support/script-lines.ts";
import { call, type ModelText } from "./form.ts";

const BOARD: Plan = plan(["board"]);
export const [WORKER] = BOARD.workers as [Plan["workers"][number]];
const LISTS = '["src/board/**"]';

/** One Worker as JSON, with other spellings of some values. */
export function worker(change: Record<string, string> = {}): string {
  const values: Record<string, string> = {
    name: '"board"',
    feature: '"Feature board"',
    scope: LISTS,
    spec: '"Write src/board/ok.txt"',
    qa: '["test -f src/board/ok.txt"]',
    ...change,
  };
  const fields = Object.entries(values).map(([key, value]) => `"${key}": ${value}`);
  return `{${fields.join(", ")}}`;
}

/** A proposal whose title is the name of its text: equal calls in a row would be a loop. */
function proposal(what: string, values: Record<string, string>): string {
  const all: Record<string, string> = {
    title: what,
    summary: BOARD.summary,
    shared: JSON.stringify(BOARD.shared),
    workers: `[${worker()}]`,
    qa: JSON.stringify(BOARD.qa),
    qa_strategy: BOARD.qa_strategy,
    ...values,
  };
  return call(
    "design_propose",
    Object.fromEntries(Object.entries(all).filter(([, v]) => v !== "–")),
  );
}

export const reads = (
  what: string,
  values: Record<string, string>,
  change: Partial<Plan> = {},
  note = "",
): ModelText => {
  const args = { ...BOARD, title: what, ...change };
  return {
    what,
    writes: proposal(what, values),
    calls: [{ tool: "design_propose", args, note, says: /^Stored\./ }],
  };
};

export const refuses = (what: string, values: Record<string, string>, says: RegExp): ModelText => ({
  what,
  writes: proposal(what, values),
  calls: [{ tool: "design_propose", refused: "BAD_ARGUMENTS", says }],
});
