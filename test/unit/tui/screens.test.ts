import { describe, expect, test } from "vitest";
import { widthOf } from "../../../src/kit/width.ts";
import { metricsText } from "../../../src/scripted-model/metrics.ts";
import { actLines, possibleActs } from "../../../src/tui/core/acts.ts";
import { type Aside, NO_ASIDE } from "../../../src/tui/core/aside.ts";
import { bottomLine } from "../../../src/tui/core/bottom-bar.ts";
import { dashboardLines, helpLine, visibleRows } from "../../../src/tui/core/dashboard-view.ts";
import { type Line, textOf } from "../../../src/tui/core/line.ts";
import { planLines } from "../../../src/tui/core/pages.ts";
import { followed, NOTHING_SEEN, type Seen, unreadRun } from "../../../src/tui/core/seen.ts";
import { serverAfter } from "../../../src/tui/core/server-seen.ts";
import { sidebarLines } from "../../../src/tui/core/sidebar.ts";
import {
  emptyRun,
  oid,
  planOf,
  QA_OK,
  type RunBuilder,
  START,
  settled,
  worker,
} from "../../support/run-builder.ts";

const SIZES = [
  [200, 50],
  [120, 40],
  [80, 24],
] as const;
const NAMES = [
  "auth",
  "pay",
  "search",
  "mail",
  "admin",
  "chat",
  "report",
  "a-very-long-worker-name",
];
const NOW = START + 600_000;
const LIMITS = {
  ...{ places: 8, queueMinutes: 30, silenceMinutes: 10, attemptMinutes: 90, totalMinutes: 240 },
  serverMinutes: 60,
};
const PAGE = metricsText("m", 1_000, {
  ...{ running: 7, waiting: 1, kvCacheUsage: 0.61, promptTokens: 9_000, cachedTokens: 7_200 },
  generatedTokens: 41_000,
});
const asked = serverAfter({ url: "http://gpu:8000" }, { at: NOW - 2_000, text: PAGE });
const gone = serverAfter(asked, { at: NOW, why: "ECONNREFUSED" });

const plan = planOf(
  NAMES.map((name) =>
    worker(name, {
      feature: "결제 모듈과 영수증 발행, receipts and refunds",
      spec: `Build ${name}.`,
    }),
  ),
  { title: "게시판 만들기: 인증, 결제, 검색, 알림, 관리자 화면" },
);

/** Eight Workers in eight states. */
function busy(): RunBuilder {
  const run = emptyRun()
    .propose(plan)
    .approve()
    .freeze()
    .dispatch(...NAMES)
    .start(...NAMES.slice(0, 6))
    .complete("pay");
  run.add({ type: "WORKER_STAGE", worker: "auth", stage: "implementing" });
  run.add({
    type: "WORKER_FAILED",
    worker: "search",
    failure: "OVER_TIME",
    why: "90분을 다 썼습니다",
  });
  run.add({ type: "WORKER_PAUSED", worker: "mail", why: "503 Service Unavailable" });
  run.add({ type: "WORKER_STAGE", worker: "admin", stage: "self-qa" });
  run.add({ type: "WORKER_CANCELLED", worker: "chat", reason: "나중에 하기로 함" });
  return run;
}

/** OpenCode ended while two Workers worked; the next OpenCode has taken the run over, and one Worker works again. */
function restarted(): RunBuilder {
  const run = emptyRun()
    .propose(plan)
    .approve()
    .freeze()
    .dispatch("auth", "pay", "search")
    .start("auth", "pay")
    .complete("pay");
  const ended = { failure: "INTERRUPTED", why: "OpenCode ended" } as const;
  run.add({ type: "WORKER_FAILED", worker: "auth", ...ended });
  run.add({ type: "RUN_RESUMED", interrupted: ["auth"] });
  run.add({ type: "WORKER_RETRIED", worker: "auth", instructions: "이어서 끝내 주세요" });
  return run.start("auth");
}

function qaFailed(): RunBuilder {
  const bad = { ...QA_OK, name: "화면 테스트", command: "npm run e2e", exitCode: 1 };
  return settled("auth", "pay")
    .check()
    .integrate()
    .add({
      type: "QA_FAILED",
      why: "화면 테스트: 1",
      results: [QA_OK, bad],
      tree: oid("tree"),
      suspects: ["pay"],
    });
}

function refused(): RunBuilder {
  const run = emptyRun().propose(plan).approve().freeze().dispatch("auth", "pay");
  run.start("auth", "pay");
  run.add(
    {
      ...{ type: "CALL_REFUSED", who: "auth", tool: "write", code: "OUT_OF_SCOPE" },
      detail: "/top/.aegis/worktrees/w01/src/결제/영수증.ts",
    },
    {
      ...{ type: "CALL_REFUSED", who: "commander", tool: "bash", code: "COMMIT_LOCKED" },
      detail: "git commit -am done",
    },
    { type: "REPORT_REFUSED", worker: "pay", code: "QA_FAILED", why: '"npm test" ended with 1.' },
  );
  return run;
}

