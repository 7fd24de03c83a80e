import { describe, expect, test } from "vitest";
import { widthOf } from "../../../src/kit/width.ts";
import { actLines, possibleActs } from "../../../src/tui/core/acts.ts";
import { bottomLine } from "../../../src/tui/core/bottom-bar.ts";
import { dashboardLines, helpLine, visibleRows } from "../../../src/tui/core/dashboard-view.ts";
import { type Line, textOf } from "../../../src/tui/core/line.ts";
import { sidebarLines } from "../../../src/tui/core/sidebar.ts";
import { NOW, SCENES } from "../../support/screen-scenes.ts";

const SIZES = [
  [200, 50],
  [120, 40],
  [80, 24],
] as const;

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
