import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { bottomLine } from "../../../src/tui/core/bottom-bar.ts";
import { dashboardLines, helpLine, visibleRows } from "../../../src/tui/core/dashboard-view.ts";
import { type Line, lineWidth, textOf } from "../../../src/tui/core/line.ts";
import type { PanelLook } from "../../../src/tui/core/look.ts";
import { followed, NOTHING_SEEN, type Seen, unreadRun } from "../../../src/tui/core/seen.ts";
import { sidebarLines } from "../../../src/tui/core/sidebar.ts";
import {
  dispatched,
  emptyRun,
  planOf,
  type RunBuilder,
  START,
  worker,
} from "../../support/run-builder.ts";

const ALIVE = { pid: 7, alive: true };
const NAMES = [..."abcdefg", "a-worker-with-a-very-long-name-indeed"];
const WHY = "the attempt used all of its ninety minutes, and nobody heard a word of it in between";

/** Eight Workers in eight states; the wide letters fill two columns each. */
function busyRun(): RunBuilder {
  const plan = planOf(
    NAMES.map((name) => worker(name, { feature: "결제 모듈과 영수증 발행, 환불 처리까지" })),
    { title: "게시판 만들기: 인증, 결제, 검색, 알림, 관리자 화면, 실시간 채팅과 보고서" },
  );
  const run = emptyRun()
    .propose(plan)
    .approve()
    .freeze()
    .dispatch(...NAMES)
    .start("a", "b", "c", "d", "e", "f")
    .complete("b");
  run.add({ type: "WORKER_STAGE", worker: "a", stage: "implementing" });
  run.add({ type: "WORKER_FAILED", worker: "c", failure: "OVER_TIME", why: WHY });
  run.add({ type: "WORKER_PAUSED", worker: "d", why: "503 Service Unavailable" });
  run.add({ type: "WORKER_STAGE", worker: "e", stage: "self-qa" });
  run.add({ type: "WORKER_CANCELLED", worker: "f", reason: "나중에 하기로 함" });
  run.add({
    type: "CALL_REFUSED",
    who: "a",
    tool: "write",
    code: "OUT_OF_SCOPE",
    detail: "src/b/index.ts is in the scope of b",
  });
  return run;
}

function seenOf(run: RunBuilder, over: Partial<Seen> = {}): Seen {
  return {
    run: followed(unreadRun("run-1"), run.records, undefined),
    driver: ALIVE,
    trouble: undefined,
    ...over,
  };
}

const look = (columns: number, over: Partial<PanelLook> = {}): PanelLook => ({
  language: "en",
  columns,
  ascii: false,
  ...over,
});
const later = (run: RunBuilder, seconds: number) => START + (run.records.length + seconds) * 1_000;
const text = (lines: readonly Line[]) => lines.map(textOf).join("\n");

describe("no row is wider than its surface", () => {
  const failedAll = dispatched("a", "b").start("a", "b").fail("a", "b");
  const aborted = busyRun().add({ type: "RUN_ABORTED", quote: "그만", kept: [] });
  const proposed = emptyRun().propose(planOf(NAMES));
  const scenes: Record<string, Seen> = {
    busy: seenOf(busyRun()),
    "not driven": seenOf(busyRun(), { driver: { pid: 7, alive: false } }),
    failed: seenOf(failedAll),
    aborted: seenOf(aborted),
    proposed: seenOf(proposed),
    "newer journal": seenOf(busyRun(), {
      run: followed(unreadRun("run-1"), busyRun().records, "newer"),
    }),
    unreadable: {
      ...NOTHING_SEEN,
      trouble: {
        what: alike(`/a/${"folder/".repeat(20)}is a link.`),
        next: alike("Remove it."),
      },
    },
  };
  for (const [name, seen] of Object.entries(scenes))
    for (const columns of [1, 9, 30, 37, 80, 120, 200])
      for (const language of ["en", "ko"] as const)
        for (const ascii of [false, true])
          test(`${name}, ${columns} columns, ${language}${ascii ? ", ASCII" : ""}`, () => {
            const as = look(columns, { language, ascii });
            const now = START + 3_600_000;
            const bottom = bottomLine(seen, as);
            const rows = [
              ...sidebarLines(seen, as, now),
              ...dashboardLines(seen, as, now),
              ...(bottom ? [bottom] : []),
              helpLine({ above: 12, below: 345 }, as),
            ];
            expect(rows.length).toBeGreaterThan(3);
            expect(rows.filter((row) => lineWidth(row) > columns).map(textOf)).toEqual([]);
            if (ascii) expect(text(rows)).toMatch(/^[\x20-\x7e\n]*$/);
          });
});

