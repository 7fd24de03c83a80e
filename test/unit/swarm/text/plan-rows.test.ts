import { describe, expect, test } from "vitest";
import { widthOf } from "../../../../src/kit/width.ts";
import type { DrawnPlan } from "../../../../src/swarm/core/plan/choices.ts";
import { finalQa } from "../../../../src/swarm/core/plan/plan.ts";
import { choiceLines } from "../../../../src/swarm/core/text/choice-text.ts";
import { planParts } from "../../../../src/swarm/core/text/plan-parts.ts";
import { planRows } from "../../../../src/swarm/core/text/plan-rows.ts";
import { planDocument } from "../../../../src/swarm/core/text/plan-text.ts";
import { planOf, worker } from "../../../support/run-builder.ts";

const PLAN = planOf(
  [
    worker("pay", {
      feature: "결제와 영수증 <b>",
      spec: `${"결제 모듈을 끝까지 ".repeat(30)}\n\n  indented\tline\n${"❤️ x".repeat(60)}`,
      qa: ["npm test -- --run `pay`", "npx tsc --noEmit"],
      scope: Array.from({ length: 12 }, (_, at) => `src/결제/part-${at}/**`),
    }),
    worker("auth", { spec: "x".repeat(500), depends_on: ["pay"], may_change_nothing: true }),
  ],
  { title: "게시판 **만들기**", summary: "One.\n| a | b |\n**Choices**\n~~~" },
);
const DRAWN: DrawnPlan = {
  plan: PLAN,
  choices: { workers: 1 },
  observed: { files: 12_345, places: 6, server: { silent: "HTTP 500 <html>" } },
};

/** Every value of the plan that people agree to. */
function values(): string[] {
  const { title, summary, shared, workers } = PLAN;
  return [
    ...[title, summary, ...shared, "(QA 1)"],
    ...finalQa(PLAN).map(({ command }) => command),
    ...workers.flatMap(({ name, feature, scope, spec, qa, depends_on = [] }) => [
      ...[name, feature, spec],
      ...[...scope, ...qa, ...depends_on],
    ]),
    ...["HTTP 500 <html>", "12345", "6"],
  ];
}

const bare = (text: string) => text.replace(/[\s│]/g, "").replaceAll("\\<", "<");
const textOf = (row: readonly { text: string }[]) => row.map(({ text }) => text).join("");

describe.each(["en", "ko"] as const)("a plan in %s", (language) => {
  test.each([20, 40, 80, 200, Number.POSITIVE_INFINITY])(
    "is whole in %s columns: every value, in rows that fit",
    (columns) => {
      const rows = planRows(DRAWN, language, columns).map(textOf);
      expect(rows.filter((row) => widthOf(row) > columns)).toEqual([]);
      const whole = planRows(DRAWN, language, Number.POSITIVE_INFINITY).map(textOf);
      const signs = (texts: string[]) => [...bare(texts.join(""))].sort().join("");
      expect(signs(rows)).toBe(signs(whole));
      // A cell that is folded has a part of its neighbour between its parts, but in a wide terminal there is room.
      const shown = bare((columns < 80 ? whole : rows).join(""));
      for (const value of values()) {
        expect(bare(planDocument(DRAWN, language))).toContain(bare(value));
        expect(shown).toContain(bare(value));
      }
    },
  );

  test("holds in its rows every piece that its document holds, and none of the marks of markdown", () => {
    const document = bare(planDocument(DRAWN, language));
    const rows = planRows(DRAWN, language, Number.POSITIVE_INFINITY).map(textOf);
    const shown = bare(rows.join(""));
    for (const part of planParts(DRAWN, language)) {
      const texts =
        part.is === "list"
          ? part.items.flat().map(({ text }) => text)
          : "pieces" in part
            ? part.pieces.map(({ text }) => text)
            : [part.text];
      for (const text of texts) {
        expect(document).toContain(bare(text));
        expect(shown).toContain(bare(text));
      }
    }
    const ours = rows.filter((row) => !row.startsWith("│ ")).join("\n");
    const marked = ours.replace("게시판 **만들기**", "").replace("--run `pay`", "");
    expect(marked).not.toMatch(/(?<!\/)\*\*|~~|`/);
    expect(ours).not.toContain("\\<");
  });

  test("aligns names and values, and marks every row of a model's text", () => {
    const rows = planRows(DRAWN, language, 80).map(textOf);
    const at = rows.findIndex((row) => row.startsWith("1. pay"));
    const column = (row = "") => widthOf(/^.*?\S {2,}(?=\S)/.exec(row)?.[0] ?? "");
    expect(column(rows[at + 1])).toBeGreaterThan(0);
    const values = rows.slice(at + 1, rows.indexOf("│ ", at) < 0 ? undefined : at + 3);
    expect(new Set(values.map((row) => column(row) || /^ */.exec(row)?.[0].length)).size).toBe(1);
    for (const text of ["| a | b |", "**Choices**", "~~~"])
      expect(rows.filter((row) => row.includes(text))).toEqual([`│ ${text}`]);
  });
});

test.each([
  ["en", "no server"],
  ["ko", "서버 없음"],
] as const)(
  "why the server says nothing about itself follows the language: %s",
  (language, why) => {
    const server = { silent: "no server", ko: "서버 없음" };
    const drawn = { ...DRAWN, observed: { files: 1, places: 6, server } };
    expect(choiceLines(drawn, language).join("\n")).toContain(`(${why})`);
  },
);
