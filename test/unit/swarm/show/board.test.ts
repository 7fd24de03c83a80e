import { expect, test } from "vitest";
import { board } from "../../../../src/swarm/core/show/board.ts";
import { dispatched, START, worker } from "../../../support/run-builder.ts";

const NOW = START + 1_000_000;

test("the table shows each Worker's status; it gives a duration only for what has ended", () => {
  const run = dispatched(worker("a", { feature: "A | B" }), "b", "c")
    .start("a", "b")
    .complete("a");
  expect(board(run.state, NOW, "en")).toBe(
    [
      "📊 **Workers**",
      "",
      "| ID | Feature | Status | Duration |",
      "| --- | --- | --- | --- |",
      "| w01 | A \\| B | ✅ done | 4s |",
      "| w02 | The b | 🔍 exploring | – |",
      "| w03 | The c | ⏳ queued | – |",
      "",
      "[██████░░░░░░░░░░░░░░] 33% — 1/3 completed",
    ].join("\n"),
  );
});

test("after the end of the run nobody in it works", () => {
  const run = dispatched("a", "b").start("a").complete("a").start("b");
  run.add({ type: "RUN_ABORTED", quote: "stop", kept: [] });
  const text = board(run.state, NOW, "ko");
  expect(text).toContain("| w01 | The a | ✅ 완료 |");
  expect(text).toMatch(/\| w02 \| The b \| 🚫 취소됨 \| \d+s \|/);
});
