// A local MCP server over stdin and stdout. Its arguments name its tools; each tool returns its input.
import { createInterface } from "node:readline";

const inputSchema = { type: "object", properties: { topic: { type: "string" } } };
const tools = process.argv.slice(2).map((name) => ({ name, description: name, inputSchema }));

const ANSWERS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: "test", version: "1.0.0" },
  }),
  ping: () => ({}),
  "tools/list": () => ({ tools }),
  "tools/call": (params) => ({
    content: [{ type: "text", text: `${params.name} knows of ${params.arguments.topic}` }],
  }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const answer = ANSWERS[method];
  // A message without an id is a notification and gets no answer.
  if (id === undefined) continue;
  const body = answer
    ? { result: answer(params ?? {}) }
    : { error: { code: -32601, message: method } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...body })}\n`);
}
