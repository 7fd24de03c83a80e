import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { SCRIPT, serveScene } from "../../support/serve-scene.ts";

test("shellcheck finds nothing", async () => {
  const { stdout, exitCode } = await execa("shellcheck", [SCRIPT], { reject: false });
  expect([stdout, exitCode]).toEqual(["", 0]);
});

test("AEGIS_BATCH=24 start-vllm.sh --dry-run prints the command with 24, where there is no vLLM either", async () => {
  const env = { PATH: "/usr/bin:/bin", AEGIS_BATCH: "24", HOME: "/nonexistent" };
  const said = await execa("bash", [SCRIPT, "--dry-run"], { env, extendEnv: false });
  expect(said.stdout).toMatch(/ vllm serve Qwen\/Qwen3-Coder-Next-FP8 .*--max-num-seqs 24 /);
  expect(said.stdout).toContain("--host 127.0.0.1 --port 8001");
  expect(said.stdout).toMatch(/^VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 /);
});

describe.each(["0.26.0", "0.31.0", "0.32.0", "0.33.0"])("vLLM %s", (version) => {
  test("gets no flag that it does not know", async () => {
    const text = await readFile(
      join(import.meta.dirname, `../../fixtures/vllm/flags-${version}.txt`),
      "utf8",
    );
    const known = new Set(text.split("\n"));
    const { stdout } = await execa("bash", [SCRIPT, "--args"], {
      env: { AEGIS_VLLM_VERSION: version, PATH: "/usr/bin:/bin" },
      extendEnv: false,
    });
    const sent = stdout.split("\n").filter((arg) => arg.startsWith("--"));
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.filter((flag) => !known.has(flag))).toEqual([]);
  });
});

test.each([
  ["0.25.1", "VLLM_TOO_OLD"],
  ["0.9.2", "VLLM_TOO_OLD"],
])("vLLM %s is refused with the version to install", async (version, code) => {
  const scene = await serveScene();
  const { exitCode, stderr } = await scene.script([], { FAKE_VLLM_VERSION: version });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(new RegExp(`\\[${code}\\][^]*pip install vllm==0\\.33`));
  expect(await scene.calls()).toEqual([]);
});

test("0.26 works, and it is said that a newer one caches better; 0.31 needs no words", async () => {
  const scene = await serveScene();
  const older = await scene.script(["--dry-run"], { FAKE_VLLM_VERSION: "0.26.0" });
  expect(older.stderr).toContain("vLLM 0.26.0 works");
  const newer = await scene.script(["--dry-run"], { FAKE_VLLM_VERSION: "0.31.0" });
  expect([newer.stderr, newer.exitCode]).toEqual(["", 0]);
});

describe("settings that cannot be are refused by name", () => {
  test.each([
    ["AEGIS_PORT", "80a"],
    ["AEGIS_PORT", "70000"],
    ["AEGIS_CTX", "12"],
    ["AEGIS_BATCH", "0"],
    ["AEGIS_MEM", "92"],
    ["AEGIS_MEM", "0"],
    ["AEGIS_KV_DTYPE", "int4"],
    ["AEGIS_GPU", "0;1"],
    ["AEGIS_GPU", "0,0"],
    ["AEGIS_TP", "2"],
    ["AEGIS_TP", "8"],
    ["AEGIS_MODEL", "--trust-remote-code"],
  ])("%s=%s", async (name, value) => {
    const scene = await serveScene();
    const { exitCode, stderr } = await scene.script(["--dry-run"], { [name]: value });
    expect([exitCode, stderr.includes(value)]).toEqual([2, true]);
    expect(stderr).toContain("→");
  });

  test.each([
    ["--disable-log-requests", "REMOVED_FLAG"],
    ["--swap-space=4", "REMOVED_FLAG"],
    ["--block-size", "UNFIT_FLAG"],
    ["--speculative-config", "UNFIT_FLAG"],
    ["--api-key=x", "UNFIT_FLAG"],
    ["--api_key", "UNFIT_FLAG"],
    ["--block_size=16", "UNFIT_FLAG"],
    ["--hos", "UNFIT_FLAG"],
    ["--config", "UNFIT_FLAG"],
    ["--host=0.0.0.0", "UNFIT_FLAG"],
  ])("-- %s", async (flag, code) => {
    const scene = await serveScene();
    const { exitCode, stderr } = await scene.script(["--dry-run", "--", flag]);
    expect([exitCode, stderr.includes(`[${code}]`)]).toEqual([2, true]);
  });
});

describe("before anything is loaded it is told", () => {
  test("that the port is taken", async () => {
    const scene = await serveScene();
    const server = createServer().listen(scene.port, "127.0.0.1");
    onTestFinished(() => void server.close());
    const { exitCode, stderr } = await scene.script([], {});
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      `[PORT_TAKEN] another program already answers on 127.0.0.1:${scene.port}`,
    );
  });

  test("that the GPU's memory is taken, with what is needed", async () => {
    const scene = await serveScene(["143771,20000"]);
    const { exitCode, stderr } = await scene.script();
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(
      /\[GPU_BUSY\] GPU 0 has 20000 MiB free, and AEGIS_MEM=0.92 .* 132269 MiB/,
    );
  });

  test("that there is no such GPU, and which there are", async () => {
    const scene = await serveScene(["143771,143000", "143771,143000"]);
    const { exitCode, stderr } = await scene.script([], { AEGIS_GPU: "2" });
    expect([exitCode, stderr.includes("there is no GPU 2")]).toEqual([5, true]);
    expect(stderr).toContain("0 1");
  });

  test.each([
    ["a folder that is not there", "/nowhere/model", "there is no folder"],
    ["a folder without a model", "home", "holds no config.json"],
    ["a name that neither cache nor hub has", "Qwen/None", "is not on this machine"],
  ])("that the model is missing: %s", async (_, model, words) => {
    const scene = await serveScene();
    const { exitCode, stderr } = await scene.script([], {
      AEGIS_MODEL: model,
      HF_ENDPOINT: "http://127.0.0.1:9",
    });
    expect([exitCode, stderr.includes(words)]).toEqual([7, true]);
  });

  test("that there is no vLLM, and that it tells no version", async () => {
    const scene = await serveScene();
    const none = await scene.script([], { AEGIS_VLLM: "no-such-vllm" });
    expect([none.exitCode, none.stderr.includes("[NO_VLLM]")]).toEqual([3, true]);
    const mute = await scene.script([], { FAKE_VLLM: "no-version" });
    expect([mute.exitCode, mute.stderr.includes("[NO_VERSION]")]).toEqual([3, true]);
  });
});
