import { afterEach, describe, expect, test } from "vitest";
import type { Actor, Step } from "../../../src/scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../../../src/scripted-model/server.ts";
import { answer, ModelClient, system, tool, user } from "../../support/model-client.ts";

const LIMIT = 10_000;

let server: ModelServer;
let client: ModelClient;
afterEach(() => server.stop());

describe("the place in the script", () => {
  test("is the number of answers in the request; `then` follows the last step", async () => {
    await start([{ text: "one" }, { text: "two" }], { text: "over" });
    expect(await client.said([user("go")])).toBe("one");
    expect(await client.said([user("go")])).toBe("one");
    expect(await client.said([user("go"), answer("one"), user("on")])).toBe("two");
    expect(await client.said([user("go"), answer("one"), user("on"), answer("two")])).toBe("over");
  });

  test("belongs to the actor whose agent and first user message fit", async () => {
    server = await startModelServer({
      script: {
        name: "two workers",
        actors: [
          { agent: "worker", match: "w1\\b", steps: [{ text: "I am w1" }] },
          { agent: "worker", match: "w2\\b", steps: [{ text: "I am w2" }] },
          { agent: "commander", steps: [{ text: "I lead" }] },
        ],
      },
    });
    client = new ModelClient(server);
    const worker = system("You are Aegis Worker. The Aegis Commander wrote your brief.");
    expect(await client.said([user("be w2"), answer("?"), user("w1")], worker)).toBe(
      "(end of script)",
    );
    expect(await client.said([user("be w2")], worker)).toBe("I am w2");
    expect(await client.said([user("go")])).toBe("I lead");
    expect(server.requests.map((r) => `${r.agent}:${r.actor}:${r.step}`)).toEqual([
      "worker:w2\\b:1",
      "worker:w2\\b:0",
      "commander:undefined:0",
    ]);
  });

  test("is not touched by OpenCode's title and compaction requests", async () => {
    await start([{ text: "one" }]);
    expect(await client.said([user("t")], system("You are a title generator."))).toBe("Aegis run");
    expect(
      await client.said([user("t")], system("You are a context summarization agent.")),
    ).toMatch(/summary/i);
    expect(server.divergences).toEqual([]);
  });
});

test("a call has the id the script gives it, streamed or not, and a unique one otherwise", async () => {
  const made = { tool: "read", args: {} };
  await start([{ calls: [{ ...made, id: "prt_1" }, made, made] }]);
  const calls = (await client.body([user("go")])).choices[0]?.message.tool_calls as {
    id: string;
  }[];
  const streamed = (await client.stream([user("go")])).flatMap(
    ({ choices }) => choices[0]?.delta.tool_calls?.flatMap(({ id }) => id ?? []) ?? [],
  );
  for (const ids of [calls.map(({ id }) => id), streamed]) {
    expect(ids[0]).toBe("prt_1");
    expect(new Set(ids).size).toBe(3);
  }
});

describe("a divergence", () => {
  test("is recorded and answered without calls when `expect` does not match", async () => {
    await start([
      { text: "one" },
      { expect: "tests.*passed", calls: [{ tool: "write", args: {} }] },
    ]);
    const history = [user("tests passed"), answer("one"), tool("2 failed"), tool("x".repeat(600))];
    const choice = (await client.body(history)).choices[0];
    expect(choice?.message.content).toMatch(/^SCRIPT DIVERGED/);
    expect(choice?.message.tool_calls).toBeUndefined();
    expect(server.divergences).toEqual([
      expect.objectContaining({ agent: "commander", step: 1, expected: "tests.*passed" }),
    ]);
    expect(server.divergences[0]?.got).toHaveLength(500);
    expect(server.divergences[0]?.got.startsWith("2 failed\nxxx")).toBe(true);
  });

  test("is not recorded when the newest results together match", async () => {
    await start([{ text: "one" }, { expect: "tests.*passed", text: "two" }]);
    expect(await client.said([user("go"), answer("one"), tool("tests"), tool("passed")])).toBe(
      "two",
    );
    expect(server.divergences).toEqual([]);
  });

  test("is a request no actor fits", async () => {
    await start([{ text: "one" }]);
    expect(await client.said([user("who?")], system("You are Aegis Scout."))).toMatch(
      /^SCRIPT DIVERGED/,
    );
    expect(server.divergences).toMatchObject([{ agent: "scout", got: "who?" }]);
  });
});

