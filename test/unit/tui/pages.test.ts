import { describe, expect, test } from "vitest";
import { planRows } from "../../../src/swarm/core/text/plan-rows.ts";
import { planQuestion } from "../../../src/swarm/core/text/plan-text.ts";
import { lineWidth, textOf } from "../../../src/tui/core/line.ts";
import { asksForPlan, diffLines, planLines } from "../../../src/tui/core/pages.ts";
import { followed, unreadRun } from "../../../src/tui/core/seen.ts";
import { emptyRun, planOf, type RunBuilder, worker } from "../../support/run-builder.ts";

const look = (columns: number) => ({ language: "en", columns, ascii: false }) as const;
const seen = (run: RunBuilder) => followed(unreadRun("run-1"), run.records, undefined);
const PLAN = planOf([
  worker("pay", { spec: `${"결제 모듈을 끝까지 ".repeat(30)}\n\n  indented\tline` }),
  worker("auth", { spec: "x".repeat(500) }),
]);

describe("the plan page", () => {
  const run = seen(emptyRun().propose(PLAN));

  test.each([20, 80, 200])("has every row of the plan in %i columns", (columns) => {
    const lines = planLines(run, look(columns));
    expect(lines.slice(2).map(textOf)).toEqual(
      planRows({ plan: PLAN }, "en", columns).map((row) => row.map(({ text }) => text).join("")),
    );
    const strong = lines.flat().filter(({ role }) => role === "strong");
    expect(strong.map(({ text }) => text)).toContain(PLAN.title);
    const code = lines.flat().filter(({ role }) => role === "accent");
    expect(code.map(({ text }) => text).join("")).toContain("src/pay/**");
  });

  test("says whether the plan waits or is in force", () => {
    expect(textOf(planLines(run, look(80))[0] ?? [])).toContain("waits for your answer");
    const approved = seen(emptyRun().propose(PLAN).approve());
    expect(textOf(planLines(approved, look(80))[0] ?? [])).toBe("The plan in force");
    expect(planLines(seen(emptyRun()), look(80)).map(textOf)).toEqual(["There is no plan yet."]);
  });
});

describe("OpenCode's question", () => {
  const run = seen(emptyRun().propose(PLAN));
  const number = run.state.proposal?.number;
  const file = `.aegis/runs/run-1/plan-${number}.md`;

  test("is about this plan only if it is ours, word for word, in either language", () => {
    expect(asksForPlan(planQuestion({ plan: PLAN }, file, "en"), run)).toBe(true);
    expect(asksForPlan(planQuestion({ plan: PLAN }, file, "ko"), run)).toBe(true);
  });

  test("is not about this plan if a model asks, if the plan or its file is another, or if none waits", () => {
    const other = { ...PLAN, title: "Another board" };
    for (const text of [
      "Approve this plan?",
      `${planQuestion({ plan: PLAN }, file, "en")} `,
      planQuestion({ plan: other }, file, "en"),
      planQuestion({ plan: PLAN }, ".aegis/runs/run-1/plan-9.md", "en"),
    ])
      expect(asksForPlan(text, run)).toBe(false);
    const approved = seen(emptyRun().propose(PLAN).approve());
    expect(asksForPlan(planQuestion({ plan: PLAN }, file, "en"), approved)).toBe(false);
  });
});

describe("the diff page", () => {
  const PATCH = `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-${"가".repeat(60)}\n+new\u001b[2J\n \u202e\u061ckept\n`;

  test("shows every line in rows that fit, marked by sign and role, without commands to a terminal", () => {
    const lines = diffLines("w01", PATCH, look(40));
    expect(lines.filter((line) => lineWidth(line) > 40)).toEqual([]);
    const text = lines.map(textOf).join("\n");
    expect(text.match(/가/g)).toHaveLength(60);
    for (const sign of ["\u001b", "\u202e", "\u061c"]) expect(text).not.toContain(sign);
    const sly = diffLines("w01", `+${"Q\u0007".repeat(60)}`, look(40));
    expect(sly.map(textOf).join("").match(/Q/g)).toHaveLength(60);
    expect(sly.filter((line) => lineWidth(line) > 40)).toEqual([]);
    const roleOf = (start: string) =>
      lines.find((line) => textOf(line).startsWith(start))?.[0]?.role;
    expect([roleOf("@@"), roleOf("+new"), roleOf("-가"), roleOf("+++")]).toEqual([
      ...["accent", "ok", "bad", "strong"],
    ]);
  });

  test("says that git is asked, that nothing has changed, and how much is not shown", () => {
    const page = (patch?: string) => diffLines("w01", patch, look(80)).map(textOf);
    expect(page()).toEqual(["Diff of w01", "git is asked …"]);
    expect(page("")).toEqual(["Diff of w01", "No change yet."]);
    const long = page(`${"+x\n".repeat(5_003)}`);
    expect(long.at(-1)).toBe("3 more rows: oh-my-qwencoder runs show");
  });
});
