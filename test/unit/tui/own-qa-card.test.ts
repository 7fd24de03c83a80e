import { expect, test } from "vitest";
import type { QaStrategy } from "../../../src/swarm/core/plan/plan.ts";
import type { EventOf } from "../../../src/swarm/core/run/events.ts";
import { dashboardLines } from "../../../src/tui/core/dashboard-view.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { followed, unreadRun } from "../../../src/tui/core/seen.ts";
import { completed, emptyRun, planOf, QA_OK, START } from "../../support/run-builder.ts";

test("a report whose plan runs no QA of the Worker's own shows no count of checks", () => {
  const cardsOf = (strategy: QaStrategy, qa: EventOf<"WORKER_COMPLETED">["qa"]) => {
    const run = emptyRun().propose(planOf(["a"], { qa_strategy: strategy }));
    run.approve().freeze().dispatch("a").start("a");
    run.add({ ...completed("a"), qa });
    const seen = {
      run: followed(unreadRun("run-1"), run.records, undefined),
      driver: { pid: 7, alive: true },
      trouble: undefined,
    };
    const lines = dashboardLines(seen, { language: "en", columns: 80, ascii: false }, START);
    return lines
      .map(textOf)
      .join("\n")
      .match(/QA: .* passed/g);
  };
  expect(cardsOf("commander-all", [])).toBeNull();
  expect(cardsOf("worker-all", [QA_OK])).toEqual(["QA: 1 of 1 passed"]);
});
