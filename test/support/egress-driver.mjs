// Run as `node egress-driver.mjs <opencode> <file with steps as JSON>` inside a network namespace in which every address
// is this machine's. The model is at port $MODEL_PORT. Prints, per step, what was seen of the network during it.
//
// A step: { kind: "sessions", cwd, rows, atOnce } opens one OpenCode and in it a session per row; { kind: "terminal", cwd }
// opens OpenCode's terminal; { kind: "command", argv, cwd } runs a program to its end. `wanted` are names that end the
// watching as soon as one of each was asked for; `seconds` is how long a step is watched at most.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { openSink } from "./network-sink.mjs";
import { openModel } from "./scripted-answers.mjs";

const run = promisify(execFile);
const [opencode, file] = process.argv.slice(2);
const steps = JSON.parse(await readFile(file, "utf8"));
const { lookups, connections } = await openSink();
const model = await openModel("The end.");
/** Ends what a step has started. */
const leave = [];
/** Look-ups before the step that is played. */
let stepBegan = 0;
const env = (cwd) => ({ ...process.env, PWD: cwd, MODEL_PORT: String(model.port) });

/** Watches the network while `work` runs and `seconds` longer, or only until all wanted names were asked for. */
async function watched({ wanted = [], seconds = 0 }, work) {
  const before = [lookups.length, connections.length, model.requests.length];
  const began = Date.now();
  let done;
  const working = work().then((result) => {
    done = result;
  });
  const seen = () => wanted.length > 0 && wanted.every((name) => lookups.includes(name, stepBegan));
  while (!done && !seen()) await Promise.race([working, pause(50)]);
  const deadline = Date.now() + 1_000 * seconds;
  while (Date.now() < deadline && !seen()) await pause(50);
  return {
    ...done,
    ms: Date.now() - began,
    lookups: lookups.slice(before[0]),
    connections: connections.slice(before[1]),
    requests: model.requests.slice(before[2]),
  };
}

async function serve(cwd) {
  const args = ["serve", "--hostname", "127.0.0.1", "--port", "0", "--print-logs"];
  const child = spawn(opencode, args, { cwd, env: env(cwd), stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const address = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        log += text;
        const found = /listening on (http:\S+)/.exec(log);
        if (found) resolve(found[1]);
      });
    child.once("exit", () => reject(new Error(`OpenCode ended: ${log}`)));
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { address, stop, log: () => log };
}

async function api(address, method, path, directory, body) {
  const url = `${address}${path}?directory=${encodeURIComponent(directory)}`;
  const reply = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    signal: AbortSignal.timeout(45_000),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return reply.text();
}

/** One prompt, or one command of the user's, in a new session. */
async function session(address, row) {
  const opened = await api(address, "POST", "/session", row.dir, {}).catch(String);
  const { id } = opened.startsWith("{") ? JSON.parse(opened) : {};
  if (id === undefined) return { answer: opened, config: "" };
  const calls = Buffer.from(JSON.stringify(row.calls ?? [])).toString("base64");
  const parts = [{ type: "text", text: `hello ${row.words ?? ""} CALLS:${calls}` }];
  const agent = row.agent === null ? {} : { agent: row.agent ?? "commander" };
  const config = await api(address, "GET", "/config", row.dir).catch(String);
  const told = row.command
    ? { path: "command", body: { command: row.command, arguments: "", ...agent } }
    : { path: "message", body: { ...agent, parts } };
  const path = `/session/${id}/${told.path}`;
  const answer = await api(address, "POST", path, row.dir, told.body).catch(String);
  return { answer, config };
}

async function sessions({ cwd, rows, atOnce = 1 }) {
  const { address, stop, log } = await serve(cwd);
  const found = [];
  const left = rows.map((row, at) => ({ row, at }));
  const take = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { row, at } = next;
      found[at] = await watched(row, () => session(address, row));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, take));
    return { rows: found, log: log() };
  } finally {
    await stop();
  }
}

function command({ argv: [program, ...args], cwd }) {
  const options = { cwd, env: env(cwd), detached: true, stdio: ["ignore", "pipe", "pipe"] };
  const child = spawn(program, args, options);
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"])
    child[name].setEncoding("utf8").on("data", (text) => {
      printed[name] += text;
    });
  leave.push(() => {
    if (child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...printed })));
}

async function terminal({ cwd, argv = [opencode] }) {
  const folder = await mkdtemp(join(tmpdir(), "egress-"));
  const tmux = (...args) => run("tmux", ["-S", join(folder, "socket"), "-f", "/dev/null", ...args]);
  const variables = Object.entries(env(cwd)).map(([name, value]) => `${name}=${value}`);
  await tmux(
    "new-session",
    "-d",
    "-x",
    "120",
    "-y",
    "60",
    "-c",
    cwd,
    "env",
    "-i",
    ...variables,
    ...argv,
  );
  leave.push(async () => {
    await tmux("kill-server").catch(() => {});
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const deadline = Date.now() + 120_000;
  let screen = "";
  while (!/Ask anything/.test(screen) && Date.now() < deadline) {
    await pause(100);
    screen = (await tmux("capture-pane", "-p").catch(() => ({ stdout: "" }))).stdout;
  }
  return { shown: /Ask anything/.test(screen), screen };
}

const kinds = { sessions, command, terminal };
const results = [];
for (const step of steps) {
  stepBegan = lookups.length;
  results.push(await watched(step, () => kinds[step.kind](step)));
  for (const end of leave.splice(0)) await end();
}
process.stdout.write(JSON.stringify(results), () => process.exit());