describe("a failure", () => {
  test("is served as often as told per session, then the step's answer follows", async () => {
    const fail = { error: { status: 503, message: "busy", headers: { "retry-after": "1" } } };
    await start([{ text: "one", fail: { ...fail, times: 2 } }]);
    const ask = (session: string) => client.post({ messages: [system(), user("go")] }, session);
    const first = await ask("ses_a");
    expect(first.status).toBe(503);
    expect(first.headers.get("retry-after")).toBe("1");
    expect(await first.json()).toEqual({
      error: { message: "busy", type: "ServiceUnavailableError", param: null, code: 503 },
    });
    expect(
      [await ask("ses_a"), await ask("ses_b"), await ask("ses_a")].map((r) => r.status),
    ).toEqual([503, 503, 200]);
    expect(server.requests.map((r) => r.answered)).toEqual([false, false, false, true]);
  });

  test("`before-headers` closes the socket before any answer", async () => {
    await start([{ text: "a long enough answer", fail: { cut: "before-headers" } }]);
    await expect(client.stream([user("go")])).rejects.toThrow("fetch failed");
    expect(await client.said([user("go")])).toBe("a long enough answer");
  });

  test("`mid` closes the socket half way", async () => {
    await start([{ text: "a long enough answer", fail: { cut: "mid" } }]);
    const response = await client.post({ stream: true, messages: [system(), user("go")] });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(server.requests[0]).toMatchObject({ answered: false, aborted: false });
  });

  test("`no-finish` ends the stream after the text", async () => {
    await start([{ text: "a long enough answer", fail: { cut: "no-finish" } }]);
    const response = await client.post({ stream: true, messages: [system(), user("go")] });
    const text = await response.text();
    expect(text).toMatch(
      /"content":"r"\},"logprobs":null,"finish_reason":null,"token_ids":null\}\]\}\n\n$/,
    );
    expect(server.requests[0]).toMatchObject({ answered: false, aborted: false });
  });

  test("`stall` keeps the stream open until the client leaves", async () => {
    await start([{ text: "a long enough answer", fail: { cut: "stall", times: "always" } }]);
    const leave = new AbortController();
    const body = { stream: true, messages: [system(), user("go")] };
    const response = await client.post(body, "ses_a", leave.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    expect(server.active).toBe(1);
    leave.abort();
    const record = await server.waitFor((request) => request.aborted, LIMIT);
    expect(record).toMatchObject({ session: "ses_a", answered: false });
  });
});

describe("a gate", () => {
  test("holds answers until it is released, and stays open", async () => {
    await start([{ text: "one", hold: "go" }]);
    const both = Promise.all([client.said([user("1")]), client.said([user("2")])]);
    await server.waitFor(() => server.active === 2, LIMIT);
    expect(server.requests.some((request) => request.answered)).toBe(false);
    server.release("go");
    expect(await both).toEqual(["one", "one"]);
    expect(await client.said([user("3")])).toBe("one");
    expect(server.peakActive).toBe(2);
  });

  test("lets a client that leaves go", async () => {
    await start([{ text: "one", hold: "never" }]);
    const leave = new AbortController();
    const asked = client.post({ messages: [system(), user("go")] }, "ses_a", leave.signal);
    await server.waitFor(() => true, LIMIT);
    leave.abort();
    await expect(asked).rejects.toThrow();
    await server.waitFor((request) => request.aborted, LIMIT);
    expect(server.active).toBe(0);
  });
});

test("a new script takes over, a wait ends in an error that says what was seen", async () => {
  await start([{ text: "one" }]);
  await server.setScript({ name: "b", actors: [{ agent: "commander", steps: [{ text: "B" }] }] });
  expect(await client.said([user("go")])).toBe("B");
  await expect(server.waitFor((request) => request.step === 9, 1)).rejects.toMatchObject({
    code: "MODEL_REQUEST_TIMEOUT",
    message: expect.stringContaining("commander"),
  });
});

async function start(steps: Step[], last?: Step): Promise<void> {
  // biome-ignore lint/suspicious/noThenProperty: a word of the script format; holds data.
  const actor: Actor = { agent: "commander", steps, ...(last && { then: last }) };
  server = await startModelServer({ script: { name: "test", actors: [actor] } });
  client = new ModelClient(server);
}
