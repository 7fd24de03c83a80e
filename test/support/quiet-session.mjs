// Run as `node quiet-session.mjs <opencode> <seconds>` inside a network namespace in which every address is this
// machine's, in a project whose model is at port $MODEL_PORT. One session in OpenCode's terminal: the model answers
// with blocks of code in many languages, and OpenCode is watched for so many more seconds. Prints { shown, lookups,
// connections, screen } as JSON: every name that was asked for, and every connection but those to the model.
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const [opencode, seconds] = process.argv.slice(2);
const LANGUAGES = (
  "agda bash c clojure cpp csharp css diff elixir fsharp go haskell hcl html java json julia kotlin lua make nix " +
  "ocaml php python r ruby rust scala swift toml vim vue xml yaml typescript javascript markdown zig sql dockerfile"
).split(" ");
const ANSWER = [...LANGUAGES.map((name) => `\`\`\`${name}\nx = 1\n\`\`\``), "The end."].join(
  "\n\n",
);
/** Ports of the services that programs of developers call. */
const PORTS = [22, 80, 443, 4318, 8080, 9418];

const names = new Map();
const lookups = new Set();
const connections = new Set();

/** The name in a DNS question, and the question's bytes. */
function questionOf(packet) {
  const labels = [];
  let at = 12;
  for (; packet[at]; at += packet[at] + 1)
    labels.push(packet.subarray(at + 1, at + 1 + packet[at]).toString());
  return {
    name: labels.join("."),
    type: packet.readUInt16BE(at + 1),
    bytes: packet.subarray(12, at + 5),
  };
}

/** Answers every name with an address of its own. */
function answered(packet) {
  const { name, type, bytes } = questionOf(packet);
  lookups.add(name);
  if (!names.has(name)) names.set(name, `198.18.0.${names.size + 1}`);
  const head = Buffer.from(packet.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(type === 1 ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const record = Buffer.from([
    0xc0,
    12,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    60,
    0,
    4,
    ...names.get(name).split(".").map(Number),
  ]);
  return Buffer.concat([head, bytes, type === 1 ? record : Buffer.alloc(0)]);
}

const dns = createSocket("udp4");
dns.on("message", (packet, from) => dns.send(answered(packet), from.port, from.address));
await new Promise((resolve) => dns.bind(53, "0.0.0.0", resolve));
for (const port of PORTS) {
  const sink = createTcpServer((socket) => {
    const [name = socket.localAddress] =
      [...names].find(([, address]) => address === socket.localAddress) ?? [];
    connections.add(`${name}:${port}`);
    socket.on("error", () => {}).destroy();
  });
  await new Promise((resolve) => sink.listen(port, "0.0.0.0", resolve));
}

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

const folder = await mkdtemp(join(tmpdir(), "quiet-"));
const tmux = (...args) => run("tmux", ["-S", join(folder, "socket"), "-f", "/dev/null", ...args]);
const screen = async () => (await tmux("capture-pane", "-p")).stdout;
async function shows(wanted) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const text = await screen();
    if (wanted.test(text)) return true;
    if (Date.now() > deadline) return false;
    await pause(100);
  }
}

const variables = { ...process.env, PWD: process.cwd(), MODEL_PORT: String(model.address().port) };
await tmux(
  ...["new-session", "-d", "-x", "120", "-y", "400", "-c", process.cwd()],
  ...[
    "env",
    "-i",
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    opencode,
  ],
);
let shown = await shows(/Ask anything/);
if (shown) {
  await tmux("send-keys", "-l", "show");
  shown = await shows(/show/);
  await tmux("send-keys", "Enter");
  shown = shown && (await shows(/The end\./));
  await pause(1_000 * Number(seconds));
}
const last = await screen();
await tmux("kill-server");
await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
process.stdout.write(
  JSON.stringify({ shown, lookups: [...lookups], connections: [...connections], screen: last }),
);
process.exit();
