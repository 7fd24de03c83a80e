import { expect, onTestFinished, test } from "vitest";
import type { Cue } from "../../../src/scripted-model/script.ts";
import { startModelServer } from "../../../src/scripted-model/server.ts";

const MESSAGES = [
  { role: "system", content: "You are the Aegis Worker." },
  { role: "user", content: "first" },
  { role: "assistant", content: "one" },
  { role: "user", content: "second" },
  { role: "assistant", content: "two" },
  { role: "tool", content: "the tool's result" },
];

async function improvised() {
  const cues: Cue[] = [];
  const server = await startModelServer({
    script: async (cue) => {
      cues.push(cue);
      return { text: `answer ${cues.length}` };
    },
  });
  onTestFinished(() => server.stop());
  const ask = async (messages: unknown[] = MESSAGES) => {
    const body = JSON.stringify({ model: "qwen3-coder-next", messages });
    const response = await fetch(`${server.url}/chat/completions`, { method: "POST", body });
    const { choices } = (await response.json()) as { choices?: { message: { content: string } }[] };
    return {
      status: response.status,
      headers: response.headers,
      text: choices?.[0]?.message.content,
    };
  };
  return { server, cues, ask };
}

test("a function answers, from what the request holds", async () => {
  const { cues, ask } = await improvised();
  expect((await ask()).text).toBe("answer 1");
  expect(cues).toEqual([
    { agent: "worker", first: "first", newest: "the tool's result", answered: 1, tools: [] },
  ]);
});

test("OpenCode's own requests need no function", async () => {
  const { cues, ask } = await improvised();
  const title = [{ role: "system", content: "You are a title generator." }, MESSAGES[1]];
  expect((await ask(title)).text).toBe("Aegis run");
  expect(cues).toEqual([]);
});

test("an error of the whole server meets every request until it is lifted", async () => {
  const { server, ask } = await improvised();
  const headers = { "retry-after": "2" };
  server.disturb({ error: { status: 429, message: "slow down", headers }, times: "always" });
  const refused = await ask();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
  expect((await fetch(`${server.url}/models`)).status).toBe(429);
  server.disturb();
  expect((await ask()).status).toBe(200);
  expect((await fetch(`${server.url}/models`)).status).toBe(200);
});

test("a cut stream breaks off until it is lifted", async () => {
  const { server, ask } = await improvised();
  server.disturb({ cut: "mid", times: "always" });
  await expect(ask()).rejects.toThrow();
  server.disturb();
  expect((await ask()).status).toBe(200);
});

test("a stalled server holds its answers and then gives them", async () => {
  const { server, ask } = await improvised();
  server.disturb("stall");
  let isAnswered = false;
  const held = ask().then((answer) => {
    isAnswered = true;
    return answer;
  });
  await server.waitFor(() => true, 60_000);
  expect(isAnswered).toBe(false);
  server.disturb();
  expect((await held).text).toBe("answer 1");
});

test("a server that is unplugged answers nobody, and comes back at the same address", async () => {
  const { server, ask } = await improvised();
  const plug = await server.unplug();
  await expect(ask()).rejects.toThrow();
  await plug();
  expect((await ask()).status).toBe(200);
});
