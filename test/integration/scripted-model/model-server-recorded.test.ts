import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../../../src/scripted-model/server.ts";
import { cacheSize, serverLoad } from "../../../src/serving/core/cache-size.ts";
import { type Chunk, ModelClient, parseStream, user } from "../../support/model-client.ts";

/** What a real vLLM sent, see the README there: our scripted server speaks the same. */
const RECORDED = join(import.meta.dirname, "../../fixtures/vllm/recorded");
const recorded = (file: string) => readFileSync(join(RECORDED, file), "utf8");

let server: ModelServer;
afterEach(() => server.stop());

const CALL: Step = {
  calls: [{ tool: "bash", args: { command: "echo here", description: "Says" } }],
};
const ANSWER: Step = { text: "The tiny model has no tool to call." };

test.each([
  ["required-tool-call.sse", CALL],
  ["answer.sse", ANSWER],
])("%s: chunks with the same keys in the same order", async (file, step) => {
  const client = await start(step);
  const own = await client.stream([user("go")]);
  const real = parseStream(`${recorded(file).trimEnd()}\n\n`);
  expect(kindsOf(own)).toEqual(kindsOf(real));
});

test.each([
  ["tool-call.json", CALL],
  ["answer.json", ANSWER],
])("%s: a body with the same keys", async (file, step) => {
  const client = await start(step);
  expect(shapeOf(await client.body([user("go")]))).toEqual(shapeOf(JSON.parse(recorded(file))));
});

test("the list of models, with the key and without", async () => {
  await start(ANSWER, "secret");
  const models = new URL("/v1/models", server.url);
  const locked = await fetch(models);
  expect([locked.status, await locked.text()]).toEqual([401, recorded("no-key.401.json").trim()]);
  const listed = await fetch(models, { headers: { authorization: "Bearer secret" } });
  expect(shapeOf(await listed.json())).toEqual(shapeOf(JSON.parse(recorded("models.json"))));
});

test.each([
  ["unknown-model.404.json", { model: "nope", messages: [user("hi")] }],
  ["too-long.400.json", { messages: [user("a".repeat(40_000))] }],
  ["max-tokens.400.json", { max_tokens: 9_000, messages: [user("hi")] }],
])("%s: refused in the same words", async (file, body) => {
  const client = await start(ANSWER);
  const response = await client.post(body);
  expect(response.status).toBe(Number(file.split(".")[1]));
  expect(await response.json()).toEqual(JSON.parse(recorded(file)));
});

test("a body that is no JSON, and a path that is not there", async () => {
  await start(ANSWER);
  const broken = await fetch(`${server.url}/chat/completions`, { method: "POST", body: '{"a":' });
  const { error } = (await broken.json()) as { error: Record<string, unknown> };
  const real = JSON.parse(recorded("malformed.400.json")).error;
  expect([broken.status, error["type"], error["code"]]).toEqual([400, real.type, real.code]);
  expect(shapeOf(error)).toEqual(shapeOf(real));
  const nowhere = await fetch(`${server.url}/nothing`);
  expect([nowhere.status, await nowhere.text()]).toEqual([
    404,
    recorded("unknown-path.404.json").trim(),
  ]);
});

test("each metric that it has is one that vLLM has, with the same labels, and is read", async () => {
  const client = await start(ANSWER);
  const own = await client.get("/metrics");
  const labels = (text: string) =>
    new Map(
      Array.from(
        text.matchAll(/^(vllm:\w+)\{(.*)\} (?:\d+\.\d+)$/gm),
        ([, name = "", row = ""]) => [
          name,
          Array.from(row.matchAll(/(\w+)="/g), ([, label = ""]) => label),
        ],
      ),
    );
  const real = labels(recorded("metrics.txt"));
  expect(labels(own).size).toBe(8);
  for (const [name, row] of labels(own))
    expect(real.get(name), name).toEqual(expect.arrayContaining(row));
  expect(serverLoad(own)).toEqual({ running: 0, waiting: 0, cacheUsage: 0 });
  expect(cacheSize(own)).toEqual({ cacheTokens: 16 * 8192, maximumConcurrency: 16 });
});

async function start(step: Step, apiKey?: string): Promise<ModelClient> {
  const script = { name: "test", actors: [{ agent: "commander" as const, steps: [step] }] };
  const options = { script, maxModelLen: 8192, ...(apiKey ? { apiKey } : {}) };
  server = await startModelServer(options);
  return new ModelClient(server);
}

/** Each kind of chunk once, in the order they come: how many pieces there are is chance. */
function kindsOf(chunks: readonly Chunk[]): unknown[] {
  const shapes = chunks.map((chunk) => ({
    shape: JSON.stringify(shapeOf(chunk)),
    finish: chunk.choices[0]?.finish_reason,
  }));
  return shapes.filter(({ shape }, at) => shape !== shapes[at - 1]?.shape);
}

/** Keys in their order, and the kind of each value. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return Object.entries(value).map(([key, each]) => [key, shapeOf(each)]);
}
