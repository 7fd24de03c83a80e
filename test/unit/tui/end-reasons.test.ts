import { describe, expect, test } from "vitest";
import type { Language } from "../../../src/kit/sentence.ts";
import { happeningsOf } from "../../../src/report/core/happenings.ts";
import { timelineOf } from "../../../src/report/core/timeline.ts";
import { REPORT_WORDS } from "../../../src/report/core/words.ts";
import { historyOf } from "../../../src/runs/core/history.ts";
import { reportLines, reportOf } from "../../../src/runs/core/run-report.ts";
import { statusOf } from "../../../src/runs/core/status.ts";
import { statusLines } from "../../../src/runs/core/status-text.ts";
import { CANCELLED_BY_USER } from "../../../src/steering/worker-acts.ts";
import { STOPPED_BY_USER } from "../../../src/swarm/app/stop-run.ts";
import { korean } from "../../../src/swarm/core/run/end-reason.ts";
import { type EventOf, RunEvent } from "../../../src/swarm/core/run/events.ts";
import { noteOf } from "../../../src/swarm/core/show/note.ts";
import { dashboardLines } from "../../../src/tui/core/dashboard-view.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";
import { emptyRun, oid, planOf, type RunBuilder, worker } from "../../support/run-builder.ts";
import { NOW, seenOf } from "../../support/screen-scenes.ts";

/** One Worker that the user has stopped, and one that the user has cancelled. */
function ended(change: (event: RunEvent) => RunEvent = (event) => event): RunBuilder {
  const run = emptyRun()
    .propose(planOf(["a", "b"]))
    .approve()
    .freeze();
  run.dispatch("a", "b").start("a", "b");
  const why = { why: STOPPED_BY_USER.en, ...korean(STOPPED_BY_USER) };
  const reason = { reason: CANCELLED_BY_USER.en, ...korean(CANCELLED_BY_USER) };
  return run.add(
    change({ type: "WORKER_FAILED", worker: "a", failure: "INTERRUPTED", ...why }),
    change({ type: "WORKER_CANCELLED", worker: "b", ...reason }),
  );
}

/** As an older version has written it. */
function withoutKorean({ ...event }: RunEvent): RunEvent {
  if ("ko" in event) delete event.ko;
  return event;
}

function dashboardOf(run: RunBuilder, language: Language): string {
  const look = { language, columns: 200, ascii: false };
  return dashboardLines(seenOf(run), look, NOW).map(textOf).join("\n");
}

function statusTextOf(run: RunBuilder, language: Language): string {
  const { run: seen, driver } = seenOf(run);
  const git = { head: oid("head"), branch: "main", worktrees: [], isLanded: false };
  const status = statusOf({
    ...{ run: seen, driver, git: { ...git, hasCutLanding: false }, limits: undefined, now: NOW },
  });
  return statusLines(status, { language, plain: false, columns: 200 })
    .map(({ text }) => text)
    .join("\n");
}

