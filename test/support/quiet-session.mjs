// Run as `node quiet-session.mjs <opencode> <seconds>` inside a network namespace in which every address is this
// machine's, in a project whose model is at port $MODEL_PORT. One session in OpenCode's terminal: the model answers
// with blocks of code in many languages, and OpenCode is watched for so many more seconds. Prints { shown, lookups,
// connections, screen } as JSON: every name that was asked for, and every connection but those to the model.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { openSink } from "./network-sink.mjs";
import { openModel } from "./scripted-answers.mjs";

const run = promisify(execFile);
const [opencode, seconds] = process.argv.slice(2);
const LANGUAGES = (
  "agda bash c clojure cpp csharp css diff elixir fsharp go haskell hcl html java json julia kotlin lua make nix " +
  "ocaml php python r ruby rust scala swift toml vim vue xml yaml typescript javascript markdown zig sql dockerfile"
).split(" ");
const ANSWER = [...LANGUAGES.map((name) => `\`\`\`${name}\nx = 1\n\`\`\``), "The end."].join(
  "\n\n",
);
const { lookups, connections } = await openSink();
const model = await openModel(ANSWER);

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

const variables = { ...process.env, PWD: process.cwd(), MODEL_PORT: String(model.port) };
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
  JSON.stringify({
    shown,
    lookups: [...new Set(lookups)],
    connections: [...new Set(connections)],
    screen: last,
  }),
);
process.exit();
