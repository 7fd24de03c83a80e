import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import {
  diagnose,
  examined,
  notOk,
  resultOf,
  type ShownResult,
} from "../../support/doctor-scene.ts";
import { serving } from "../../support/stand-ins.ts";

const KEY = "sk-very-secret-key-of-the-site";
const json = { "content-type": "application/json" };

describe("the model", () => {
  test("under another name: what is there, and no chat is tried", async () => {
    const server = await examined({}, { modelId: "Qwen/Qwen3-Coder-Next-FP8" });
    const results = await diagnose(server.url);
    const model = resultOf(results, "server.model");
    expect(model).toMatchObject({
      status: "error",
      fix: expect.stringMatching(/^oh-my-qwencoder install --model \S+$/),
    });
    expect(model.what.en).toContain("the server has: Qwen/Qwen3-Coder-Next-FP8");
    const skipped = notOk(results).filter((line) => line.endsWith("skipped"));
    expect(skipped).toHaveLength(7);
    expect(resultOf(results, "server.tools.auto").why?.en).toContain("see server.model");
    expect(server.requests).toEqual([]);
    expect(exitCodeOf(results, false)).toBe(1);
  });

  test("with less context than configured: both figures", async () => {
    const server = await examined({}, { maxModelLen: 65_536 });
    const results = await diagnose(server.url);
    expect(notOk(results)).toEqual(["server.context error"]);
    const context = resultOf(results, "server.context");
    expect(context.what.en).toContain("server 65536, OpenCode 131072");
    expect(context.fix).toBe(
      'in opencode.json, set provider.vllm.models.qwen3-coder-next.limit to {"context":65536,"output":16384}',
    );
    expect(exitCodeOf(results, false)).toBe(1);
  });

  test("with an output limit above half the server's context", async () => {
    const server = await examined({}, { maxModelLen: 131_072 });
    const results = await diagnose(server.url, { output: 65_537 });
    expect(notOk(results)).toEqual(["server.output warning"]);
    expect(exitCodeOf(results, false)).toBe(0);
    expect(exitCodeOf(results, true)).toBe(1);
  });
});

describe("the key", () => {
  const keyOf = (results: readonly ShownResult[]) => resultOf(results, "server.key");

  test("demanded and right", async () => {
    const server = await examined({}, { apiKey: KEY });
    expect(notOk(await diagnose(server.url, { apiKey: KEY }))).toEqual([]);
  });

  test.each([undefined, "", "EMPTY"])("demanded, and none configured: %j", async (apiKey) => {
    const server = await examined({}, { apiKey: KEY });
    const results = await diagnose(server.url, { apiKey, apiKeyVariable: "TEAM_KEY" });
    expect(resultOf(results, "server.reachable").status).toBe("ok");
    expect(resultOf(results, "server.version").what.en).toBe("vLLM 0.32.0");
    expect(keyOf(results)).toMatchObject({ status: "error" });
    expect(keyOf(results).what.en).toContain("demands a key (HTTP 401), and none is configured");
    expect(keyOf(results).fix).toMatch(/^export TEAM_KEY=/);
    const [first, ...rest] = notOk(results);
    expect(first).toBe("server.key error");
    expect(rest.every((line) => line.endsWith(" skipped"))).toBe(true);
    expect(resultOf(results, "server.tools.pair").why?.en).toContain("see server.key");
    expect(exitCodeOf(results, false)).toBe(1);
  });

  test.each([0, 150])(
    "wrong: the variable is named, the key never (after %i letters)",
    async (letters) => {
      const url = await serving((request, response) => {
        // The longer answer is cut in the middle of the key.
        const words = `${"x".repeat(letters)} Incorrect key: ${request.headers.authorization}`;
        response.writeHead(401, json).end(JSON.stringify({ words }));
      });
      const results = await diagnose(url, { apiKey: KEY });
      expect(keyOf(results)).toMatchObject({ status: "error" });
      expect(keyOf(results).what.en).toContain("refuses the key in VLLM_API_KEY (HTTP 401)");
      expect(keyOf(results).details?.join()).toContain("Bearer ***");
      expect(JSON.stringify(results)).not.toContain(KEY.slice(0, 7));
      expect(exitCodeOf(results, false)).toBe(1);
    },
  );

  test("configured, but the server takes requests without it", async () => {
    const server = await examined();
    const results = await diagnose(server.url, { apiKey: KEY });
    expect(notOk(results)).toEqual(["server.key warning"]);
    expect(keyOf(results).what.en).toContain("without the key is not refused (HTTP 200)");
    expect(keyOf(results).fix).toContain("$VLLM_API_KEY");
    expect(exitCodeOf(results, false)).toBe(0);
  });

  test("with characters no header can carry, or so short that it stands in other words", async () => {
    const server = await examined();
    const results = await diagnose(server.url, { apiKey: "비밀-열쇠" });
    expect(resultOf(results, "server.reachable").what.en).toContain("no HTTP header can carry");
    expect(JSON.stringify(results)).not.toContain("비밀-열쇠");
    expect(notOk(await diagnose(server.url, { apiKey: "qwen" }))).toEqual(["server.key warning"]);
  });
});

test("a dead engine, and a vLLM that is too old", async () => {
  const { url } = await examined();
  const model = { id: "qwen3-coder-next", owned_by: "vllm", max_model_len: 131_072 };
  const server = await serving((request, response) => {
    if (request.url === "/health") return response.writeHead(503).end();
    if (request.url === "/version")
      return response.writeHead(200, json).end('{"version":"0.25.1"}');
    if (request.url === "/v1/models")
      return response.writeHead(200, json).end(JSON.stringify({ data: [model] }));
    return response.writeHead(307, { location: `${url}/chat/completions` }).end();
  });
  const results = await diagnose(server);
  expect(resultOf(results, "server.health")).toMatchObject({
    status: "error",
    what: { en: "/health: HTTP 503" },
    fix: expect.stringContaining(`curl -sv --max-time 10 ${server.replace("/v1", "/health")}`),
  });
  expect(resultOf(results, "server.version")).toMatchObject({
    status: "error",
    fix: expect.stringContaining('pip install --upgrade "vllm>=0.31"'),
  });
  expect(resultOf(results, "server.tools.auto").what.en).toContain("HTTP 307");
});
