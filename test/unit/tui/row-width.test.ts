import { expect, test } from "vitest";
import { dashboardLines } from "../../../src/tui/core/dashboard-view.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { emptyRun, planOf, START, worker } from "../../support/run-builder.ts";
import { seenOf } from "../../support/screen-scenes.ts";

test("a title with commands to a terminal leaves room for the phase", () => {
  const title = `${"\u001b[31m".repeat(20)}RED`;
  const run = emptyRun().propose(planOf([worker("a")], { title }));
  const look = { language: "en", columns: 80, ascii: false } as const;
  const [head = []] = dashboardLines(seenOf(run), look, START);
  expect(textOf(head)).toMatch(/Phase 1\/7 · open$/);
});
