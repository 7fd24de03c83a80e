import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { letDie, type ServeScene, serveScene } from "../../support/serve-scene.ts";

async function untilSaid(run: ReturnType<ServeScene["command"]>, words: RegExp): Promise<string> {
  let said = "";
  run.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said).toMatch(words);
  return said;
}

test("it serves, says what vLLM says beside the plan, and Ctrl-C leaves nothing", async () => {
  const scene = await serveScene();
  const run = scene.command();
  const said = await untilSaid(run, /Ctrl-C stops it/);
  expect(said).toContain("1 × 139.8 GiB (as the driver says)");
  expect(said).toContain("… replica 1 (GPU 0): loading the weights 50 %");
  expect(said).toContain(`qwen3-coder-next is served at http://127.0.0.1:${scene.port}/v1`);
  expect(said).toContain(
    "2123456 tokens in its cache, 16.2 sessions of full length (planned: 15.9–16.5)",
  );
  const [call] = await scene.calls();
  expect(call?.args.join(" ")).toContain("--max-model-len 131072 --max-num-seqs 32");
  run.kill("SIGINT");
  const { exitCode, stdout } = await run;
  expect([exitCode, stdout.includes("no process is left")]).toEqual([0, true]);
  expect(await scene.alive()).toEqual([]);
});

test.each(["0.26.0", "0.31.0", "0.33.0"])(
  "vLLM %s takes all it is given and serves",
  async (version) => {
    const scene = await serveScene();
    const run = scene.command([], { FAKE_VLLM_VERSION: version, AEGIS_BATCH: "24" });
    const said = await untilSaid(run, /Ctrl-C stops it/);
    expect(said).toContain("--max-num-seqs 24 ");
    expect((await scene.calls())[0]?.args.join(" ")).toContain("--max-num-seqs 24 ");
    run.kill("SIGTERM");
    expect((await run).exitCode).toBe(0);
    expect(await scene.alive()).toEqual([]);
  },
);

describe("each way to fail has its own words and exit code, and leaves nothing running", () => {
  test.each([
    ["crash", {}, 1, "VLLM_USE_DEEP_GEMM=0"],
    ["out-of-memory", {}, 5, "the GPU has too little free memory"],
    ["too-long", {}, 5, "one session of full length does not fit"],
    ["port-taken", {}, 4, "the port is taken"],
    ["unsupported", {}, 7, "does not know this kind of model"],
    ["serve", { FAKE_VLLM_VERSION: "0.25.1" }, 3, "vLLM 0.25.1 is too old"],
    ["no-version", {}, 3, "prints no version"],
    ["serve", { AEGIS_VLLM: "no-such-vllm" }, 3, "there is no command no-such-vllm"],
  ])("%s %j: %i", async (mode, env, code, words) => {
    const scene = await serveScene();
    const { exitCode, stdout } = await scene.command([], { FAKE_VLLM: mode, ...env });
    expect([exitCode, stdout.includes(words)]).toEqual([code, true]);
    expect(stdout).toContain("Last lines of its output:");
    expect(await scene.alive()).toEqual([]);
  });

  test.each(["never", "stubborn"])(
    "%s healthy: 6",
    async (mode) => {
      const scene = await serveScene();
      const { exitCode, stdout } = await scene.command(["--start-limit", "0.05"], {
        FAKE_VLLM: mode,
      });
      expect([exitCode, stdout.includes("did not answer /health")]).toEqual([6, true]);
      expect(await scene.alive()).toEqual([]);
    },
    60_000,
  );

  test("an unknown flag after --: 3", async () => {
    const scene = await serveScene();
    const { exitCode, stdout } = await scene.command(["--", "--no-such-flag"]);
    expect([exitCode, stdout.includes("does not know one of the flags")]).toEqual([3, true]);
    expect(stdout).toContain("unrecognized arguments: --no-such-flag");
  });

  test("in Korean, and as one document", async () => {
    const scene = await serveScene();
    const korean = await scene.command(["--lang", "ko"], { FAKE_VLLM: "out-of-memory" });
    expect(korean.stdout).toContain("GPU 메모리가 부족합니다");
    const script = await scene.command(["--lang", "ko"], { FAKE_VLLM_VERSION: "0.25.1" });
    expect(script.stdout).toContain("vLLM 버전이 너무 오래되었습니다.");
    const option = await scene.command(["--lang", "ko", "--port", "x"]);
    expect(option.stderr).toMatch(
      /^--port: x은\(는\) 쓸 수 없습니다\.\n→ 1부터 65535까지의 수를 지정하세요\.$/,
    );
    const machine = await scene.command(["--json"], { FAKE_VLLM: "out-of-memory" });
    expect(JSON.parse(machine.stdout)).toMatchObject({
      ok: false,
      exitCode: 5,
      error: { code: "OUT_OF_MEMORY" },
    });
  });
});