describe.each(["en", "ko"] as const)("why a Worker has ended, in %s", (language) => {
  const other = language === "ko" ? "en" : "ko";

  test("the dashboard, the status, the history and the report follow the language", () => {
    const run = ended();
    const history = historyOf(run.records).map(({ text, ko = text }) => ({ en: text, ko }));
    const attempts = timelineOf(run.records).lanes.flatMap((lane) => lane.attempts);
    const texts = {
      dashboard: dashboardOf(run, language),
      status: statusTextOf(run, language),
      history: history.map((text) => text[language]).join("\n"),
      report: attempts.map(({ why }) => why?.[language]).join("\n"),
    };
    for (const text of Object.values(texts))
      for (const reason of [STOPPED_BY_USER, CANCELLED_BY_USER]) {
        expect(text).toContain(reason[language]);
        expect(text).not.toContain(reason[other]);
      }
  });

  test("a card says the reason once, and the row of events once more", () => {
    const dashboard = dashboardOf(ended(), language);
    for (const reason of [STOPPED_BY_USER, CANCELLED_BY_USER])
      expect(dashboard.split(reason[language]), dashboard).toHaveLength(3);
  });

  test("a Worker that a changed plan starts again does not show its old end as its state", () => {
    const run = ended();
    run.propose(planOf([worker("a", { spec: "Another task." }), "b"])).approve();
    const { why } = TUI_WORDS[language].card;
    expect(dashboardOf(run, language)).not.toContain(`${why}: `);
    expect(dashboardOf(ended(), language)).toContain(`${why}: ${STOPPED_BY_USER[language]}`);
  });

  test("a long reason ends with a mark in its last row", () => {
    const long = "word ".repeat(200);
    const rowsOf = (why: string) => {
      const run = ended((event) =>
        event.type === "WORKER_FAILED" ? { ...event, why, ko: why } : event,
      );
      return dashboardLines(seenOf(run), { language, columns: 80, ascii: false }, NOW)
        .map(textOf)
        .filter((row) => row.startsWith("│") && row.includes("word"));
    };
    expect(rowsOf(long)).toHaveLength(3);
    expect(rowsOf(long)[2]).toMatch(/…$/);
    expect(rowsOf("word word").join("")).not.toContain("…");
  });

  test("a journal without Korean shows the words that it has", () => {
    const run = ended(withoutKorean);
    for (const text of [dashboardOf(run, language), statusTextOf(run, language)])
      for (const reason of [STOPPED_BY_USER, CANCELLED_BY_USER]) expect(text).toContain(reason.en);
  });
});

test("a journal keeps both languages, and a note in the conversation follows the reader's", () => {
  const before = emptyRun()
    .propose(planOf(["a"]))
    .approve()
    .freeze()
    .dispatch("a")
    .start("a");
  const { state } = before;
  const event: EventOf<"WORKER_FAILED"> = {
    ...{ type: "WORKER_FAILED", worker: "a", failure: "LOOP" },
    ...{ why: "30 tool calls without an end", ko: "끝나지 않는 도구 호출 30번" },
  };
  expect(RunEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
  const after = before.add(event).state;
  const note = (language: Language) => noteOf({ before: state, after, event }, language);
  expect(note("ko")).toContain(`(${event.ko})`);
  expect(note("en")).toContain(`(${event.why})`);
});

describe.each(["en", "ko"] as const)(
  "a stopped Worker has one name on every screen, in %s",
  (language) => {
    const stopped = { en: /stopped/, ko: /멈춤/ }[language];
    const failed = { en: /INTERRUPTED|failed/i, ko: /INTERRUPTED|실패/ }[language];

    test.each([
      ["dashboard", (run: RunBuilder) => dashboardOf(run, language)],
      ["status", (run: RunBuilder) => statusTextOf(run, language)],
      ["runs show", (run: RunBuilder) => reportTextOf(run, language)],
      ["report, attempts", (run: RunBuilder) => attemptsOf(run, language)],
      ["report, retries", (run: RunBuilder) => retriesOf(run, language)],
    ])("%s", (_screen, textIn) => {
      const text = textIn(ended());
      expect(text).toMatch(stopped);
      expect(text).not.toMatch(failed);
    });
  },
);

function reportTextOf(run: RunBuilder, language: Language): string {
  const { run: seen } = seenOf(run);
  if (!seen) throw new Error("no run");
  const look = { language, plain: true, columns: 200 };
  const lines = reportLines(reportOf(seen, new Map()), seen, look);
  return lines.map(({ text }) => text).join("\n");
}

function attemptsOf(run: RunBuilder, language: Language): string {
  const attempts = timelineOf(run.records).lanes.flatMap((lane) => lane.attempts);
  return attempts
    .map(({ end, why }) => `${REPORT_WORDS[language].timeline.end[end]} ${why?.[language]}`)
    .join("\n");
}

function retriesOf(run: RunBuilder, language: Language): string {
  run.add({ type: "WORKER_RETRIED", worker: "a", instructions: "x" });
  return happeningsOf(run.records)
    .retries.map(({ after }) => after?.[language])
    .join("\n");
}
