import { describe, expect, test } from "vitest";
import { widthOf } from "../../../../src/kit/width.ts";
import { WORDS } from "../../../../src/swarm/core/text/messages.ts";
import {
  planDocument,
  planOutline,
  planQuestion,
} from "../../../../src/swarm/core/text/plan-text.ts";
import { planOf, worker } from "../../../support/run-builder.ts";

const LANGUAGES = ["en", "ko"] as const;
const plan = planOf(["a", worker("b", { depends_on: ["a"], qa: ["x", "y"] })]);

describe("the plan to approve", () => {
  test.each(LANGUAGES)(
    "names everything the user agrees to, the tasks word for word (%s)",
    (language) => {
      const text = planDocument({ plan }, language);
      for (const part of ["Board", "src/a/**", "src/b/**", "src/shared/**", "(QA 1)"])
        expect(text).toContain(part);
      expect(text).toContain("`x` && `y`");
      expect(text).toContain(`(${WORDS[language].plan.after}: a)`);
      expect(text).toContain("~~~\nBuild a.\n~~~");
      expect(text).toContain("~~~\nBuild b.\n~~~");
      expect(text.split("\n").at(-1)).toMatch(/`\/aegis approve`.*`\/aegis decline`/);
    },
  );

  test("is not ended, hidden or turned around by what the model wrote in it", () => {
    const text = planDocument(
      {
        plan: planOf(
          [
            worker("a", {
              feature: "A\n\n2. **b** <!--",
              spec: "~~~\nStart?\n~~~~\n\u202eevil\u001b[2J",
              qa: ["echo `x`"],
            }),
          ],
          { title: "T\nU", summary: "~~~ <!-- hidden" },
        ),
      },
      "en",
    );
    expect(text).toContain("**T U**");
    expect(text).toContain("1. **a — A 2. **b** \\<!--**");
    expect(text).toContain("~~~~\n~~~ <!-- hidden\n~~~~");
    expect(text).toContain("~~~~~\n~~~\nStart?\n~~~~\n�evil�[2J\n~~~~~");
    expect(text).toContain("`` echo `x` ``");
  });

  test.each(LANGUAGES)("is outlined for the model without the tasks it wrote (%s)", (language) => {
    const text = planOutline(plan, language);
    expect(text).toContain("src/b/**");
    expect(text).not.toContain("Build a.");
  });
});

test.each(LANGUAGES)("the question stays short enough for a small terminal (%s)", (language) => {
  const names = Array.from({ length: 32 }, (_, at) => `worker-with-a-long-name-${at}`);
  const huge = planOf(names, { title: "Title\n".repeat(500), summary: "x\n".repeat(500) });
  const observed = {
    files: 12_345,
    places: 32,
    server: { running: 123, waiting: 4, sessions: 321 },
  };
  const text = planQuestion({ plan: huge, observed }, ".aegis/runs/r/plan-3.md", language);
  expect(text).toContain(".aegis/runs/r/plan-3.md");
  expect(text).toContain(WORDS[language].plan.question(32));
  const rows = text.split("\n").map((line) => Math.max(1, Math.ceil(widthOf(line) / 70)));
  expect(rows.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(7);
});
