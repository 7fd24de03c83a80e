import { expect, test } from "vitest";
import { widthOf } from "../../../src/kit/width.ts";
import { ANSWER_KEYS } from "../../../src/tui/core/act-keys.ts";
import { keyLines } from "../../../src/tui/core/acts.ts";
import { helpLine, visibleRows } from "../../../src/tui/core/dashboard-view.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { planLines } from "../../../src/tui/core/pages.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";
import { emptyRun, oid } from "../../support/run-builder.ts";
import { PLAN, seenOf } from "../../support/screen-scenes.ts";

test("the plan page in both languages", async () => {
  const { run } = seenOf(emptyRun().propose(PLAN));
  if (!run) throw new Error("no run");
  for (const language of ["en", "ko"] as const) {
    const text = planLines(run, { language, columns: 78, ascii: false }).map(textOf).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`screens/plan-page.${language}.txt`);
  }
});

/** The plan page, scrolled to its end: the choices with the keys that answer. */
test.each(["en", "ko"] as const)("the plan page with its choices, in %s", async (language) => {
  const run = emptyRun().add({
    ...{ type: "PLAN_PROPOSED", plan: PLAN, base: { head: oid("head"), tree: oid("tree") } },
    observed: { files: 214, places: 6, server: { running: 3, waiting: 0, sessions: 16.4 } },
  });
  run.add({
    ...{ type: "PLAN_CHOICE_MADE", proposal: run.state.proposal?.number ?? 0, answer: "Workers 4" },
    choices: { workers: 4, strategy: "commander-all" },
  });
  const { run: followedRun } = seenOf(run);
  if (!followedRun) throw new Error("no run");
  const screens = (
    [
      [120, 40],
      [80, 24],
    ] as const
  ).map(([columns, rows]) => {
    const look = { language, columns: columns - 2, ascii: false };
    const answers = TUI_WORDS[language].plan.answer;
    const keys = keyLines(
      Object.entries(ANSWER_KEYS).map(
        ([answer, key]) => [key, answers[answer as keyof typeof answers]] as const,
      ),
      look,
    );
    const lines = planLines(followedRun, look);
    const view = visibleRows(lines, lines.length, rows - 1 - keys.length);
    const screen = [...view.shown, ...keys, helpLine(view, look)].map(textOf);
    expect(screen).toHaveLength(rows);
    expect(screen.filter((row) => widthOf(row) > columns - 2)).toEqual([]);
    return [`== ${columns} x ${rows} ==`, ...screen.map((row) => row.trimEnd())].join("\n");
  });
  await expect(`${screens.join("\n\n")}\n`).toMatchFileSnapshot(
    `screens/plan-choices.${language}.txt`,
  );
});
