import { expect, test } from "vitest";
import { cacheSize, serverLoad } from "../../src/serving/core/cache-size.ts";
import { type Chunk, parseStream } from "../support/model-client.ts";
import { sharedVllm } from "../support/vllm-scene.ts";

// Through our script, so that the real parser has taken each of its flags.
const server = sharedVllm("qwen3", { AEGIS_CTX: "8192", AEGIS_API_KEY: "secret" }, [
  "--enforce-eager",
  ...["--load-format", "dummy"],
  // What doctor advises where a model leaves a tool's schema. Random weights would never end one argument.
  ...["--tool-strict-level", "parameter"],
]);
const KEY = { authorization: "Bearer secret" };

const SET_MODE = {
  type: "function",
  function: {
    name: "set_mode",
    description: "Sets the mode.",
    parameters: {
      type: "object",
      properties: { mode: { type: "string", enum: ["alpha", "beta"] }, force: { type: "boolean" } },
      required: ["mode", "force"],
      additionalProperties: false,
    },
  },
};

test("what needs no key, and what does", async () => {
  const health = await get("/health");
  expect([health.status, await health.text()]).toEqual([200, ""]);
  expect(await (await get("/version")).json()).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  for (const headers of [{}, { authorization: "Bearer wrong" }]) {
    const locked = await get("/v1/models", headers);
    expect([locked.status, await locked.json()]).toEqual([401, { error: "Unauthorized" }]);
  }
  const models = await get("/v1/models", KEY);
  expect(await models.json()).toMatchObject({
    data: [{ id: "qwen3-coder-next", owned_by: "vllm", max_model_len: 8192 }],
  });
});

test("it counts tokens as it will see them", async () => {
  const response = await post("/tokenize", { prompt: "the function returns" });
  const { count, tokens, max_model_len } = (await response.json()) as Record<string, unknown>;
  expect([count, tokens, max_model_len]).toEqual([
    3,
    [expect.any(Number), expect.any(Number), expect.any(Number)],
    8192,
  ]);
});

test("a required tool call streams in pieces that add up to what the schema allows", async () => {
  const response = await chat({
    messages: [{ role: "user", content: "Set the mode." }],
    tools: [SET_MODE],
    tool_choice: "required",
    max_tokens: 512,
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const chunks = parseStream(await response.text());
  const pieces = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
  const first = pieces.filter(({ index }) => index === 0);
  expect(first[0]).toMatchObject({ type: "function", function: { name: "set_mode" } });
  expect(first[0]?.id).toMatch(/./);
  expect(first.slice(1).every(({ id }) => id === undefined)).toBe(true);
  const args = JSON.parse(first.map((piece) => piece.function.arguments).join(""));
  // The grammar allows white space around a value.
  expect(["alpha", "beta"]).toContain(args.mode.trim());
  expect(args.force).toEqual(expect.any(Boolean));
});

test("the second of two equal prompts comes out of the cache, and says so", async () => {
  const messages = [{ role: "user", content: "the function returns a value ".repeat(300) }];
  const usages: Chunk["usage"][] = [];
  for (const _ of ["first", "second"]) {
    const response = await chat({ messages, max_tokens: 4 });
    usages.push(parseStream(await response.text()).at(-1)?.usage);
  }
  const [first, second] = usages;
  expect(first?.prompt_tokens_details.cached_tokens).toBe(0);
  // All but the last block.
  expect(second?.prompt_tokens_details.cached_tokens).toBeGreaterThan(800);
  expect(second?.prompt_tokens).toBe(first?.prompt_tokens);
});

test("its metrics are read by what reads them", async () => {
  const text = await (await get("/metrics")).text();
  expect(serverLoad(text)).toEqual({ running: 0, waiting: 0, cacheUsage: 0 });
  const size = cacheSize(text);
  expect(size?.cacheTokens).toBeGreaterThan(100_000);
  expect(size?.maximumConcurrency).toBeCloseTo((size?.cacheTokens ?? 0) / 8192, 1);
  expect(text).toMatch(/^vllm:prefix_cache_hits_total\{engine="0",[^}]*\} [1-9]/m);
});

test("what it refuses: a model it has not, and a prompt that is too long", async () => {
  const unknown = await post("/v1/chat/completions", { model: "gpt", messages: hello() });
  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    { error: expect.objectContaining({ type: "NotFoundError", param: "model", code: 404 }) },
  ]);
  const long = await chat({ messages: [{ role: "user", content: "a ".repeat(9_000) }] });
  expect([long.status, await long.json()]).toEqual([
    400,
    {
      error: expect.objectContaining({
        message: expect.stringContaining("maximum context length is 8192 tokens"),
        code: 400,
      }),
    },
  ]);
});

test("an answer that may be longer than what is left of the context ends there", async () => {
  const messages = [{ role: "user", content: "the function returns a value ".repeat(1_500) }];
  const response = await chat({ messages, max_tokens: 8_000, ignore_eos: true });
  expect(response.status).toBe(200);
  const chunks = parseStream(await response.text());
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("length");
  expect(chunks.at(-1)?.usage?.total_tokens).toBe(8192);
});

function hello() {
  return [{ role: "user", content: "hello" }];
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.origin}${path}`, { headers });
}

function post(path: string, body: object): Promise<Response> {
  return fetch(`${server.origin}${path}`, {
    method: "POST",
    headers: { ...KEY, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

function chat(body: object): Promise<Response> {
  return post("/v1/chat/completions", {
    model: "qwen3-coder-next",
    stream: true,
    stream_options: { include_usage: true },
    ...body,
  });
}
