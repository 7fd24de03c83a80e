import { metricsText } from "../../src/scripted-model/metrics.ts";
import { type Aside, NO_ASIDE } from "../../src/tui/core/aside.ts";
import { followed, NOTHING_SEEN, type Seen, unreadRun } from "../../src/tui/core/seen.ts";
import { serverAfter } from "../../src/tui/core/server-seen.ts";
import {
  emptyRun,
  oid,
  planOf,
  QA_OK,
  type RunBuilder,
  START,
  settled,
  worker,
} from "./run-builder.ts";

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
export const NOW = START + 600_000;
export const LIMITS = {
  ...{ places: 8, queueMinutes: 30, silenceMinutes: 10, attemptMinutes: 90, totalMinutes: 240 },
  serverMinutes: 60,
};
const PAGE = metricsText("m", 1_000, {
  ...{ running: 7, waiting: 1, kvCacheUsage: 0.61, promptTokens: 9_000, cachedTokens: 7_200 },
  generatedTokens: 41_000,
});
const asked = serverAfter({ url: "http://gpu:8000" }, { at: NOW - 2_000, text: PAGE });
const gone = serverAfter(asked, { at: NOW, why: "ECONNREFUSED" });

export const PLAN = planOf(
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
    .propose(PLAN)
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
    .propose(PLAN)
    .approve()
    .freeze()
    .dispatch("auth", "pay", "search")
    .start("auth", "pay")
    .complete("pay");
  const ended = {
    failure: "INTERRUPTED",
    why: "OpenCode ended",
    ko: "OpenCode가 끝났습니다",
  } as const;
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
  const run = emptyRun().propose(PLAN).approve().freeze().dispatch("auth", "pay");
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

export function seenOf(run: RunBuilder, over: Partial<Seen> = {}): Seen {
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
const calls: Aside["calls"] = {
  ...{ v: 1, run: "run-1", pid: 7 },
  commander: { call: { tool: "worker_wait", startedAt: NOW - 95_000, status: "running" } },
  workers: {
    auth: {
      call: {
        ...{ tool: "edit", about: "src/auth/결제/영수증-발행-화면.ts" },
        ...{ startedAt: NOW - 12_000, status: "running" },
      },
    },
    admin: {
      answeringSince: NOW - 40_000,
      call: {
        ...{ tool: "bash", about: "npm test -- --reporter=spec test/admin.test.ts" },
        ...{ startedAt: NOW - 60_000, endedAt: NOW - 45_000, status: "error" },
      },
    },
    "a-very-long-worker-name": {
      call: {
        ...{ tool: "grep", about: "sessionOf", helper: "scout" },
        ...{ startedAt: NOW - 3_000, status: "running" },
      },
    },
  },
};
export const SCENES: Record<string, { seen: Seen; aside: Aside }> = {
  "no run": { seen: NOTHING_SEEN, aside: NO_ASIDE },
  "plan waits": { seen: seenOf(emptyRun().propose(PLAN)), aside: { ...NO_ASIDE, server: asked } },
  "eight Workers": {
    seen: seenOf(busy()),
    aside: { server: asked, diffs, limits: LIMITS, chosen: "w01", calls },
  },
  "server gone": {
    seen: seenOf(busy()),
    aside: { ...NO_ASIDE, server: gone, diffs, limits: LIMITS, chosen: "w08" },
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
