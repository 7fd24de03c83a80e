import type { Config } from "@opencode-ai/plugin";
import { describe, expect, test } from "vitest";
import { CONFIG_FIELDS } from "../../../../src/swarm/core/project-config/fields.ts";
import { findingsOf, needApproval } from "../../../../src/swarm/core/project-config/findings.ts";
import { restoreOwn } from "../../../../src/swarm/opencode/own-config.ts";

const TOPS = [...new Set(Object.keys(CONFIG_FIELDS).map((field) => field.split(".")[0] ?? ""))];
const isHarmless = (key: string) =>
  (CONFIG_FIELDS as Record<string, { class: string }>)[key]?.class === "harmless";

/** The live configuration after the hook. */
function after(live: object, own: Record<string, unknown> | undefined, waiting: object = live) {
  const findings = findingsOf([{ file: "f", kind: "config", value: waiting as never }]);
  const config = structuredClone(live) as Config;
  restoreOwn(config, own, needApproval(findings));
  return config as Record<string, unknown>;
}

describe.each(TOPS)("%s of a repository", (key) => {
  const live = { [key]: { theirs: "x" }, other: "x" };

  test(isHarmless(key) ? "stays" : "becomes the user's", () => {
    const result = after(live, { [key]: { mine: "y" } });
    expect(result[key]).toEqual(isHarmless(key) ? { theirs: "x" } : { mine: "y" });
  });

  test("with a secret in it goes", () => {
    const secret = { ...live, [key]: { theirs: "{env:TOKEN}" } };
    expect(after({ ...live, [key]: { theirs: "value of TOKEN" } }, {}, secret)[key]).toEqual(
      key === "enabled_providers" ? [] : undefined,
    );
  });
});

test("nothing of a file that we cannot read stays: OpenCode may have read it", () => {
  const unread = findingsOf([{ file: "opencode.json", kind: "unreadable", hash: "h" }]);
  const config = { username: "value of TOKEN", model: "a/b" } as Config;
  restoreOwn(config, { model: "mine/m" }, unread);
  expect(config).toEqual({ model: "mine/m", enabled_providers: [] });
});

test("without the user's list of providers none is open", () => {
  expect(after({ model: "a/b" }, { model: "mine/m" })).toEqual({
    model: "mine/m",
    enabled_providers: [],
  });
});

test("if the user's own configuration is not known, nothing is left that opens a model", () => {
  const live = { model: "a/b", provider: { a: {} }, enabled_providers: ["a"], agent: { x: {} } };
  expect(after(live, undefined)).toEqual({ enabled_providers: [] });
});

test("the user's object itself is not handed out", () => {
  const own = { provider: { vllm: { options: {} } } };
  expect(after({ provider: 1 }, own)["provider"]).not.toBe(own.provider);
});
