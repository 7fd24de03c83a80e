import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ServeScene, serveScene } from "../../support/serve-scene.ts";

const LONG = { timeout: 30_000 };

async function untilSaid(run: ReturnType<ServeScene["command"]>, words: RegExp): Promise<string> {
  let said = "";
  run.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said, LONG).toMatch(words);
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
  expect([exitCode, stdout.includes("nothing of it runs any more")]).toEqual([0, true]);
  expect(await scene.alive()).toEqual([]);
});

describe("each way to fail has its own words and exit code, and leaves nothing running", () => {
  test.each([
    ["crash", {}, 1, "VLLM_USE_DEEP_GEMM=0"],
    ["out-of-memory", {}, 5, "the GPU's memory is not enough"],
    ["too-long", {}, 5, "one session of full length does not fit"],
    ["port-taken", {}, 4, "the port is taken"],
    ["unsupported", {}, 7, "does not know this kind of model"],
    ["serve", { FAKE_VLLM_VERSION: "0.25.1" }, 3, "vLLM 0.25.1 is too old"],
    ["no-version", {}, 3, "tells no version"],
    ["serve", { AEGIS_VLLM: "no-such-vllm" }, 3, "there is no command no-such-vllm"],
  ])("%s %j: %i", async (mode, env, code, words) => {
    const scene = await serveScene();
    const { exitCode, stdout } = await scene.command([], { FAKE_VLLM: mode, ...env });
    expect([exitCode, stdout.includes(words)]).toEqual([code, true]);
    expect(stdout).toContain("The last it said:");
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
    expect([exitCode, stdout.includes("does not know a flag")]).toEqual([3, true]);
    expect(stdout).toContain("unrecognized arguments: --no-such-flag");
  });

  test("in Korean, and as one document", async () => {
    const scene = await serveScene();
    const korean = await scene.command(["--lang", "ko"], { FAKE_VLLM: "out-of-memory" });
    expect(korean.stdout).toContain("GPU 메모리가 부족합니다");
    const script = await scene.command(["--lang", "ko"], { FAKE_VLLM_VERSION: "0.25.1" });
    expect(script.stdout).toContain("vLLM 버전이 너무 오래되었습니다.");
    const option = await scene.command(["--lang", "ko", "--port", "x"]);
    expect(option.stderr).toMatch(/^옵션이 올바르지 않습니다\.\n--port: x/);
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
  expect([exitCode, stderr.includes(`port ${scene.port} already`)]).toEqual([4, true]);
  expect(stdout).not.toContain("is served at");
  expect(await scene.calls()).toEqual([]);
});

test("nor one that comes up while ours never does", async () => {
  const scene = await serveScene();
  const run = scene.command(["--start-limit", "0.1"], { FAKE_VLLM: "never" });
  await expect.poll(() => scene.calls(), LONG).toHaveLength(1);
  const other = createServer((_, response) => void response.end("ok"));
  await new Promise<void>((resolve) => other.listen(scene.port, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { exitCode, stdout } = await run;
  expect([exitCode, stdout.includes("is served at")]).toEqual([6, false]);
}, 60_000);

test("when vLLM ends later the command ends too, and says so", async () => {
  const scene = await serveScene();
  const { exitCode, stdout } = await scene.command([], { FAKE_VLLM: "dies-later" });
  expect(stdout).toContain("is served at");
  expect([exitCode, stdout.includes("ended with code 1")]).toEqual([1, true]);
  expect(await scene.alive()).toEqual([]);
});

describe("in the background", () => {
  test("--detach, --status with its load, a second start, --stop", async () => {
    const scene = await serveScene();
    const before = await scene.command(["--status"]);
    expect([before.exitCode, before.stdout]).toEqual([
      1,
      "No server was started here by start-vllm.",
    ]);
    const started = await scene.command(["--detach"]);
    expect([started.exitCode, started.stdout.includes("goes on in the background")]).toEqual([
      0,
      true,
    ]);
    const status = await scene.command(["--status"]);
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toMatch(new RegExp(`port ${scene.port}, process \\d+: ready`));
    expect(status.stdout).toContain("3 requests running, 1 waiting, 42 % of the cache in use");
    const again = await scene.command(["--detach"]);
    expect([again.exitCode, again.stderr.includes("serves port")]).toEqual([4, true]);
    expect((await scene.command(["--status"])).exitCode).toBe(0);
    const stopped = await scene.command(["--stop"]);
    expect([stopped.exitCode, await scene.alive()]).toEqual([0, []]);
    expect((await scene.command(["--status"])).exitCode).toBe(1);
  }, 60_000);

  test("a start that fails is told where it was asked for, with its log", async () => {
    const scene = await serveScene();
    const { exitCode, stdout } = await scene.command(["--detach"], { FAKE_VLLM: "out-of-memory" });
    expect([exitCode, stdout.includes("the GPU's memory is not enough")]).toEqual([5, true]);
    expect(stdout).toContain("torch.OutOfMemoryError");
    expect(await scene.alive()).toEqual([]);
  });

  test("what a killed one has left is seen as such, and --stop ends it", async () => {
    const scene = await serveScene();
    const { stdout } = await scene.command(["--json", "--detach"]);
    const { pid } = JSON.parse(stdout) as { pid: number };
    process.kill(pid, "SIGKILL");
    await expect.poll(async () => (await scene.alive()).includes(String(pid)), LONG).toBe(false);
    const status = await scene.command(["--status"]);
    expect([status.exitCode, status.stdout.includes(": killed")]).toEqual([1, true]);
    expect(await scene.alive()).not.toEqual([]);
    expect((await scene.command(["--stop"])).exitCode).toBe(0);
    expect(await scene.alive()).toEqual([]);
  }, 60_000);
});

describe("--plan and --dry-run start nothing", () => {
  test("--plan as a table and as JSON, without a GPU", async () => {
    const scene = await serveScene();
    const env = { PATH: "/usr/bin:/bin", AEGIS_MODEL: "" };
    const { exitCode, stdout } = await scene.command(
      ["--plan", "--gpus", "1", "--gpu-memory", "141", "--workers", "8"],
      env,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/sessions of 128K +15\.9–16\.5 +31–32/);
    const machine = await scene.command(
      ["--json", "--plan", "--gpus", "8", "--workers", "100"],
      env,
    );
    expect(JSON.parse(machine.stdout).plan).toMatchObject({ replicas: 8, fits: true });
    expect(await scene.calls()).toEqual([]);
  });

  test("--plan that does not fit ends with 1 and names what does", async () => {
    const scene = await serveScene();
    const args = ["--plan", "--workers", "17", "--context", "131072", "--kv-dtype", "bf16"];
    const { exitCode, stdout } = await scene.command(args);
    expect([exitCode, stdout.includes("What fits: --context 131072 --kv-dtype fp8")]).toEqual([
      1,
      true,
    ]);
  });

  test("a model whose sizes are unknown is not planned for", async () => {
    const scene = await serveScene();
    const env = { AEGIS_MODEL: "acme/Unknown-1B" };
    const { exitCode, stderr } = await scene.command(["--plan"], env);
    expect([exitCode, stderr.includes("its sizes are not known")]).toEqual([7, true]);
  });

  test("--dry-run prints one command for each GPU, with the plan's choices", async () => {
    const scene = await serveScene(["143771,143000", "143771,143000"]);
    const { exitCode, stdout } = await scene.command(["--dry-run", "--gpus", "all"]);
    expect(exitCode).toBe(0);
    const lines = stdout.split("\n");
    expect(lines.map((line) => /CUDA_VISIBLE_DEVICES=(\d)/.exec(line)?.[1])).toEqual(["0", "1"]);
    expect(lines.map((line) => /--port (\d+)/.exec(line)?.[1])).toEqual([
      String(scene.port + 1),
      String(scene.port + 2),
    ]);
  });

  test("what would not start is refused: FP8 over eight GPUs, more GPUs than there are", async () => {
    const scene = await serveScene(Array.from({ length: 8 }, () => "143771,143000"));
    const split = await scene.command(["--gpus", "8", "--tensor-parallel", "8"]);
    expect([split.exitCode, split.stderr.includes("cannot be split over 8 GPUs")]).toEqual([
      5,
      true,
    ]);
    const many = await scene.command(["--replicas", "9"]);
    expect([many.exitCode, many.stderr.includes("has 8")]).toEqual([5, true]);
    expect(await scene.calls()).toEqual([]);
  });
});

test("the log of a server is its user's alone", async () => {
  const scene = await serveScene();
  await scene.command([], { FAKE_VLLM: "crash" });
  const file = join(scene.home, `.local/state/oh-my-qwencoder/vllm/${scene.port}.log`);
  expect(await readFile(file, "utf8")).toContain("[1] RuntimeError: CUDA error");
});
