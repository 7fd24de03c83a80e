import { describe, expect, test } from "vitest";
import { type CheckResult, exitCodeOf, isWanted } from "../../../src/doctor/core/check.ts";
import { egressChecks } from "../../../src/doctor/core/egress-checks.ts";
import { edit, fixText } from "../../../src/doctor/core/fix.ts";
import {
  faultChecks,
  modelChecks,
  pluginChecks,
} from "../../../src/doctor/core/settings-checks.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { effective, type Source } from "../../../src/setup/core/sources.ts";

const source = (name: string, config: JsonObject, kind = "project"): Source => ({
  name,
  kind,
  config,
});
const QUIET: JsonObject = {
  enabled_providers: [],
  share: "disabled",
  autoupdate: false,
  lsp: false,
  formatter: false,
  permission: { webfetch: "deny", websearch: "deny" },
};
const SERVED: JsonObject = {
  model: "vllm/qwen",
  provider: { vllm: { options: { baseURL: "http://gpu:8001/v1" } } },
};
const printed = (result: CheckResult | undefined) => result?.fix && fixText(result.fix).en;
const line = (results: readonly CheckResult[], id: string) => results.find((one) => one.id === id);

describe("the value in force", () => {
  const sources = [source("global", { model: "a" }, "global"), source("mine", { model: "b" })];

  test("is the one of the highest rank, with the file it comes from", () => {
    expect(effective(sources, ["model"])).toEqual({ value: "b", from: "mine" });
    expect(effective([...sources, source("admin", { model: "c" }, "managed")], ["model"])).toEqual({
      value: "c",
      from: "admin",
    });
  });

  test("a place that says nothing is passed over; nowhere is undefined", () => {
    const absent: Source = { name: "none", kind: "managed", config: undefined };
    expect(effective([...sources, absent, source("x", {})], ["model"])?.from).toBe("mine");
    expect(effective(sources, ["share"])).toBeUndefined();
  });
});

describe("files", () => {
  test("that cannot be read are errors with their place, and an editor as the fix", () => {
    const broken: Source = {
      name: "/p/opencode.json",
      kind: "project",
      config: undefined,
      fault: "/p/opencode.json:3:7: x",
    };
    const [found] = faultChecks([source("global", {}), broken]);
    expect(found).toMatchObject({ status: "error", what: { en: "/p/opencode.json:3:7: x" } });
    expect(printed(found)).toContain("/p/opencode.json");
  });

  test("none at all is an error: prompts would go to the vendor", () => {
    const [found] = faultChecks([{ name: "x", kind: "project", config: undefined }]);
    expect([found?.status, printed(found)]).toEqual(["error", "oh-my-qwencoder install"]);
    expect(faultChecks([source("x", {})])[0]?.status).toBe("ok");
  });
});

describe("the model", () => {
  test("with an address of its own is ok, and its details name the files", () => {
    const results = modelChecks([source("global", { model: "other/x" }), source("mine", SERVED)]);
    expect(line(results, "config.model")).toMatchObject({
      status: "ok",
      what: { en: "vllm/qwen → http://gpu:8001/v1" },
    });
    expect(line(results, "config.model")?.details).toContain('model = "vllm/qwen" (mine)');
  });

  test.each([
    ["of a hosted provider", { model: "openai/gpt" }],
    ["that nobody names", {}],
  ] as [string, JsonObject][])("%s is an error", (_what, config) => {
    const results = modelChecks([source("mine", config)]);
    const found = line(results, "config.model");
    expect([found?.status, printed(found)]).toEqual(["error", "oh-my-qwencoder install"]);
  });

  test("an administrator's file is named; without one it is said who can change the address", () => {
    const managed = source("/etc/opencode/opencode.json", SERVED, "managed");
    expect(line(modelChecks([managed]), "config.managed")?.status).toBe("ok");
    expect(line(modelChecks([source("mine", SERVED)]), "config.managed")?.status).toBe("skipped");
  });
});

