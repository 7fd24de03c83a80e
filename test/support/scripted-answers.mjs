// A model for a process inside a network namespace. It plays what stands in the user's last words: `CALLS:<base64>` is
// a list of { tool, args }, one call per request; then it answers with `text`.
import { createServer } from "node:http";

/** Resolves with { port, requests }: `requests` are headers and bodies in their order, as JSON. */
export async function openModel(text) {
  const requests = [];
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts).toString();
      requests.push(JSON.stringify([request.headers, raw]));
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const each of answer(raw, text)) response.write(each);
      response.end("data: [DONE]\n\n");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, requests };
}

function answer(raw, text) {
  const { messages = [], tools = [] } = JSON.parse(raw || "{}");
  const called = messages.filter(({ role }) => role === "tool").length;
  const [, calls] = /CALLS:([A-Za-z0-9+/=]+)/.exec(raw) ?? [];
  const next = tools.length > 0 && calls && JSON.parse(Buffer.from(calls, "base64"))[called];
  if (!next) return [chunk({ role: "assistant", content: text }, null), chunk({}, "stop")];
  const made = { name: next.tool, arguments: JSON.stringify(next.args) };
  const call = { index: 0, id: `call_${called}`, type: "function", function: made };
  return [chunk({ role: "assistant", tool_calls: [call] }, null), chunk({}, "tool_calls")];
}

function chunk(delta, finish_reason) {
  const choices = [{ index: 0, delta, finish_reason }];
  const head = { id: "x", object: "chat.completion.chunk", created: 1, model: "qwen3-coder-next" };
  return `data: ${JSON.stringify({ ...head, choices })}\n\n`;
}