test("another's server at the port is not taken for ours: 4", async () => {
  const scene = await serveScene();
  const other = createServer((_, response) => void response.end("ok"));
  await new Promise<void>((resolve) => other.listen(scene.port, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { exitCode, stdout, stderr } = await scene.command();
  expect([exitCode, stderr.includes(`already answers on port ${scene.port}`)]).toEqual([4, true]);
  expect(stdout).not.toContain("is served at");
  expect(await scene.calls()).toEqual([]);
});

test("nor one that comes up while ours never does", async () => {
  const scene = await serveScene();
  const run = scene.command(["--start-limit", "0.1"], { FAKE_VLLM: "never" });
  await expect.poll(() => scene.calls()).toHaveLength(1);
  const other = createServer((_, response) => void response.end("ok"));
  await new Promise<void>((resolve) => other.listen(scene.port, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { exitCode, stdout } = await run;
  expect([exitCode, stdout.includes("is served at")]).toEqual([6, false]);
});

test("when vLLM ends later the command ends too, and says so", async () => {
  const scene = await serveScene();
  const run = scene.command([], { FAKE_VLLM: "dies-later" });
  await untilSaid(run, /is served at/);
  await letDie(scene.port);
  const { exitCode, stdout } = await run;
  expect([exitCode, stdout.includes("ended with code 1")]).toEqual([1, true]);
  expect(await scene.alive()).toEqual([]);
});

describe("stopped by whoever is impatient", () => {
  test("a second Ctrl-C kills at once, and leaves nothing either", async () => {
    const scene = await serveScene();
    const run = scene.command([], { FAKE_VLLM: "stubborn" });
    await untilSaid(run, /loading the weights 100 %/);
    const stopping = untilSaid(run, /Stopping\./);
    run.kill("SIGINT");
    // Two that come before the first is seen count as one.
    await stopping;
    run.kill("SIGINT");
    // A stop in order would wait 30 s for this one.
    await expect.poll(() => run.exitCode, { timeout: 15_000 }).toBe(130);
    await expect.poll(() => scene.alive()).toEqual([]);
  });

  test("while the script still checks: nothing is left of its questions", async () => {
    const scene = await serveScene();
    const run = scene.command([], { FAKE_VLLM: "version-hangs" });
    await expect.poll(() => scene.calls()).toHaveLength(1);
    run.kill("SIGINT");
    expect((await run).exitCode).toBe(130);
    expect(await scene.alive()).toEqual([]);
  });
});

test("a log and a record that are taken away stop no server", async () => {
  const scene = await serveScene();
  const run = scene.command();
  await untilSaid(run, /Ctrl-C stops it/);
  await rm(join(scene.home, ".local"), { recursive: true });
  const asked = await fetch(`http://127.0.0.1:${scene.port}/metrics`);
  expect(asked.status).toBe(200);
  const log = join(scene.home, `.local/state/oh-my-qwencoder/vllm/${scene.port}.log`);
  await expect.poll(() => readFile(log, "utf8").catch(() => "")).toContain("asked for metrics");
  expect((await fetch(`http://127.0.0.1:${scene.port}/health`)).status).toBe(200);
  run.kill("SIGINT");
  expect((await run).exitCode).toBe(0);
});

test("the log of a server is its user's alone", async () => {
  const scene = await serveScene();
  await scene.command([], { FAKE_VLLM: "crash" });
  const file = join(scene.home, `.local/state/oh-my-qwencoder/vllm/${scene.port}.log`);
  expect(await readFile(file, "utf8")).toContain("[1] RuntimeError: CUDA error");
});
