// Run as `node first-prompt.mjs <opencode> <limit in ms>` in a project whose model is at port $MODEL_PORT: one first
// prompt of OpenCode, with a model in this process. Prints { ms, answered, code } as JSON. Runs inside a network
// namespace, which the test itself cannot enter.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const [opencode, limit] = process.argv.slice(2);
const ANSWER = "Hello from the model.";

const chunk = (delta, finish_reason) =>
  `data: ${JSON.stringify({
    id: "x",
    object: "chat.completion.chunk",
    created: 1,
    model: "qwen3-coder-next",
    choices: [{ index: 0, delta, finish_reason }],
  })}\n\n`;

const model = createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(chunk({ role: "assistant", content: ANSWER }, null));
    response.end(`${chunk({}, "stop")}data: [DONE]\n\n`);
  });
});
await new Promise((resolve) => model.listen(0, "127.0.0.1", resolve));

const env = { ...process.env, PWD: process.cwd(), MODEL_PORT: String(model.address().port) };
const started = Date.now();
const child = spawn(opencode, ["run", "hello"], { env, stdio: ["ignore", "pipe", "pipe"] });
const printed = [];
for (const stream of [child.stdout, child.stderr])
  stream.setEncoding("utf8").on("data", (text) => printed.push(text));
const timer = setTimeout(() => child.kill("SIGKILL"), Number(limit));
const code = await new Promise((resolve) => child.once("close", resolve));
clearTimeout(timer);
const output = printed.join("");
process.stdout.write(
  JSON.stringify({ ms: Date.now() - started, code, answered: output.includes(ANSWER), output }),
);
process.exit();
