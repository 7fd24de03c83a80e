import type { Config } from "@opencode-ai/sdk/v2/client";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../src/kit/json.ts";
import {
  CONFIG_FIELDS,
  type FieldClass,
  FOLDER_FILES,
  NPMRC_KEYS,
  TUI_FIELDS,
} from "../../../../src/swarm/core/project-config/fields.ts";
import { findingsOf } from "../../../../src/swarm/core/project-config/findings.ts";

/** What each row must be, written down a second time: whoever moves a row says so here. */
const PINNED = `provider provider.*.npm provider.*.options provider.*.options.baseURL provider.*.options.apiKey
  provider.*.options.headers provider.*.api provider.*.env provider.*.models.*.headers provider.*.models.*.provider
  provider.*.models.*.options provider.*.models.*.variants enabled_providers disabled_providers model small_model
  agent.*.model mode.*.model command.*.model agent.*.options mode.*.options enterprise share autoshare server
  experimental.openTelemetry shell plugin mcp mcp.*.url mcp.*.headers mcp.*.oauth lsp formatter autoupdate skills.urls`;
const APPROVE = `experimental experimental.policies experimental.primary_tools experimental.continue_loop_on_deny
  experimental.batch_tool references reference skills permission tools subagent_depth agent agent.*.permission
  agent.*.tools mode mode.*.permission mode.*.tools command instructions default_agent`;
const HARMLESS = `$schema logLevel username snapshot watcher layout compaction tool_output attachment theme keybinds tui
  provider.*.name provider.*.models.*.name experimental.disable_paste_summary experimental.mcp_timeout agent.*.color
  mode.*.color`;

const words = (text: string) => text.split(/\s+/);
const EXPECTED: [string, FieldClass][] = [
  ...words(PINNED).map((field): [string, FieldClass] => [field, "pinned"]),
  ...words(APPROVE).map((field): [string, FieldClass] => [field, "approve"]),
  ...words(HARMLESS).map((field): [string, FieldClass] => [field, "harmless"]),
];

/** A document that sets only this field. */
function setting(field: string, value: Json): JsonObject {
  const [key = "", ...rest] = field.split(".");
  const name = key === "*" ? "theirs" : key;
  return { [name]: rest.length > 0 ? setting(rest.join("."), value) : value };
}
const config = (value: JsonObject) =>
  findingsOf([{ file: "opencode.json", kind: "config", value }]);
const tui = (value: JsonObject) => findingsOf([{ file: "tui.json", kind: "tui", value }]);
const npmrc = (text: string) => findingsOf([{ file: ".opencode/.npmrc", kind: "npmrc", text }]);

describe("each field of opencode.json", () => {
  test.each(EXPECTED)("%s: %s", (field, expected) => {
    const [found, ...more] = config(setting(field, "x"));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ class: expected, file: "opencode.json" });
  });

  test("has exactly one row", () => {
    expect(EXPECTED.map(([field]) => field).toSorted()).toEqual(
      Object.keys(CONFIG_FIELDS).toSorted(),
    );
  });

  test("of OpenCode's own type has a row, itself or below", () => {
    type Covered = keyof typeof CONFIG_FIELDS extends infer K
      ? K extends `${infer Top}.${string}`
        ? Top
        : K
      : never;
    const missing: Exclude<keyof Config, Covered>[] = [];
    expect(missing).toEqual([]);
  });

  test("that no row names waits for approval, also inside a known one", () => {
    for (const field of ["brandNew", "brandNew.deep", "experimental.new", "agent.*.new"])
      expect(config(setting(field, "x")), field).toMatchObject([{ class: "approve" }]);
    expect(config(setting("provider.*.models.*.new", "x"))).toMatchObject([{ class: "pinned" }]);
  });

  test.each(EXPECTED.map(([field]) => field))(
    "%s with {env:} or {file:} sends a secret",
    (field) => {
      for (const value of ["{file:~/.ssh/id_rsa}", "x{env:TOKEN}", ["{env:TOKEN}"]])
        expect(config(setting(field, value))).toMatchObject([
          { class: "pinned", reason: "secret" },
        ]);
    },
  );

  test("a field that acts before our hook does so with {env:} in it too", () => {
    for (const field of ["plugin", "skills.urls", "skills"])
      for (const value of ["./theirs.js", "{env:HOME}/theirs.js", ["{file:./name}"]])
        expect(config(setting(field, value)), field).toMatchObject([{ held: false }]);
    expect(config(setting("model", "{env:X}"))).toMatchObject([{ held: true }]);
  });

  test("a name with {env:} in it sends a secret too", () => {
    expect(config({ watcher: { "{env:TOKEN}": true } })).toMatchObject([{ reason: "secret" }]);
  });
});

