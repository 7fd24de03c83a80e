import { describe, expect, test } from "vitest";
import { serveScene } from "../../support/serve-scene.ts";

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

  test("a GPU whose memory is not told wants it named", async () => {
    const scene = await serveScene(["[N/A],[N/A]"]);
    const { exitCode, stderr } = await scene.command(["--plan"]);
    expect([exitCode, stderr.includes("--gpu-memory 96")]).toEqual([5, true]);
    const named = await scene.command(["--plan", "--gpu-memory", "141"]);
    expect([named.exitCode, named.stdout.includes("as you say")]).toEqual([0, true]);
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
