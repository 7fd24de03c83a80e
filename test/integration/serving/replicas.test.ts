import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { letDie, serveScene } from "../../support/serve-scene.ts";

const TWO = ["143771,143000", "143771,143000"];

test("one vLLM on each GPU for this machine alone, the router at the address asked for; Ctrl-C ends all", async () => {
  const scene = await serveScene(TWO, { router: true });
  const run = scene.command(["--gpus", "all", "--host", "0.0.0.0"]);
  await expect.poll(() => scene.calls()).toHaveLength(3);
  const calls = await scene.calls();
  const engines = calls.filter(({ command }) => command === "serve");
  expect(engines.map(({ env }) => env["CUDA_VISIBLE_DEVICES"]).toSorted()).toEqual(["0", "1"]);
  for (const { args } of engines) expect(args.join(" ")).toContain("--host 127.0.0.1");
  // The address is open to others, so the replicas behind it ask for the one key that was made.
  const key = await readFile(join(scene.home, ".config/oh-my-qwencoder/vllm-api-key"), "utf8");
  expect(engines.map(({ env }) => env["VLLM_API_KEY"])).toEqual([key, key]);
  const router = calls.find(({ command }) => command === "router")?.args.join(" ");
  expect(router).toContain(`--host 0.0.0.0 --port ${scene.port} --policy consistent_hash`);
  expect(router).toContain(
    `--worker-urls http://127.0.0.1:${scene.port + 1} http://127.0.0.1:${scene.port + 2}`,
  );
  const ready = async () => (await scene.command(["--status"])).stdout;
  await expect.poll(ready).toMatch(/: ready/);
  run.kill("SIGINT");
  const { exitCode, stdout } = await run;
  expect(exitCode).toBe(0);
  expect(stdout).toContain("replica 2 (GPU 1): ready");
  expect(stdout).toContain('export VLLM_API_KEY="$(cat ');
  expect(stdout).toContain(
    `install --base-url http://${hostname()}:${scene.port}/v1 --api-key-env VLLM_API_KEY`,
  );
  expect(await scene.alive()).toEqual([]);
});

test("a replica that ends is named and the others go on; without any the command ends", async () => {
  const scene = await serveScene(TWO, { router: true });
  const run = scene.command(["--gpus", "2"], { FAKE_VLLM: "dies-later" });
  let said = "";
  run.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const shows = (words: RegExp) => expect.poll(() => said).toMatch(words);
  await shows(/replica 1 \(GPU 0\): ready/);
  await shows(/replica 2 \(GPU 1\): ready/);
  await shows(/is served at/);
  const served = (await scene.calls()).filter(({ command }) => command === "serve");
  const [first = 0, second = 0] = served.map(({ args }) =>
    Number(args[args.indexOf("--port") + 1]),
  );
  await letDie(first);
  await shows(/✗ replica \d \(GPU \d\): ended/);
  expect(run.exitCode).toBeNull();
  await letDie(second);
  const { exitCode, stdout } = await run;
  expect([exitCode, stdout.includes("ended with code 1")]).toEqual([1, true]);
  expect(await scene.alive()).toEqual([]);
});

test("one that does not come up ends the start, and the others with it", async () => {
  const scene = await serveScene(TWO, { router: true });
  const { exitCode, stdout } = await scene.command(["--gpus", "2"], { FAKE_VLLM: "out-of-memory" });
  expect([exitCode, stdout.includes("the GPU has too little free memory")]).toEqual([5, true]);
  expect(await scene.alive()).toEqual([]);
});

test("without vllm-router nothing is loaded, and what to install is told", async () => {
  const scene = await serveScene(TWO);
  const { exitCode, stderr } = await scene.command(["--replicas", "2"]);
  expect([exitCode, stderr.includes("pip install vllm-router==")]).toEqual([3, true]);
  expect(await scene.calls()).toEqual([]);
});
