import { describe, expect, test } from "vitest";
import type { DoctorContext } from "../../../src/doctor/context.ts";
import { command } from "../../../src/doctor/core/fix.ts";
import { checkEnvironment } from "../../../src/doctor/local/environment.ts";
import { serverTarget } from "../../../src/doctor/target.ts";

const place = (env: DoctorContext["env"]): DoctorContext => ({
  cwd: "/p",
  env,
  packageRoot: "/x",
  version: "3.2.0",
  openCodeRange: "*",
});

describe("the environment that OpenCode would be started with", () => {
  const found = async (env: DoctorContext["env"], host?: string) =>
    (await checkEnvironment(place(env), host)).filter(({ status }) => status !== "ok");

  test("nothing in it, nothing to say", async () => {
    expect(await found({ PATH: "/bin", OPENAI_API_KEY: "" }, "gpu")).toEqual([]);
  });

  test.each([
    ["ANTHROPIC_API_KEY", "environment.keys", "warning"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "environment.telemetry", "error"],
    ["OPENCODE_PURE", "environment.opencode", "error"],
    ["OPENCODE_AUTO_SHARE", "environment.opencode", "error"],
  ])("%s is found, and never its value", async (name, id, status) => {
    const [only, ...more] = await found({ [name]: "sk-secret" });
    expect(only).toMatchObject({ id, status, what: { en: name }, fix: command(`unset ${name}`) });
    expect(JSON.stringify(only)).not.toContain("sk-secret");
    expect(more).toEqual([]);
  });

  test.each([
    ["", "warning"],
    ["localhost", "warning"],
    ["other.lan,pu", "warning"],
    ["gpu.lan", "ok"],
    [".lan", "ok"],
    ["*.lan, x", "ok"],
    ["gpu.lan:8001", "ok"],
    ["*", "ok"],
  ])("a proxy with NO_PROXY=%s is %s for gpu.lan", async (direct, status) => {
    const env = { https_proxy: "http://proxy:3128", NO_PROXY: direct };
    expect((await found(env, "gpu.lan")).map((one) => one.status)).toEqual(
      status === "ok" ? [] : [status],
    );
  });
});

describe("the model server in force", () => {
  const config = {
    model: "vllm/org/qwen",
    provider: {
      vllm: {
        options: { baseURL: "http://gpu/v1", apiKey: "{env:KEY}" },
        models: { "org/qwen": { limit: { context: 1000, output: 100 } } },
      },
    },
  };
  const target = (change: object, env = {}) =>
    serverTarget([{ name: "x", kind: "project", config: { ...config, ...change } }], env);

  test("has its address, key, model and limits from the configuration", () => {
    expect(target({}, { KEY: "k" })).toEqual({
      baseURL: "http://gpu/v1",
      apiKey: "k",
      apiKeyVariable: "KEY",
      provider: "vllm",
      model: "org/qwen",
      files: { baseURL: "x", apiKey: "x", limit: "x" },
      context: 1000,
      output: 100,
    });
  });

  test("an empty variable and EMPTY are no key", () => {
    expect(target({})?.apiKey).toBeUndefined();
    const provider = { vllm: { options: { baseURL: "http://gpu/v1", apiKey: "EMPTY" } } };
    expect(target({ provider })).toMatchObject({ apiKey: undefined, context: undefined });
  });

  test.each([{ model: "qwen" }, { model: 3 }, { provider: {} }, { model: "other/x" }])(
    "is none with %j",
    (change) => {
      expect(target(change)).toBeUndefined();
    },
  );
});
