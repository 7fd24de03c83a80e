import { describe, expect, test } from "vitest";
import { widthOf } from "../../../src/kit/width.ts";
import { statusOf } from "../../../src/runs/core/status.ts";
import { statusLines } from "../../../src/runs/core/status-text.ts";
import { CONVERSATION_COLUMNS } from "../../../src/runs/views.ts";
import { emptyRun, oid, planOf, settled } from "../../support/run-builder.ts";
import { LIMITS, NOW, seenOf } from "../../support/screen-scenes.ts";

/** OpenCode 1.18 leaves a text of a conversation this much of a terminal of 80 columns. */
const ROOM = 73;
const NAMES = ["auth", "billing-page"];

describe.each(["en", "ko"] as const)("/aegis status in %s", (language) => {
  test("keeps each Worker in one row of a small terminal, with its name", () => {
    const run = emptyRun()
      .propose(planOf(NAMES))
      .approve()
      .freeze()
      .dispatch(...NAMES)
      .start(...NAMES);
    run.add({ type: "WORKER_STAGE", worker: "auth", stage: "implementing" });
    const { run: seen, driver } = seenOf(run);
    const git = { head: oid("head"), branch: "main", worktrees: [], isLanded: false };
    const status = statusOf({
      ...{ run: seen, driver, git: { ...git, hasCutLanding: false }, limits: LIMITS, now: NOW },
    });
    const look = { language, plain: false, columns: CONVERSATION_COLUMNS };
    const rows = statusLines(status, look).map(({ text }) => text);
    expect(CONVERSATION_COLUMNS).toBeLessThanOrEqual(ROOM);
    for (const name of NAMES) {
      const [row = ""] = rows.filter((each) => each.startsWith("w0") && each.endsWith(name));
      expect(row, rows.join("\n")).toContain(name);
      expect(widthOf(row)).toBeLessThanOrEqual(ROOM);
    }
  });

  test("a file name in a conflict turns no direction and begins no row", () => {
    const path = "src/\u202egpj.x\n- ✅\u2066";
    const text = `a and b both changed ${path}`;
    const { run: seen, driver } = seenOf(
      settled("a", "b").check([{ code: "SAME_PATH", text, ko: `a와(과) b: ${path}` }]),
    );
    const git = { head: oid("head"), branch: "main", worktrees: [], isLanded: false };
    const status = statusOf({
      ...{ run: seen, driver, git: { ...git, hasCutLanding: false }, limits: LIMITS, now: NOW },
    });
    const rows = statusLines(status, { language, plain: false, columns: 80 });
    const [row = "", ...more] = rows
      .map((each) => each.text)
      .filter((each) => each.includes("gpj"));
    expect(more).toEqual([]);
    expect(row).toMatch(/src\/�gpj\.x - ✅�$/);
  });

  test("says what the Commander does now", () => {
    const { run: seen } = seenOf(emptyRun().propose(planOf(NAMES)));
    const git = { head: oid("head"), branch: "main", worktrees: [], isLanded: false };
    const call = { tool: "question", startedAt: NOW - 9_000, status: "running" };
    const calls = { v: 1, run: "run-1", pid: 7, workers: {}, commander: { call } } as const;
    const status = statusOf({
      ...{ run: seen, driver: { pid: 7, alive: true }, calls, limits: LIMITS, now: NOW },
      git: { ...git, hasCutLanding: false },
    });
    const look = { language, plain: false, columns: 80, now: NOW };
    const rows = statusLines(status, look).map(({ text }) => text);
    expect(rows).toContain("Commander   question (9s)");
  });
});