describe("each field of tui.json", () => {
  test.each(Object.keys(TUI_FIELDS))("%s, also inside tui", (field) => {
    const programs = ["plugin", "plugin_enabled"];
    const expected = programs.includes(field) ? "pinned" : "harmless";
    for (const value of [{ [field]: "x" }, { tui: { [field]: "x" } }])
      expect(tui(value)).toMatchObject([{ class: expected, held: expected !== "pinned", field }]);
  });

  test("that needs an approval is held by nobody: the terminal reads it without our hook", () => {
    for (const value of [{ brandNew: 1 }, { attention: { sounds: { done: "x" } } }])
      expect(tui(value)).toMatchObject([{ class: "approve", held: false }]);
    for (const value of ["{env:HOME}/evil", ["{file:x}"]])
      expect(tui({ theme: value })).toMatchObject([{ class: "pinned", held: false }]);
  });

  const OURS = "oh-my-qwencoder@3.2.0";
  const plugins = (plugin: Json) =>
    findingsOf([{ file: "tui.json", kind: "tui", value: { plugin } }], OURS);

  test("our own entry in this version needs no approval, whatever else does", () => {
    expect(plugins([OURS])).toEqual([]);
    const [alone] = plugins(["theirs"]);
    expect(plugins([OURS, "theirs"])).toEqual([alone]);
    expect(alone).toMatchObject({ class: "pinned", held: false, shown: '["theirs"]' });
  });

  test.each<Json>([
    "oh-my-qwencoder",
    "oh-my-qwencoder@3.1.2",
    "oh-my-qwencoder@npm:theirs@1.0.0",
    "oh-my-qwencoder@file:./theirs",
    "oh-my-qwencoder@http://theirs/x.tgz",
    "./oh-my-qwencoder@3.2.0",
    `${OURS} `,
    [OURS, { theirs: true }],
  ])("%j is not our own entry", (entry) => {
    expect(plugins([entry])).toMatchObject([{ class: "pinned", held: false }]);
  });

  test("in opencode.json our own entry waits as every other", () => {
    const value = { plugin: [OURS] };
    expect(findingsOf([{ file: "opencode.json", kind: "config", value }], OURS)).toMatchObject([
      { class: "pinned", held: false },
    ]);
  });
});

describe("each key of an .npmrc", () => {
  test.each(Object.keys(NPMRC_KEYS))("%s is harmless", (key) => {
    expect(npmrc(`${key}=true`)).toMatchObject([{ class: "harmless" }]);
  });
  test.each([
    "registry=http://evil",
    "@team:registry = http://evil",
    "//evil/:_authToken=x",
    "proxy=http://evil",
    "script-shell=./evil",
    `offline=$\{TOKEN}`,
  ])("%s is pinned, and runs before our hook", (line) => {
    expect(npmrc(`# a remark\n\n${line}\n`)).toMatchObject([{ class: "pinned", held: false }]);
  });
});

test.each(
  Object.entries({
    agent: "approve",
    command: "approve",
    mode: "approve",
    plugin: "pinned",
    tool: "pinned",
    skill: "approve",
    packages: "approve",
  }),
)("a file of the kind %s: %s", (is, expected) => {
  const file = `.opencode/${is}s/x`;
  expect(Object.keys(FOLDER_FILES)).toContain(is);
  const kind = is as keyof typeof FOLDER_FILES;
  expect(findingsOf([{ file, kind: "file", is: kind, hash: "h" }])).toMatchObject([
    { class: expected, file },
  ]);
});

test("the model in the head of an agent's file is pinned", () => {
  expect(
    findingsOf([{ file: "a.md", kind: "file", is: "agent", hash: "h", model: "theirs/m" }]),
  ).toMatchObject([{ class: "approve" }, { class: "pinned", field: "model", shown: "theirs/m" }]);
});

test("a file that cannot be read waits for approval, and our hook does not hold it", () => {
  expect(findingsOf([{ file: "a", kind: "unreadable", hash: "h" }])).toMatchObject([
    { class: "approve", held: false },
  ]);
});