describe("the plugin", () => {
  const WANTED = "oh-my-qwencoder@3.2.0";
  const of = (...plugin: (string | JsonObject[])[]) =>
    pluginChecks([source("mine", { plugin } as JsonObject)], WANTED)[0];

  const INSTALL = "oh-my-qwencoder install";
  test.each([
    ["in this version", ["oh-my-qwencoder@3.2.0"], "ok", undefined],
    ["as a file", ["file:///x/oh-my-qwencoder/dist/plugin.js"], "ok", undefined],
    ["in another version", ["oh-my-qwencoder@3.1.2"], "warning", INSTALL],
    ["not at all", ["other"], "error", INSTALL],
    ["of a name that only begins alike", ["oh-my-qwencoder-extra@1.0.0"], "error", INSTALL],
    [
      "twice",
      ["x", "oh-my-qwencoder@3.2.0", "file:///x/oh-my-qwencoder/dist/plugin.js"],
      "error",
      'in mine, set plugin to ["x","oh-my-qwencoder@3.2.0"]',
    ],
  ])("%s", (_what, list, status, fix) => {
    expect([of(...list)?.status, printed(of(...list))]).toEqual([status, fix]);
  });
});

describe("egress", () => {
  test("one line when every switch is off", () => {
    const results = egressChecks([source("mine", QUIET, "global")]);
    expect(results.map(({ id, status }) => [id, status])).toEqual([["egress.switches", "ok"]]);
    expect(results[0]?.details).toContain('share = "disabled" (mine)');
  });

  test.each(["enabled_providers", "share", "autoupdate"])(
    "%s that is not set is a warning",
    (key) => {
      const { [key]: _left, ...rest } = QUIET;
      expect(egressChecks([source("mine", rest, "global")]).map(({ id }) => id)).toEqual([
        `egress.${key}`,
      ]);
    },
  );

  test("a switch that a file of higher rank turns on again is named with that file", () => {
    const results = egressChecks([
      source("mine", QUIET, "global"),
      source("above", { share: "auto" }),
    ]);
    expect(results).toMatchObject([{ id: "egress.share", why: { en: 'share = "auto" (above)' } }]);
  });

  test("addresses that a file makes OpenCode fetch are named", () => {
    const remote = {
      ...QUIET,
      instructions: ["docs/a.md", "https://x.example/rules.md"],
      mcp: { far: { type: "remote", url: "https://x" }, near: { type: "local" } },
    };
    const found = egressChecks([source("mine", remote, "global")]);
    expect(found.map(({ id, what }) => [id, what.en])).toEqual([
      ["egress.remote", "https://x.example/rules.md"],
      ["egress.remote", "mcp.far"],
    ]);
  });

  test("the switch of the update check counts only in the user's own configuration", () => {
    const { autoupdate: _, ...rest } = QUIET;
    const [found] = egressChecks([source("own", rest, "global"), source("mine", QUIET)]);
    expect([found?.id, printed(found)]).toEqual(["egress.autoupdate", "oh-my-qwencoder install"]);
  });

  test("a value that the user has set there is the user's to change", () => {
    const on = { ...QUIET, autoupdate: true };
    const [found] = egressChecks([source("own", on, "global"), source("mine", QUIET)]);
    expect(found).toMatchObject({
      id: "egress.autoupdate",
      fix: edit("own", ["autoupdate"], false),
    });
  });
});

test("the exit code: errors always, warnings only when strict", () => {
  const of = (...statuses: CheckResult["status"][]) =>
    statuses.map((status): CheckResult => ({ id: "git.links", status, what: { en: "", ko: "" } }));
  expect(exitCodeOf(of("ok", "skipped"), true)).toBe(0);
  expect(exitCodeOf(of("ok", "warning"), false)).toBe(0);
  expect(exitCodeOf(of("ok", "warning"), true)).toBe(1);
  expect(exitCodeOf(of("error", "ok"), false)).toBe(1);
});

test("checks are chosen by name or by group", () => {
  expect(isWanted("server.tools", [])).toBe(true);
  expect(isWanted("server.tools", ["server"])).toBe(true);
  expect(isWanted("server.tools", ["server.tools"])).toBe(true);
  expect(isWanted("server.tools", ["serve", "git"])).toBe(false);
});
