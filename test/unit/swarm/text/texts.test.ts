import { describe, expect, test } from "vitest";
import { brief, nudgeText, retryBrief } from "../../../../src/swarm/core/text/brief.ts";
import { COMMIT_TYPES, commitMessage } from "../../../../src/swarm/core/text/commit-message.ts";
import {
  dashboard,
  duration,
  progressBar,
  qaTable,
} from "../../../../src/swarm/core/text/dashboard.ts";
import { APPROVE_LABELS } from "../../../../src/swarm/core/text/messages.ts";
import { languageOf } from "../../../../src/swarm/core/words/spoken.ts";
import { dispatched, QA_OK, START, settled, worker } from "../../../support/run-builder.ts";

describe("the dashboard", () => {
  test("shows every state that was observed, with times and attempts", () => {
    const run = dispatched(worker("a", { feature: "A | B" }), "b", "c")
      .start("a", "b")
      .complete("a");
    run.fail("b").add({ type: "WORKER_RETRIED", worker: "b", instructions: "x" });
    run.add({ type: "WORKER_STAGE", worker: "b", stage: "self-qa" });
    expect(dashboard(run.state, START + 100_000, "en")).toBe(
      [
        "| ID | Feature | Status | Duration |",
        "| --- | --- | --- | --- |",
        "| w01 | A \\| B | ✅ done | 4s |",
        "| w02 | The b | ⏳ queued | 3s |",
        "| w03 | The c | ⏳ queued | – |",
        "",
        "[██████░░░░░░░░░░░░░░] 33% — 1/3 completed",
      ].join("\n"),
    );
  });

  test("who was stopped has not failed", () => {
    const run = dispatched("a", "b").start("a", "b").fail("b");
    const cut = { failure: "INTERRUPTED", why: "a person stopped it", files: [] } as const;
    run.add({ type: "WORKER_FAILED", worker: "a", ...cut });
    const shown = (language: "en" | "ko") => dashboard(run.state, START, language);
    expect(shown("en")).toMatch(/w01 .* ⏹ stopped [\s\S]*w02 .* ❌ failed /);
    expect(shown("ko")).toMatch(/w01 .* ⏹ 멈춤 [\s\S]*w02 .* ❌ 실패 /);
  });

  test("speaks Korean with the same facts", () => {
    const run = dispatched("a").start("a");
    expect(dashboard(run.state, START + 70_000, "ko")).toContain(
      "| w01 | The a | 🔍 탐색 중 | 1m05s |",
    );
    expect(progressBar(settled("a").state, "ko")).toBe(`[${"█".repeat(20)}] 100% — 1/1 완료`);
  });

  test("a bar is full only when all is accepted", () => {
    const names = [..."abcdefgh"].slice(0, 3);
    const run = dispatched(...names)
      .start(...names)
      .complete("a", "b");
    expect(progressBar(run.state, "en")).toContain("66%");
  });

  test.each([
    [undefined, "–"],
    [0, "0s"],
    [59.9, "59s"],
    [60, "1m00s"],
    [3725, "62m05s"],
  ])("%s seconds are %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

test("a QA table shows what failed and how", () => {
  const failed = { ...QA_OK, exitCode: 1, counts: { passed: 2, failed: 1 }, command: "a | b" };
  const table = qaTable([{ ...QA_OK, counts: { passed: 3, failed: 0 } }, failed], "en");
  expect(table).toContain("| Tests | ✅ 1s | `npm test` (3 passed) |");
  expect(table).toContain("| Tests | ❌ 1s | `a \\| b` (2 passed, 1 failed) |");
  expect(qaTable([{ ...QA_OK, exitCode: null, timedOut: true }], "ko")).toContain("❌ timeout");
});

test("the language follows the text; approving labels of both count", () => {
  expect(languageOf("할 일 앱을 만들어 줘")).toBe("ko");
  expect(languageOf("Build a to-do app called 일")).toBe("en");
  expect(APPROVE_LABELS).toEqual(["Approve", "승인"]);
});

describe("briefs", () => {
  test("of one run differ only after the line, and hold scope, QA and task", () => {
    const { state } = dispatched("a", "b");
    const [a, b] = state.workers.map(({ spec }) => brief(state, spec)) as [string, string];
    expect(a.split("---\n")[0]).toBe(b.split("---\n")[0]);
    expect(a).toContain("src/shared/types.ts");
    expect(a.split("---\n")[1]).toBe(
      "Worker: a\nFeature: The a\nYou alone write: src/a/**\nYour QA, run by Aegis when you report: npm test\n\nBuild a.",
    );
  });

  test("a retry and a nudge say what is new and what ends the task", () => {
    const kept = retryBrief(worker("a"), { instructions: "Mend the title." }, { kept: true });
    expect(kept).toMatch(/Mend the title\.[\s\S]*worker_report/);
    expect(kept).not.toContain("new");
    expect(kept).toMatch(/^The Commander sends you back/);
    const byUser = { instructions: "Mend the title.", by: "user" } as const;
    expect(retryBrief(worker("a"), byUser, { kept: true })).toMatch(/^The user sends you back/);
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const moved = (again: string[]) =>
      retryBrief(
        worker("a"),
        { instructions: "Again." },
        { kept: false, carried: { commit, again } },
      );
    expect(moved([])).toMatch(/worktree is new.*Your earlier work is in it\./);
    expect(moved(["src/a/x", "src/a/it's.txt"])).toContain(
      "`git diff 0123456789ab^ 0123456789ab^2 -- src/a/x 'src/a/it'\\''s.txt'`",
    );
    expect(nudgeText("no answer")).toMatch(/\(no answer\).*worker_report/);
  });
});

describe("commit messages", () => {
  const made = (message: Parameters<typeof commitMessage>[0]) => commitMessage(message, "run-1");
  test("are Conventional Commits with the run's trailer", () => {
    expect(made({ type: "feat", scope: "board", subject: " add it ", body: "Why.\n" })).toEqual({
      ok: true,
      text: "feat(board): add it\n\nWhy.\n\nAegis-Run: run-1\n",
    });
    for (const type of COMMIT_TYPES) expect(made({ type, subject: "x" }).ok).toBe(true);
  });

  test.each([
    ["an unknown type", { type: "feature", subject: "x" }],
    ["no subject", { type: "fix", subject: "  " }],
    ["two lines", { type: "fix", subject: "a\nb" }],
    ["a control character", { type: "fix", subject: "a\u0000b" }],
    ["one in the body", { type: "fix", subject: "a", body: "x\u0000y" }],
    ["a long subject", { type: "fix", subject: "x".repeat(121) }],
    ["a bad scope", { type: "fix", scope: "a b", subject: "x" }],
  ])("%s is refused", (_name, message) => {
    expect(made(message)).toMatchObject({ ok: false, denial: { code: "BAD_COMMIT_MESSAGE" } });
  });
});
