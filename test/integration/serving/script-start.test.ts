import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serveScene } from "../../support/serve-scene.ts";

describe("what vLLM is started with", () => {
  const started = async (env: Record<string, string>, model?: string) => {
    const scene = await serveScene();
    const run = scene.script([], {
      FAKE_VLLM: "crash",
      ...env,
      ...(model ? { AEGIS_MODEL: model } : {}),
    });
    const { exitCode, stderr } = await run;
    const [call] = await scene.calls();
    return { scene, exitCode, stderr, call };
  };

  test("no statistics, no hub for a local model, no key on loopback", async () => {
    const { call } = await started({ AEGIS_GPU: "0" });
    expect(call?.env).toEqual({
      VLLM_NO_USAGE_STATS: "1",
      DO_NOT_TRACK: "1",
      HF_HUB_DISABLE_TELEMETRY: "1",
      HF_HUB_OFFLINE: "1",
      TRANSFORMERS_OFFLINE: "1",
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: "0",
    });
  });

  test("a key goes by the environment and is in no argument", async () => {
    const { call } = await started({ AEGIS_API_KEY: "sk-secret" });
    expect(call?.env["VLLM_API_KEY"]).toBe("sk-secret");
    expect(call?.env["AEGIS_API_KEY"]).toBeUndefined();
    expect(call?.args.join(" ")).not.toContain("sk-secret");
  });

  test("for other addresses than loopback a key is made, kept for its user alone, and used again", async () => {
    const { call, scene, stderr } = await started({ AEGIS_HOST: "0.0.0.0" });
    const file = join(scene.home, ".config/oh-my-qwencoder/vllm-api-key");
    const key = (await readFile(file, "utf8")).trim();
    expect(key).toMatch(/^[0-9a-f]{48}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(call?.env["VLLM_API_KEY"]).toBe(key);
    expect(stderr).toContain("/metrics, /health and /tokenize answer everybody");
    expect(stderr).not.toContain(key);
    await scene.script([], {
      AEGIS_HOST: "0.0.0.0",
      FAKE_VLLM: "crash",
    });
    expect((await scene.calls())[1]?.env["VLLM_API_KEY"]).toBe(key);
    const shown = await scene.script(["--dry-run"], { AEGIS_HOST: "0.0.0.0" });
    expect(shown.stdout).toContain("VLLM_API_KEY=…");
    expect(`${shown.stdout}${shown.stderr}`).not.toContain(key);
  });

  test.each([
    ["holds a line end alone", "\n"],
    ["is empty but for blanks", "  "],
  ])("a key file that %s guards nothing and is refused", async (_, text) => {
    const scene = await serveScene();
    const file = join(scene.dir, "key");
    await writeFile(file, text);
    const env = { AEGIS_HOST: "0.0.0.0", AEGIS_API_KEY_FILE: file, FAKE_VLLM: "crash" };
    const { exitCode, stderr } = await scene.script([], env);
    expect([exitCode, stderr.includes("holds no key")]).toEqual([2, true]);
    const folder = await scene.script([], { ...env, AEGIS_API_KEY_FILE: scene.dir });
    expect([folder.exitCode, folder.stderr.includes("cannot be read")]).toEqual([2, true]);
    expect(await scene.calls()).toEqual([]);
  });

  test.each([
    [0o604, true],
    [0o640, false],
    [0o600, false],
  ])("a key file of mode %i: %s, that every user can read it is said", async (mode, said) => {
    const scene = await serveScene();
    const file = join(scene.dir, "key");
    await writeFile(file, "secret", { mode });
    const { stderr } = await scene.script(["--dry-run"], { AEGIS_API_KEY_FILE: file });
    expect([stderr.includes("by every user"), stderr.includes("secret")]).toEqual([said, false]);
  });

  test("of a download that was cut off the rest is fetched", async () => {
    const scene = await serveScene();
    const snapshot = join(scene.home, ".cache/huggingface/hub/models--Qwen--X/snapshots/1");
    await mkdir(snapshot, { recursive: true });
    await writeFile(join(snapshot, "config.json"), "{}");
    const map = { a: "model-1.safetensors", b: "model-2.safetensors" };
    const index = JSON.stringify({ weight_map: map });
    await writeFile(join(snapshot, "model.safetensors.index.json"), index);
    await writeFile(join(snapshot, "model-1.safetensors"), "x");
    const env = {
      FAKE_VLLM: "crash",
      AEGIS_MODEL: "Qwen/X",
      HF_ENDPOINT: "http://u:p@127.0.0.1:9",
    };
    const half = await scene.script([], env);
    expect([half.exitCode, half.stderr.includes("not complete")]).toEqual([7, true]);
    expect(half.stderr).not.toContain("u:p");
    await writeFile(join(snapshot, "model-2.safetensors"), "x");
    await scene.script([], env);
    expect((await scene.calls())[0]?.env["HF_HUB_OFFLINE"]).toBe("1");
  });

  test("a model by name that lies in the hub's cache needs no hub", async () => {
    const scene = await serveScene();
    const snapshot = join(scene.home, ".cache/huggingface/hub/models--Qwen--X/snapshots/1");
    await mkdir(snapshot, { recursive: true });
    await writeFile(join(snapshot, "config.json"), "{}");
    await writeFile(join(snapshot, "model.safetensors"), "x");
    const env = { FAKE_VLLM: "crash", AEGIS_MODEL: "Qwen/X" };
    await scene.script([], env);
    expect((await scene.calls())[0]?.env["HF_HUB_OFFLINE"]).toBe("1");
    await rm(snapshot, { recursive: true });
    const gone = await scene.script([], { ...env, AEGIS_OFFLINE: "1" });
    expect([gone.exitCode, gone.stderr.includes("AEGIS_OFFLINE=1")]).toEqual([7, true]);
  });

  test("flags after -- go through as they are", async () => {
    const scene = await serveScene();
    await scene.script(["--", "--seed", "1", "--override-generation-config", '{"top_k": 40}'], {
      FAKE_VLLM: "crash",
    });
    expect((await scene.calls())[0]?.args.slice(-4)).toEqual([
      "--seed",
      "1",
      "--override-generation-config",
      '{"top_k": 40}',
    ]);
  });

  test("the script becomes vLLM, so that a signal reaches it", async () => {
    const scene = await serveScene();
    const run = scene.script([], {});
    const healthy = () => fetch(`http://127.0.0.1:${scene.port}/health`).then(({ ok }) => ok);
    await expect.poll(() => healthy().catch(() => false)).toBe(true);
    run.kill("SIGTERM");
    expect((await run).exitCode).toBe(0);
    expect(await scene.alive()).toEqual([]);
  });
});