describe("what the panel says", () => {
  test("phase by sign and word, each Worker with its status, the bar, the server, the user's turn", () => {
    const run = dispatched("auth", "pay").start("auth", "pay").complete("pay");
    run.add({ type: "WORKER_STAGE", worker: "auth", stage: "implementing" });
    const shown = text(sidebarLines(seenOf(run), look(40), later(run, 60)));
    expect(shown).toMatch(/^Aegis +open$/m);
    expect(shown).toMatch(/^✓ 1 DESIGN$/m);
    expect(shown).toMatch(/^▸ 4 MONITORING \(now\)$/m);
    expect(shown).toMatch(/^· 5 INTEGRATE$/m);
    expect(shown).toMatch(/^w01 auth +🔨 implementing 1m/m);
    expect(shown).toMatch(/^w02 pay +✅ done \d+s$/m);
    expect(shown).toContain("█████░░░░░ 1/2 completed");
    expect(shown).not.toContain("It waits for you");
    run.add({ type: "WORKER_PAUSED", worker: "auth", why: "503" });
    const paused = text(sidebarLines(seenOf(run), look(200), later(run, 60)));
    expect(paused).toContain("⏸ paused");
    expect(paused).toMatch(/Model server: 503, since 00:00 UTC/);
  });

  test("a plan that waits, and a Worker without a retry, are the user's turn", () => {
    const waiting = seenOf(emptyRun().propose(planOf(["a"])));
    expect(text(sidebarLines(waiting, look(90), START))).toContain(
      "It waits for you\n▸ answer the plan with 1 Worker (approve it: /aegis approve)",
    );
    expect(textOf(bottomLine(waiting, look(80)) ?? [])).toBe("Aegis DESIGN 1/7 · ▸ waits for you");
  });

  test("without a living driver it says so, and the clocks stand at the last record", () => {
    const run = dispatched("a").start("a");
    const dead = seenOf(run, { driver: { pid: 7, alive: false } });
    const early = sidebarLines(dead, look(90), later(run, 1));
    expect(sidebarLines(dead, look(90), later(run, 5_000))).toEqual(early);
    expect(text(early)).toContain("Nobody drives this run");
    expect(textOf(bottomLine(dead, look(90)) ?? [])).toContain("not driven now");
    const alive = seenOf(run);
    expect(sidebarLines(alive, look(90), later(run, 5_000))).not.toEqual(
      sidebarLines(alive, look(90), later(run, 1)),
    );
  });

  test("a long note is broken into rows, and no word of it is lost", () => {
    const run = dispatched("a").start("a");
    const dead = seenOf(run, { driver: undefined });
    const shown = text(sidebarLines(dead, look(30), START)).replace(/\n */g, " ");
    expect(shown).toContain(
      "Nobody drives this run: its Workers are stopped, and times end at the last record.",
    );
    expect(shown).toContain("nobody drives the run. Go on: /aegis resume in OpenCode.");
  });

  test("nothing is drawn where no run was ever started", () => {
    expect(sidebarLines(NOTHING_SEEN, look(40), START)).toEqual([]);
    expect(bottomLine(NOTHING_SEEN, look(80))).toBeUndefined();
    expect(text(dashboardLines(NOTHING_SEEN, look(80), START))).toBe(
      "No run was started here.\nWrite to the Commander what to build, and it proposes a plan.",
    );
  });
});

