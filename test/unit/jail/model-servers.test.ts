import { expect, test } from "vitest";
import { modelServers } from "../../../src/jail/core/model-servers.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { Source } from "../../../src/setup/core/sources.ts";

const source = (config: JsonObject): Source => ({ name: "file", kind: "global", config });
const provider = (baseURL: string) => ({ options: { baseURL } });

test("the provider of each model in use counts, no other one", () => {
  const sources = [
    source({
      model: "main/a/b",
      small_model: "small/c",
      agent: { scout: { model: "third/d" }, worker: {} },
      provider: {
        main: provider("http://one:8001/v1"),
        small: provider("https://two/v1"),
        third: provider("http://three:1/v1"),
        unused: provider("https://elsewhere.example/v1"),
      },
    }),
  ];
  expect(modelServers(sources, {})).toEqual([
    "http://one:8001/v1",
    "https://two/v1",
    "http://three:1/v1",
  ]);
});

test("a later source wins, field by field", () => {
  const low = { model: "main/a", provider: { main: provider("http://old:1/v1") } };
  const high = { provider: { main: provider("http://new:2/v1") } };
  expect(modelServers([source(low), source(high)], {})).toEqual(["http://new:2/v1"]);
});

test("replicas: each model may have an address of its own", () => {
  const models = {
    a: { provider: { api: "http://gpu-2:8001/v1" } },
    b: { provider: { api: "http://gpu-1:8001/v1" } },
  };
  const config = {
    model: "main/a",
    provider: { main: { ...provider("http://gpu-1:8001/v1"), models } },
  };
  expect(modelServers([source(config)], {})).toEqual([
    "http://gpu-1:8001/v1",
    "http://gpu-2:8001/v1",
  ]);
});

test("variables are filled in; what makes no address is left out", () => {
  const asked = (baseURL: string, env: Record<string, string> = {}) =>
    modelServers([source({ model: "main/a", provider: { main: provider(baseURL) } })], env);
  expect(asked("http://127.0.0.1:{env:PORT}/v1", { PORT: "81" })).toEqual([
    "http://127.0.0.1:81/v1",
  ]);
  expect(asked("{env:NOTHING}")).toEqual([]);
  expect(asked("file:///etc/passwd")).toEqual([]);
  expect(modelServers([source({ model: "main/a" })], {})).toEqual([]);
});
