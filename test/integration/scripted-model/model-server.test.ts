import { afterEach, describe, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "../../../src/scripted-model/server.ts";
import { ModelClient, parseStream, system, user } from "../../support/model-client.ts";

let server: ModelServer;
let client: ModelClient;
afterEach(() => server.stop());

describe("a streamed answer", () => {
  test("comes in vLLM's order and adds up to the script's step", async () => {
    const args = { path: "a.ts", content: "x = '한글 😀';\n" };
    await start([
      {
        text: "Writing two files now.",
        calls: [
          { tool: "write", args },
          { tool: "write", args: "{broken" },
        ],
      },
    ]);
    const chunks = await client.stream([user("go")]);

    const deltas = chunks.map((chunk) => chunk.choices[0]?.delta);
    expect(deltas[0]).toEqual({ role: "assistant", content: "" });
    expect(deltas.map((d) => d?.content ?? "").join("")).toBe("Writing two files now.");
    const calls = deltas.flatMap((d) => d?.tool_calls ?? []);
    const first = calls.filter((c) => c.index === 0);
    const second = calls.filter((c) => c.index === 1);
    expect(first[0]).toMatchObject({ type: "function", function: { name: "write" } });
    expect(first.slice(1).every((c) => c.id === undefined)).toBe(true);
    expect(first.length).toBeGreaterThan(3);
    expect(JSON.parse(first.map((c) => c.function.arguments).join(""))).toEqual(args);
    expect(second.map((c) => c.function.arguments).join("")).toBe("{broken");
    expect(first[0]?.id).not.toBe(second[0]?.id);

    const finishing = chunks.at(-2)?.choices[0];
    expect(finishing).toMatchObject({ delta: {}, finish_reason: "tool_calls" });
    const last = chunks.at(-1);
    expect(last?.choices).toEqual([]);
    expect(last?.usage?.total_tokens).toBe(
      (last?.usage?.prompt_tokens ?? 0) + (last?.usage?.completion_tokens ?? 0),
    );
    expect(server.requests[0]).toMatchObject({ answered: true, aborted: false, status: 200 });
  });

  test("has no usage chunk unless asked, and the finish reason it is told", async () => {
    await start([{ text: "cut off", finish: "length" }]);
    const response = await client.post({ stream: true, messages: [system(), user("go")] });
    const chunks = parseStream(await response.text());
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("length");
    expect(chunks.some((chunk) => chunk.usage)).toBe(false);
  });
});

test("no piece of a stream ends inside a character", async () => {
  await start([{ text: "😀".repeat(99) }]);
  const pieces = (await client.stream([user("go")])).map((c) => c.choices[0]?.delta.content ?? "");
  // A lone half of a character cannot be encoded.
  expect(pieces.map(encodeURIComponent).join("")).toBe(encodeURIComponent("😀".repeat(99)));
});

test("one body without streaming", async () => {
  await start([{ calls: [{ tool: "write", args: { path: "a" } }] }]);
  expect(await client.body([user("go")])).toMatchObject({
    object: "chat.completion",
    choices: [
      {
        finish_reason: "tool_calls",
        message: {
          content: null,
          tool_calls: [{ function: { name: "write", arguments: '{"path":"a"}' } }],
        },
      },
    ],
  });
});

test("cached tokens are whole blocks of the longest prefix seen before", async () => {
  await start([{ text: "one" }]);
  const cached = async (...texts: string[]) => {
    const chunks = await client.stream(texts.map(user));
    return chunks.at(-1)?.usage?.prompt_tokens_details.cached_tokens;
  };
  const head = "a".repeat(5 * 544 * 4);
  expect(await cached(head)).toBe(0);
  expect(await cached("b".repeat(9999))).toBe(0);
  expect(await cached(head, "tail")).toBe(5 * 544);
  expect(await cached(`${head.slice(0, 3 * 544 * 4)}b${head}`)).toBe(3 * 544);
  const metrics = await client.get("/metrics");
  expect(metrics).toContain(
    `vllm:prefix_cache_hits_total{engine="0",model_name="qwen3-coder-next"} ${8 * 544}.0`,
  );
});

describe("the other endpoints", () => {
  test("answer as vLLM does", async () => {
    await start([{ text: "one" }], { maxModelLen: 4096 });
    expect(JSON.parse(await client.get("/v1/models"))).toMatchObject({
      data: [{ id: "qwen3-coder-next", max_model_len: 4096 }],
    });
    expect(await client.get("/health")).toBe("");
    expect(JSON.parse(await client.get("/version")).version).toMatch(/^\d+\.\d+/);
    server.setLoad({ waiting: 7, kvCacheUsage: 0.95 });
    const metrics = await client.get("/metrics");
    expect(metrics).toMatch(/^vllm:num_requests_waiting\{.*\} 7\.0$/m);
    expect(metrics).toMatch(/^vllm:kv_cache_usage_perc\{.*\} 0.95$/m);
    expect(metrics).toMatch(/^vllm:num_requests_running\{.*\} 0\.0$/m);
    expect((await fetch(new URL("/v1/nothing", server.url))).status).toBe(404);
  });

  test("refuse a wrong model, a broken body and a prompt that is too long", async () => {
    await start([{ text: "one" }], { maxModelLen: 4096 });
    expect(await client.refused({ model: "gpt", messages: [user("go")] })).toEqual({
      status: 404,
      error: {
        message: "The model `gpt` does not exist. Valid aliases: qwen3-coder-next.",
        type: "NotFoundError",
        param: "model",
        code: 404,
      },
    });
    expect((await client.post({ messages: [] })).status).toBe(400);
    const long = await client.refused({ messages: [user("a".repeat(20_000))] });
    expect(long.status).toBe(400);
    expect(long.error.message).toMatch(
      /is 4096 tokens\. However, your prompt contains at least 4097 input tokens/,
    );
    const greedy = await client.refused({ max_tokens: 4097, messages: [user("hi")] });
    expect(greedy.error.message).toMatch(/max_tokens=4097 cannot be greater/);
    // No more than is left of the context is taken.
    expect((await client.post({ max_tokens: 4096, messages: [user("hi")] })).status).toBe(200);
  });

  test("want the key when there is one", async () => {
    await start([{ text: "one" }], { apiKey: "secret" });
    const models = new URL("/v1/models", server.url);
    expect((await fetch(models)).status).toBe(401);
    const headers = { authorization: "Bearer secret" };
    expect((await fetch(models, { headers })).status).toBe(200);
    expect(await client.get("/health")).toBe("");
  });
});

async function start(steps: Step[], options: Partial<ModelServerOptions> = {}): Promise<void> {
  const script = { name: "test", actors: [{ agent: "commander" as const, steps }] };
  server = await startModelServer({ script, ...options });
  client = new ModelClient(server);
}
