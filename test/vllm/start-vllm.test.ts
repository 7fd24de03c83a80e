import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cacheSize, serverLoad } from "../../src/serving/core/cache-size.ts";
import { closeScene, type VllmScene, vllmScene } from "../support/vllm-scene.ts";

// No C++ compiler is needed so, and no minute of compiling. No weights: filled at random.
const FLAGS = ["--", "--enforce-eager", "--load-format", "dummy"];
const START = { timeout: 400_000, interval: 500 };

let scene: VllmScene;
let shared: string[];
beforeEach(async () => {
  shared = await sharedMemory();
});
afterEach(async () => {
  expect(await sharedMemory()).toEqual(shared);
  await closeScene(scene);
});

/** Python's segments, which a killed engine leaves behind for ever. */
async function sharedMemory(): Promise<string[]> {
  return (await readdir("/dev/shm")).filter((name) => name.startsWith("psm_")).toSorted();
}

test("in the foreground: the model of Qwen3-Coder-Next's kind, its stages, vLLM's own figures, Ctrl-C", async () => {
  scene = await vllmScene("qwen3_next", { AEGIS_CTX: "8192", AEGIS_BATCH: "8" });
  const run = scene.command(["start-vllm", ...FLAGS]);
  let said = "";
  run.stdout.on("data", (chunk) => {
    said += chunk;
  });
  let ended = false;
  run.on("exit", () => {
    ended = true;
  });
  await expect.poll(() => ended || said.includes("Ctrl-C stops it"), START).toBe(true);
  expect(ended, said).toBe(false);

  // Which stages there are to see differs with the flags; never one after a later one.
  const told = ["loading the weights", "compiling", "warming up", "ready", "is served at"]
    .map((words) => said.indexOf(words))
    .filter((at) => at >= 0);
  expect(told, said).toEqual(told.toSorted((a, b) => a - b));
  expect(said).toContain("… replica 1 (GPU –): loading the weights\n");
  expect(said).toMatch(/… replica 1 \(GPU –\): warming up\n/);
  expect(said).toContain(`qwen3-coder-next is served at ${scene.origin}/v1`);
  // The same in its output, which the command reads, and in its metrics.
  const [, tokens, sessions] =
    /vLLM says: (\d+) tokens in its cache, ([\d.]+) sessions of full length/.exec(said) ?? [];
  const size = cacheSize(await (await fetch(`${scene.origin}/metrics`)).text());
  expect(Number(tokens)).toBe(size?.cacheTokens);
  expect(sessions).toBe(size?.maximumConcurrency.toFixed(1));
  // A cache of 1 GiB holds many sessions of so small a model.
  expect(size?.maximumConcurrency).toBeGreaterThan(10);

  run.kill("SIGINT");
  const { exitCode, stdout } = await run;
  expect([exitCode, stdout.includes("no process is left")]).toEqual([0, true]);
  expect(await scene.alive()).toEqual([]);
});

test("in the background: --detach, --status with its load while it answers, --stop", async () => {
  scene = await vllmScene("qwen3", { AEGIS_CTX: "8192" });
  const started = await scene.command(["start-vllm", "--detach", ...FLAGS]);
  expect(started.exitCode, started.stdout).toBe(0);
  expect(started.stdout).toContain("goes on in the background");

  const idle = await status();
  expect(idle).toMatchObject({ state: "ready", healthy: true, replicas: 1 });
  expect(idle.load).toEqual({ running: 0, waiting: 0, cacheUsage: 0 });

  // Random weights say noise until they may say no more.
  const leaving = new AbortController();
  const answer = fetch(`${scene.origin}/v1/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "qwen3-coder-next",
      prompt: "say",
      max_tokens: 8_000,
      ignore_eos: true,
      stream: true,
    }),
    signal: leaving.signal,
  });
  expect((await answer).status).toBe(200);
  await expect.poll(async () => (await load())?.running, START).toBe(1);
  const busy = await status();
  expect(busy.load).toMatchObject({ running: 1, waiting: 0 });
  expect(busy.load?.cacheUsage).toBeGreaterThan(0);
  leaving.abort();
  // Whoever leaves frees the seat.
  await expect.poll(async () => (await load())?.running, START).toBe(0);

  const stopped = await scene.command(["start-vllm", "--stop"]);
  expect([stopped.exitCode, await scene.alive()]).toEqual([0, []]);
  expect((await scene.command(["start-vllm", "--status"])).exitCode).toBe(1);
});

test("what a killed one has left is seen as such, and --stop ends its engines too", async () => {
  scene = await vllmScene("qwen3", { AEGIS_CTX: "8192" });
  const started = await scene.command(["start-vllm", "--detach", ...FLAGS]);
  expect(started.exitCode, started.stdout).toBe(0);
  const { pid } = await status();
  process.kill(pid, "SIGKILL");
  await expect.poll(async () => (await scene.alive()).includes(String(pid)), START).toBe(false);
  // The server, its engine and a worker at least.
  expect((await scene.alive()).length).toBeGreaterThanOrEqual(3);
  const seen = await scene.command(["start-vllm", "--status"]);
  expect([seen.exitCode, seen.stdout.includes("killed")]).toEqual([1, true]);
  expect((await scene.command(["start-vllm", "--stop"])).exitCode).toBe(0);
  await expect.poll(() => scene.alive(), { timeout: 20_000 }).toEqual([]);
});

interface Status {
  pid: number;
  state: string;
  load?: { running: number; waiting: number; cacheUsage: number };
}

async function status(): Promise<Status> {
  const { stdout, exitCode } = await scene.command(["--json", "start-vllm", "--status"]);
  expect(exitCode, stdout).toBe(0);
  const { servers } = JSON.parse(stdout) as { servers: Status[] };
  expect(servers).toHaveLength(1);
  return servers[0] as Status;
}

async function load() {
  return serverLoad(await (await fetch(`${scene.origin}/metrics`)).text());
}
