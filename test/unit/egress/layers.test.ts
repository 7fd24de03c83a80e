import { describe, expect, test } from "vitest";
import { CONTROL, unseenActs } from "../../../src/egress/core/control.ts";
import { PROBE_ANSWERED, PROBE_END } from "../../../src/egress/core/layer-probe.ts";
import {
  freeCheck,
  layerCheck,
  noPluginCheck,
  settingsCheck,
} from "../../../src/egress/core/layer-verdict.ts";
import { mustReplace } from "../../../src/egress/core/namespace.ts";
import type { Attempt } from "../../../src/egress/core/observation.ts";
import { placeOfTarget, towardsModel } from "../../../src/egress/core/proxy-variables.ts";
import { openShellCheck, shellCheck } from "../../../src/egress/core/shell-verdict.ts";
import { exitCodeOf } from "../../../src/egress/core/verdict.ts";

const all = ["dns", "tcp", "udp"];
const free = freeCheck({ printed: PROBE_END, seen: all });

describe("a layer", () => {
  test("holds if the sink saw the free probe and nothing of the one in it", () => {
    expect(free.status).toBe("ok");
    expect(layerCheck("x", { printed: PROBE_END, seen: [] }, { free }).status).toBe("ok");
  });

  test.each(all)("does not hold if %s got out", (kind) => {
    const got = layerCheck("x", { printed: PROBE_END, seen: [kind] }, { free });
    expect(got).toMatchObject({ status: "failed", what: { en: expect.stringContaining(kind) } });
  });

  test.each<[string, Parameters<typeof layerCheck>]>([
    [
      "the sink did not see the free probe",
      [
        "x",
        { printed: PROBE_END, seen: [] },
        { free: freeCheck({ printed: PROBE_END, seen: [] }) },
      ],
    ],
    ["the probe did not end", ["x", { printed: "no bwrap", seen: [] }, { free }]],
    [
      "the model server's stand-in did not answer",
      ["x", { printed: PROBE_END, seen: [] }, { free, model: true }],
    ],
  ])("was not looked at if %s", (_, args) => {
    expect(layerCheck(...args).status).toBe("unseen");
  });

  test("with a way to the model server holds if its stand-in answered", () => {
    const printed = `${PROBE_ANSWERED}\n${PROBE_END}`;
    expect(layerCheck("x", { printed, seen: [] }, { free, model: true }).status).toBe("ok");
  });
});

describe("an agent's shell", () => {
  const open = openShellCheck({ printed: PROBE_END, seen: all }, free);

  test("with the network is not held, and counts as no fault", () => {
    expect(open).toMatchObject({ layer: "commander shell with the network", status: "open" });
    expect(exitCodeOf({ verdict: "quiet", checks: [open] })).toBe(0);
  });

  test("without it holds if the same shell with it got out and this one did not", () => {
    const quiet = { printed: PROBE_END, seen: [] };
    expect(shellCheck("worker shell", quiet, open).status).toBe("ok");
    const loud = shellCheck("worker shell", { printed: PROBE_END, seen: ["tcp"] }, open);
    expect(loud).toMatchObject({ status: "failed", what: { en: expect.stringContaining("tcp") } });
    expect(shellCheck("worker shell", { printed: "", seen: [] }, open).status).toBe("unseen");
  });

  test.each([...all, "all"])("has no control if the sink missed %s of it", (kind) => {
    const seen = kind === "all" ? [] : all.filter((one) => one !== kind);
    const blind = openShellCheck({ printed: PROBE_END, seen }, free);
    expect(blind.status).toBe("unseen");
    const check = shellCheck("worker shell", { printed: PROBE_END, seen: [] }, blind);
    expect(check).toMatchObject({
      status: "unseen",
      what: { en: expect.stringContaining("control") },
    });
    expect(exitCodeOf({ verdict: "quiet", checks: [blind, check] })).toBe(2);
  });

  test("that gets out is named even if its control failed", () => {
    const blind = openShellCheck({ printed: PROBE_END, seen: [] }, free);
    const seen = { printed: PROBE_END, seen: ["dns"] };
    expect(shellCheck("worker shell", seen, blind).status).toBe("failed");
  });

  test("has no control if the sink failed its own", () => {
    const broken = freeCheck({ printed: PROBE_END, seen: [] });
    expect(openShellCheck({ printed: PROBE_END, seen: all }, broken).status).toBe("unseen");
  });
});

