#!/usr/bin/env node
// Stands in for the `vllm` command: accepts only the flags of one version, prints the output of vLLM, and serves or
// fails as FAKE_VLLM says. Its "engine" is a process of its own, like vLLM's engine.
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const version = process.env.FAKE_VLLM_VERSION ?? "0.32.0";
const mode = process.env.FAKE_VLLM ?? "serve";
const [command, ...args] = process.argv.slice(2);

if (command === "--version" && mode === "version-hangs") {
  // Keeps the script waiting in its checks.
  appendFileSync(process.env.FAKE_VLLM_CALLS, `${JSON.stringify({ command, args, env: {} })}\n`);
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
}
if (command === "--version") {
  console.log("INFO 11-28 00:00:00 [__init__.py:243] Automatically detected platform cuda.");
  console.log(mode === "no-version" ? "unknown" : version);
  process.exit(0);
}
if (process.env.FAKE_VLLM_CALLS)
  appendFileSync(
    process.env.FAKE_VLLM_CALLS,
    `${JSON.stringify({ command, args, env: seen(process.env) })}\n`,
  );
const flags = new Set(
  readFileSync(join(import.meta.dirname, `../fixtures/vllm/flags-${version}.txt`), "utf8").split(
    "\n",
  ),
);
const unknown = args.filter((arg) => arg.startsWith("--") && !flags.has(arg.split("=")[0]));
if (command !== "serve" || unknown.length > 0) {
  console.error(`usage: vllm serve [model_tag] [options]`);
  console.error(`vllm serve: error: unrecognized arguments: ${unknown.join(" ") || command}`);
  process.exit(2);
}

const value = (flag) => args[args.indexOf(flag) + 1];
// vLLM's engine overwrites its environment with its title, so this engine keeps only the variable that the tests search
// for.
const engine = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
  stdio: "ignore",
  env: { SCENE: process.env.SCENE },
});
const say = (text) =>
  console.log(`(APIServer pid=${process.pid}) INFO 11-28 00:00:01 [x.py:1] ${text}`);
const end = (code) => {
  // A crash leaves its engine running.
  process.exit(code);
};
if (mode === "stubborn") process.on("SIGTERM", () => undefined);
else
  process.on("SIGTERM", () => {
    engine.kill("SIGKILL");
    process.exit(0);
  });

say(`Starting to load model ${args[0]}...`);
for (const percent of [0, 50, 100])
  console.error(
    `Loading safetensors checkpoint shards: ${String(percent).padStart(3)}% Completed | 1/2`,
  );
switch (mode) {
  case "crash":
    console.error("RuntimeError: CUDA error: an illegal memory access was encountered");
    console.error("RuntimeError: Engine core initialization failed. See root cause above.");
    end(1);
    break;
  case "out-of-memory":
    console.error("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.");
    end(1);
    break;
  case "port-taken":
    console.error(`OSError: [Errno 98] Address already in use`);
    end(1);
    break;
  case "too-long":
    console.error(
      "ValueError: To serve at least one request with the model's max seq len (131072), (6.00 GiB KV cache is needed, which is larger than the available KV cache memory (1.00 GiB).",
    );
    end(1);
    break;
  case "unsupported":
    console.error(
      "ValidationError: Model architectures ['NewForCausalLM'] are not supported for now.",
    );
    end(1);
    break;
  case "never":
  case "stubborn":
    setInterval(() => undefined, 1_000);
    break;
  default:
    // The output goes to two streams: the messages about loading must arrive before the later messages.
    setTimeout(serve, 300);
}

function serve() {
  say("Model loading took 74.9 GiB memory and 61.000000 seconds");
  say("Available KV cache memory: 49.80 GiB");
  say(
    "GPU KV cache size: 2,123,456 tokens, Maximum concurrency for 131,072 tokens per request: 16.20x",
  );
  const key = process.env.VLLM_API_KEY;
  const server = createServer((request, response) => {
    if (request.url.startsWith("/v1") && key && request.headers.authorization !== `Bearer ${key}`) {
      response.writeHead(401).end('{"error":"Unauthorized"}');
      return;
    }
    if (mode === "dies-later" && request.url === "/die") end(1);
    if (request.url === "/metrics") say("asked for metrics");
    if (request.url === "/metrics")
      response.end(
        'vllm:num_requests_running{engine="0",model_name="m"} 3.0\nvllm:num_requests_waiting{engine="0",model_name="m"} 1.0\nvllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.42\n',
      );
    else response.end(request.url === "/health" ? "" : '{"object":"list","data":[]}');
  });
  server.listen(Number(value("--port")), value("--host"), () => {
    console.error("INFO:     Application startup complete.");
  });
}

/** The variables that matter to vLLM. */
function seen(env) {
  const names = /^(VLLM_|DO_NOT_TRACK|HF_|TRANSFORMERS_|CUDA_|AEGIS_API_KEY)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)));
}