describe("the bottom row", () => {
  test("names each Worker with its status, if there is room", () => {
    const run = dispatched("auth", "pay").start("auth", "pay").complete("pay");
    expect(textOf(bottomLine(seenOf(run), look(120)) ?? [])).toBe(
      "Aegis MONITORING 4/7 · w01 🔍 exploring · w02 ✅ done · 1/2 completed",
    );
  });

  test("keeps phase, counts and the user's turn in 60 columns", () => {
    const shown = textOf(bottomLine(seenOf(busyRun()), look(60)) ?? []);
    expect(shown).toMatch(/^Aegis MONITORING 4\/7 · w01 🔨/);
    expect(shown).toMatch(/ … · 1\/8 completed$/);
  });
});

describe("the dashboard", () => {
  const run = busyRun();
  const shown = (over: Partial<PanelLook> = {}, columns = 80) =>
    text(dashboardLines(seenOf(run), look(columns, over), later(run, 0)));

  test("has a card per Worker with its facts and why it failed", () => {
    expect(shown()).toMatch(
      /^w03 c {2}❌ failed\n│ attempt 1 · \d+s · 2 retries left\n│ Feature: 결제.*\n│ Writes: src\/c\/\*\*\n│ Last: \d\d:\d\d:\d\d failed\n│ Why: its time is used up\. \(the attempt used/m,
    );
    expect(shown()).toMatch(/^w01 a {2}🔨 implementing$[\s\S]*?^│ refused: 1 call, 0 reports$/m);
    for (const name of NAMES) expect(shown()).toContain(name);
  });

  test("puts two cards side by side in 120 columns", () => {
    expect(shown({}, 120)).toMatch(/^w01 a .*w02 b /m);
    expect(shown({}, 80)).not.toMatch(/^w01 a .*w02 b /m);
  });

  test("lists the newest events first", () => {
    const timeline = shown().split("Newest events (UTC)\n")[1] ?? "";
    expect(timeline).toMatch(
      /^\d\d:\d\d:\d\d a call refused: write: OUT_OF_SCOPE.*\n\d\d:\d\d:\d\d f cancelled: 나중에/,
    );
  });

  test("speaks Korean", () => {
    expect(shown({ language: "ko" })).toMatch(/▸ 4 MONITORING \(현재\)/);
    expect(shown({ language: "ko" })).toMatch(/w03 c {2}❌ 실패[\s\S]*남은 재시도 2회/);
  });

  test("a text of a model stays in its row", () => {
    const sly = dispatched("a").start("a");
    sly.add({ type: "WORKER_FAILED", worker: "a", failure: "LOOP", why: "x\n\u001b[2J\u202eevil" });
    const lines = dashboardLines(seenOf(sly), look(80), START);
    for (const sign of ["\u001b", "\u202e", "\r"]) expect(text(lines)).not.toContain(sign);
    expect(lines.flat().some((part) => part.text.includes("\n"))).toBe(false);
  });
});

describe("scrolling", () => {
  const lines: Line[] = Array.from({ length: 30 }, (_, at) => [{ role: "plain", text: `${at}` }]);

  test("shows a window and says how much is outside", () => {
    const view = visibleRows(lines, 5, 10);
    expect(view).toMatchObject({ from: 5, above: 5, below: 15 });
    expect(view.shown.map(textOf)).toEqual(lines.slice(5, 15).map(textOf));
  });

  test("stops at both ends", () => {
    expect(visibleRows(lines, -3, 10)).toMatchObject({ from: 0, above: 0, below: 20 });
    expect(visibleRows(lines, 99, 10)).toMatchObject({ from: 20, above: 20, below: 0 });
    expect(visibleRows(lines, 4, 40)).toMatchObject({ from: 0, above: 0, below: 0 });
  });

  test("the help row says it", () => {
    expect(textOf(helpLine({ above: 3, below: 4 }, look(80)))).toMatch(
      /^Esc back .* 3 above, 4 below$/,
    );
    expect(textOf(helpLine({ above: 0, below: 0 }, look(80)))).not.toContain("above");
  });
});
