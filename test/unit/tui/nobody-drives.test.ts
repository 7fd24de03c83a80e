import { expect, test } from "vitest";
import { bottomLine } from "../../../src/tui/core/bottom-bar.ts";
import { dashboardLines } from "../../../src/tui/core/dashboard-view.ts";
import { type Line, textOf } from "../../../src/tui/core/line.ts";
import { sidebarLines } from "../../../src/tui/core/sidebar.ts";
import { NOW, SCENES } from "../../support/screen-scenes.ts";

const EVENTS = /^\d\d:\d\d:\d\d .*$|Last: .*$/gm;

test("without a living driver no place says that a Worker works, or waits for the model server", () => {
  const { seen } = SCENES["nobody drives"] ?? {};
  if (!seen) throw new Error("no scene");
  const look = { language: "en", columns: 90, ascii: false } as const;
  const bottom = bottomLine(seen, { ...look, columns: 200 }) ?? [];
  const places: Line[][] = [
    [bottom],
    sidebarLines(seen, look, NOW),
    dashboardLines(seen, look, NOW),
  ];
  for (const lines of places) {
    const shown = lines.map(textOf).join("\n").replace(EVENTS, "");
    expect(shown).toContain("⏹ stopped");
    expect(shown).not.toMatch(/🔨|🔍|🧪|⏸|go on by themselves/);
  }
});
