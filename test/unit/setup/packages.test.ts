import { expect, test } from "vitest";
import { BUNDLED_PROVIDERS } from "../../../src/host/bundled-providers.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { keyTrouble } from "../../../src/setup/core/keys.ts";
import { namedPackages } from "../../../src/setup/core/packages.ts";

const named = (config: JsonObject) =>
  namedPackages([{ name: "mine", kind: "project", config }], BUNDLED_PROVIDERS).map(
    ({ spec, name, folder, pinned }) => [spec, name, folder, pinned],
  );

test("npm plugins are named with their folder in OpenCode's cache; paths and our own are not", () => {
  const plugin = [
    "plain",
    "exact@1.2.3",
    "@site/scoped",
    "@site/scoped@1.0.0-rc.1",
    ["with-options@2.0.0", { a: 1 }],
    "range@^1.0.0",
    "site/repository",
    ...["./local.js", "../up.js", "/abs/x.js", "~/x.js", "file:///x.js", "C:\\x.js"],
    "oh-my-qwencoder@3.2.0",
    7,
  ];
  expect(named({ plugin })).toEqual([
    ["plain", "plain", "plain@latest", false],
    ["exact@1.2.3", "exact", "exact@1.2.3", true],
    ["@site/scoped", "@site/scoped", "@site/scoped@latest", false],
    ["@site/scoped@1.0.0-rc.1", "@site/scoped", "@site/scoped@1.0.0-rc.1", true],
    ["with-options@2.0.0", "with-options", "with-options@2.0.0", true],
    ["range@^1.0.0", "range", "range@^1.0.0", false],
    ["site/repository", undefined, "site/repository", false],
  ]);
});

test("provider packages that OpenCode does not bring, also those of a single model", () => {
  const provider = {
    a: { npm: "@ai-sdk/openai-compatible" },
    b: { npm: "@site/provider", models: { m: { provider: { npm: "other@1.0.0" } } } },
    c: { npm: "file:///opt/provider.js", models: { m: {} } },
    d: "wrong",
  };
  expect(named({ provider })).toEqual([
    ["@site/provider", "@site/provider", "@site/provider", true],
    ["other@1.0.0", "other", "other@1.0.0", true],
  ]);
});

test.each([
  ["sk-plain_0.9", undefined],
  ["", undefined],
  ['a"b', /quote/],
  ["a\\b", /backslash/],
  ["열쇠", /header/],
  ["a b", /header/],
  ["a\nb", /header/],
  ["café", /header/],
])("the key %j", (key, trouble) => {
  const found = keyTrouble(key);
  if (trouble === undefined) expect(found).toBeUndefined();
  else expect(found?.en).toMatch(trouble);
});
