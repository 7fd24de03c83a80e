import { expect, test } from "vitest";
import { terminalCheck } from "../../../src/doctor/core/terminal-check.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { Source } from "../../../src/setup/core/sources.ts";

const OURS = "oh-my-qwencoder@3.2.0";
const source = (
  kind: string,
  config: JsonObject | undefined,
  name = `/${kind}/tui.json`,
): Source => ({
  ...{ name, kind, config },
});
const here = source("project", { plugin: [OURS] });
const check = (terminal: Source[], sources: Source[] = [here]) =>
  terminalCheck(terminal, sources, "3.2.0");

test("our entry in this version is fine, from a folder too", () => {
  expect(check([source("folder", { plugin: [OURS] })])).toMatchObject({
    status: "ok",
    what: { en: `${OURS} (/folder/tui.json)` },
  });
  for (const plugin of [[[OURS, {}]], ["file:///src/oh-my-qwencoder/dist/plugin.js"]])
    expect(check([source("folder", { plugin })])).toMatchObject({ status: "ok" });
});

test("a missing entry is named, with the command of this install", () => {
  const fix = (sources: Source[]) => check([source("folder", { theme: "x" })], sources).fix;
  expect(check([])).toMatchObject({ id: "config.terminal", status: "warning" });
  expect(fix([here])).toEqual({ kind: "command", line: "oh-my-qwencoder install" });
  const user = source("global", { plugin: [OURS] });
  expect(fix([user])).toEqual({ kind: "command", line: "oh-my-qwencoder install --global" });
  expect(fix([user, here])).toEqual({ kind: "command", line: "oh-my-qwencoder install" });
});

test("as long as OpenCode has settings to move there, it has to start first", () => {
  const beside = source("folder", { theme: "x" }, "/top/.opencode/opencode.json");
  expect(check([], [here, beside]).fix).toMatchObject({
    kind: "person",
    act: { en: "start opencode once, then run: oh-my-qwencoder install" },
  });
  // It moves nothing into a file that is there, and a file elsewhere is not in the way.
  expect(check([source("folder", {})], [here, beside]).fix).toEqual({
    kind: "command",
    line: "oh-my-qwencoder install",
  });
  expect(check([], [source("project", { plugin: [OURS], theme: "x" })]).fix).toEqual({
    kind: "command",
    line: "oh-my-qwencoder install",
  });
});

test("another version of ours, beside the right one too, is named", () => {
  const old = source("global", { plugin: ["oh-my-qwencoder@3.1.2"] });
  for (const terminal of [[old], [source("folder", { plugin: [OURS] }), old]])
    expect(check(terminal)).toMatchObject({
      status: "warning",
      what: { en: "oh-my-qwencoder@3.1.2 (/global/tui.json)" },
      fix: { kind: "command", line: "oh-my-qwencoder install" },
    });
});

test.each([{ plugin: ["a", ["b", {}]] }, { tui: { plugin: ["a", ["b", {}]] } }])(
  "other plugins are named, wherever OpenCode reads them: %j",
  (config) => {
    const said = check([source("folder", { plugin: [OURS] }), source("project", config)]);
    expect(said.status).toBe("ok");
    expect(said.what.en).toContain("a (/project/tui.json), b (/project/tui.json)");
    expect(check([source("project", config)]).what.ko).toContain("a (/project/tui.json)");
  },
);

test("a file that cannot be read is named", () => {
  const broken = { ...source("folder", undefined), fault: "line 1" };
  expect(check([broken])).toMatchObject({ status: "warning", what: { en: "line 1" } });
});