/** A new plan in the session whose first run was committed. */
function secondRun(): RunBuilder {
  const second = planOf([worker("billing", { feature: "청구서" })], { title: "청구서 화면" });
  return emptyRun().propose(second).approve();
}

function seenOf(run: RunBuilder, over: Partial<Seen> = {}): Seen {
  return {
    run: followed(unreadRun("run-1"), run.records, undefined),
    driver: { pid: 7, alive: true },
    trouble: undefined,
    ...over,
  };
}

const diffs: Aside["diffs"] = new Map([
  ["w01", { files: 3, added: 120, removed: 4, at: NOW - 8_000 }],
  ["w02", { files: 11, added: 640, removed: 38, at: NOW - 60_000 }],
]);
const SCENES: Record<string, { seen: Seen; aside: Aside }> = {
  "no run": { seen: NOTHING_SEEN, aside: NO_ASIDE },
  "plan waits": { seen: seenOf(emptyRun().propose(plan)), aside: { ...NO_ASIDE, server: asked } },
  "eight Workers": {
    seen: seenOf(busy()),
    aside: { server: asked, diffs, limits: LIMITS, chosen: "w01" },
  },
  "server gone": {
    seen: seenOf(busy()),
    aside: { server: gone, diffs, limits: LIMITS, chosen: "w08" },
  },
  "nobody drives": { seen: seenOf(busy(), { driver: { pid: 7, alive: false } }), aside: NO_ASIDE },
  committed: {
    seen: seenOf(settled("auth", "pay").check().integrate().pass().commit()),
    aside: NO_ASIDE,
  },
  aborted: {
    seen: seenOf(
      busy().add({ type: "RUN_ABORTED", quote: "그만두자", kept: [".aegis/runs/run-1/w01.patch"] }),
    ),
    aside: NO_ASIDE,
  },
  "after a restart": { seen: seenOf(restarted()), aside: { ...NO_ASIDE, server: asked } },
  "final QA failed": { seen: seenOf(qaFailed()), aside: { ...NO_ASIDE, chosen: "w02" } },
  refusals: { seen: seenOf(refused()), aside: { ...NO_ASIDE, limits: LIMITS } },
  "second run": {
    seen: seenOf(secondRun(), {
      run: followed(unreadRun("run-2"), secondRun().records, undefined),
    }),
    aside: NO_ASIDE,
  },
};

/** The full screen as OpenCode's terminal shows it, then what stands beside a conversation. */
function screenOf(
  { seen, aside }: (typeof SCENES)[string],
  language: "en" | "ko",
  [columns, rows]: (typeof SIZES)[number],
): string[] {
  const look = { language, columns: columns - 2, ascii: false };
  const keys = actLines(possibleActs(seen, aside.chosen), look);
  const lines = dashboardLines(seen, look, NOW, aside);
  const view = visibleRows(lines, 0, rows - 1 - keys.length);
  const blank: Line[] = Array.from(
    { length: rows - 1 - keys.length - view.shown.length },
    () => [],
  );
  const bottom = bottomLine(seen, look);
  const beside =
    columns > 120 ? sidebarLines(seen, { ...look, columns: 37 }, NOW, aside.server) : [];
  return [
    ...[...view.shown, ...blank, ...keys, helpLine(view, look)].map(textOf),
    ...["-- bottom row --", ...(bottom ? [textOf(bottom)] : [])],
    ...(beside.length > 0 ? ["-- sidebar --", ...beside.map(textOf)] : []),
  ];
}

describe.each(["en", "ko"] as const)("in %s", (language) => {
  test.each(Object.keys(SCENES))("the screens of: %s", async (name) => {
    const scene = SCENES[name];
    if (!scene) throw new Error(name);
    const screens = SIZES.map((size) => {
      const screen = screenOf(scene, language, size);
      const [columns, rows] = size;
      expect(screen.indexOf("-- bottom row --")).toBe(rows);
      expect(screen.filter((row) => widthOf(row) > columns - 2)).toEqual([]);
      return [`== ${columns} x ${rows} ==`, ...screen.map((row) => row.trimEnd())].join("\n");
    });
    await expect(`${screens.join("\n\n")}\n`).toMatchFileSnapshot(
      `screens/${name.replaceAll(" ", "-")}.${language}.txt`,
    );
  });

  test("the right edge of two cards in a row stands at one column, whatever letters are in them", () => {
    const { seen, aside } = SCENES["eight Workers"] ?? {};
    if (!seen || !aside) throw new Error("no scene");
    const lines = dashboardLines(seen, { language, columns: 118, ascii: false }, NOW, aside);
    const second = lines
      .map(textOf)
      .filter((text) => /│ .*│ /.test(text))
      .map((text) => widthOf(text.slice(0, text.lastIndexOf("│ "))));
    expect(second.length).toBeGreaterThan(8);
    expect(new Set(second)).toEqual(new Set([60]));
  });
});

test("the plan page in both languages", async () => {
  const { run } = seenOf(emptyRun().propose(plan));
  if (!run) throw new Error("no run");
  for (const language of ["en", "ko"] as const) {
    const text = planLines(run, { language, columns: 78, ascii: false }).map(textOf).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`screens/plan-page.${language}.txt`);
  }
});