test.each<[string, Parameters<typeof noPluginCheck>[0], string]>([
  ["holds", { without: 0, attempts: 0, with: 3, plugin: "3.2.0" }, "ok"],
  ["asks the model", { without: 1, attempts: 0, with: 3, plugin: "3.2.0" }, "failed"],
  ["goes elsewhere", { without: 0, attempts: 2, with: 3, plugin: "3.2.0" }, "failed"],
  ["has no control", { without: 0, attempts: 0, with: 0, plugin: undefined }, "unseen"],
  [
    "has a control without the plugin",
    { without: 0, attempts: 0, with: 3, plugin: undefined },
    "unseen",
  ],
])("OpenCode without the plugin %s", (_, run, status) => {
  expect(noPluginCheck(run).status).toBe(status);
});

test("settings hold if all switches are off and an empty configuration would not pass", () => {
  expect(settingsCheck([], ["egress.share: null"]).status).toBe("ok");
  expect(settingsCheck(["egress.share: null"], ["egress.share: null"]).status).toBe("failed");
  expect(settingsCheck([], []).status).toBe("unseen");
});

test("the exit code counts the layers", () => {
  const code = (...statuses: ("ok" | "failed" | "unseen")[]) =>
    exitCodeOf({ verdict: "quiet", checks: statuses.map((status) => ({ status })) });
  expect([code(), code("ok"), code("ok", "unseen"), code("unseen", "failed")]).toEqual([
    0, 0, 2, 1,
  ]);
  expect(exitCodeOf({ verdict: "found", checks: [{ status: "unseen" }] })).toBe(1);
});

describe("the control", () => {
  const seen = (over: Partial<Attempt>): Attempt => ({
    ...{ at: "", session: "control", protocol: "tcp", host: CONTROL.name, port: 443, count: 1 },
    ...over,
  });
  const whole = [
    seen({ protocol: "dns", port: 53 }),
    seen({}),
    seen({ host: CONTROL.address, port: CONTROL.waiting }),
    seen({ protocol: "udp", host: "", port: 0 }),
  ];

  test("is seen whole", () => expect(unseenActs(whole)).toEqual([]));

  test.each([0, 1, 2, 3])("misses act %i if it was not recorded, or not as the control's", (at) => {
    expect(unseenActs(whole.toSpliced(at, 1))).toHaveLength(1);
    const [act] = whole.slice(at);
    const others = whole.with(at, { ...(act as Attempt), session: "headless" });
    expect(unseenActs(others)).toHaveLength(1);
  });
});

describe("the way to the scripted model", () => {
  test.each([
    ["http://gpu:8001/v1", false],
    ["http://10.0.0.5/v1/", false],
    ["https://gpu:8001/v1", true],
    ["http://gpu:8001/llm/v1", true],
    ["http://gpu:8001", true],
  ])("of %s must be replaced: %s", (url, replaced) => {
    expect(mustReplace(["http://gpu:8001/v1", url])).toBe(replaced);
  });

  test("leads every provider there and keeps what the user has in the variable", () => {
    const sources = [
      { name: "a", kind: "global", config: { provider: { vllm: {}, other: {} } } },
      { name: "OPENCODE_CONFIG_CONTENT", kind: "variable", config: { share: "disabled" } },
      { name: "b", kind: "project", config: undefined },
    ];
    const baseURL = "http://127.0.0.1:1/v1";
    expect(JSON.parse(towardsModel(sources, baseURL))).toEqual({
      share: "disabled",
      provider: { vllm: { options: { baseURL } }, other: { options: { baseURL } } },
    });
  });
});

test.each([
  ["http://a.test/x?key=1", 80, { host: "a.test", port: 80 }],
  ["http://a.test:8080/x", 80, { host: "a.test", port: 8080 }],
  ["a.test:443", 443, { host: "a.test", port: 443 }],
  ["[2001:db8::1]:443", 443, { host: "2001:db8::1", port: 443 }],
  ["", 80, { host: "", port: 0 }],
])("a proxy that is asked for %s", (target, port, place) => {
  expect(placeOfTarget(target, port)).toEqual(place);
});
