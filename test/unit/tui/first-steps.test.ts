import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { widthOf } from "../../../src/kit/width.ts";
import { firstLines, isPluginThere } from "../../../src/tui/core/first-steps.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { followed, NOTHING_SEEN, type Seen, unreadRun } from "../../../src/tui/core/seen.ts";
import { dispatched, emptyRun, type RunBuilder, settled } from "../../support/run-builder.ts";

const seen = (run: RunBuilder, alive = false): Seen => ({
  run: followed(unreadRun("run-1"), run.records, undefined),
  driver: { pid: 7, alive },
  trouble: undefined,
});
const shown = (state: Seen, isThere: boolean | undefined, language: "en" | "ko" = "en") =>
  firstLines(state, isThere, { language, columns: 78, ascii: false }).map(textOf);
const OPEN = dispatched("auth", "pay").start("auth", "pay").complete("pay");

test("the other half is known by its command in OpenCode's configuration", () => {
  expect(isPluginThere(undefined)).toBeUndefined();
  expect(isPluginThere({})).toBeUndefined();
  expect(isPluginThere({ model: "m", plugin: ["oh-my-qwencoder"] })).toBe(false);
  expect(isPluginThere({ command: { aegis: {} } })).toBe(true);
});

describe.each(["en", "ko"] as const)("at OpenCode's start, in %s", (language) => {
  test.each([
    ["a first start", NOTHING_SEEN, true, /\/aegis help/],
    ["no plugin", NOTHING_SEEN, false, /oh-my-qwencoder install/],
    ["no plugin, and a run that is open", seen(OPEN), false, /oh-my-qwencoder install/],
    ["a run that is open", seen(OPEN), true, /Board \(MONITORING, 1\/2 [\s\S]*\/aegis abort/],
    ["a plan that waits", seen(emptyRun()), true, /\(DESIGN\)/],
  ] as const)("%s: two rows in a small terminal", (_name, state, isThere, wanted) => {
    const rows = shown(state, isThere, language);
    expect(rows).toHaveLength(2);
    expect(rows.join("\n")).toMatch(wanted);
    expect(rows.filter((row) => widthOf(row) > 78)).toEqual([]);
  });
});

test("nothing is said of what was not seen, of a run that goes on, and after its end", () => {
  expect(shown(NOTHING_SEEN, undefined)).toEqual([]);
  expect(shown({ ...NOTHING_SEEN, trouble: { what: alike("m"), next: alike("h") } }, true)).toEqual(
    [],
  );
  expect(shown(seen(OPEN, true), true)).toEqual([]);
  expect(shown(seen(settled("a").check().integrate().pass().commit()), true)).toEqual([]);
});
