import { expect, test } from "vitest";
import { keyVariables } from "../../../../src/swarm/core/project-config/key-variables.ts";

const env = {
  MODEL_KEY: "sk-abcdefgh",
  GATEWAY: "gateway-secret",
  SAME: "sk-abcdefgh",
  SHORT: "EMPTY",
  CI: "true",
  UNSET: undefined,
  OTHER: "something else",
};

test("are found by their values, as a key and in a header", () => {
  const providers = {
    vllm: { options: { apiKey: "sk-abcdefgh", baseURL: "http://host/v1" } },
    other: { options: { headers: { "X-Auth": "Bearer gateway-secret", "X-CI": "true" } } },
    local: { options: { apiKey: "EMPTY" } },
    none: {},
  };
  expect(keyVariables(providers, env)).toEqual(["MODEL_KEY", "GATEWAY", "SAME"]);
});

test.each([[undefined], [null], ["text"], [{ vllm: "text" }], [{ vllm: { options: 7 } }]])(
  "%j names none",
  (providers) => {
    expect(keyVariables(providers, env)).toEqual([]);
  },
);

test("a damaged provider does not hide another's key", () => {
  const providers = { broken: 7, vllm: { options: { apiKey: "sk-abcdefgh" } } };
  expect(keyVariables(providers, env)).toContain("MODEL_KEY");
});
