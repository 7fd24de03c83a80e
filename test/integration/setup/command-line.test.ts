import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { command } from "../../support/setup-command.ts";
import { setupScene } from "../../support/setup-scene.ts";

/** The configurations of these scenes came with their repository. */
const APPROVED = "--approve-project";

/** Offers models as vLLM does; records the keys it was given. */
async function modelServer(models: { id: string; max_model_len?: number }[]) {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization);
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ object: "list", data: request.url === "/v1/models" ? models : [] }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

test.each([["install"], ["uninstall"]])(
  "%s without a terminal and --yes ends with 2 and names the flags",
  async (name) => {
    const scene = await setupScene("line-comments");
    if (name === "uninstall") await scene.install();
    const before = await scene.everything();
    for (const args of [[name], [name, "--json"]]) {
      const { exitCode, stdout, stderr } = await command(scene, args);
      expect(exitCode).toBe(2);
      expect(`${stdout}${stderr}`).toMatch(/--yes.*--dry-run/);
      expect(await scene.everything()).toEqual(before);
    }
  },
);

test.each([
  ["install", "--dry-run"],
  ["install", "--diff"],
  ["install", "--diff", "--yes"],
  ["install", "--dry-run", "--json"],
  ["uninstall", "--dry-run"],
])("%s %s %s writes nothing at all", async (...args) => {
  const scene = await setupScene("line-comments");
  if (args[0] === "uninstall") await scene.install();
  const before = await scene.everything();
  const { exitCode, stdout } = await command(scene, args);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("opencode.json");
  expect(await scene.everything()).toEqual(before);
});

test("a look tells of an install that was cut off and leaves it; the next one that may write ends it", async () => {
  const scene = await setupScene("line-comments");
  const before = await scene.everything();
  await scene.install();
  const manifest = JSON.parse(await scene.read(".aegis/install/manifest.json")) as object;
  await scene.delete(".aegis/install/manifest.json");
  await scene.write(
    ".aegis/install/pending.json",
    JSON.stringify({ ...manifest, kind: "install" }),
  );
  const cutOff = await scene.everything();
  const look = await command(scene, ["install", "--dry-run"]);
  expect(look.stdout).toContain("was cut off");
  expect((await command(scene, ["install"])).exitCode).toBe(2);
  expect(await scene.everything()).toEqual(cutOff);
  const ended = await command(scene, ["uninstall", "--yes", "--lang", "ko"]);
  expect(ended.stdout).toMatch(/중단된 설치를 발견해 되돌렸습니다 \(.aegis\/install\): 파일 8개/);
  expect(await scene.everything()).toEqual(before);
});

test("the plan says what, why and how, in both languages, and without colours here", async () => {
  const scene = await setupScene("crlf");
  const english = await command(scene, ["install", "--diff", APPROVED]);
  expect(english.stdout).toContain("~ change opencode.json");
  expect(english.stdout).toContain("without the plugin OpenCode has no model at all");
  expect(english.stdout).toContain('+  "enabled_providers": [],');
  expect(english.stdout).not.toContain("\u001b");
  const korean = await command(scene, ["install", "--dry-run", APPROVED], {
    LC_ALL: "ko_KR.UTF-8",
  });
  expect(korean.stdout).toContain("~ 변경 opencode.json");
  expect(korean.stdout).toContain("아무 파일도 변경하지 않았습니다.");
  const refused = await command(scene, ["install", "--lang", "ko", APPROVED]);
  expect(refused.stderr).toContain("--yes");
  expect(refused.stderr).toContain("확인을 물을 터미널이 아니고");
});

test("--help shows examples and exit codes", async () => {
  const scene = await setupScene("no-config");
  for (const name of ["install", "uninstall"]) {
    const { exitCode, stdout } = await command(scene, [name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("Exit codes:");
  }
});

describe("options that cannot be are refused before anything is written", () => {
  test.each([
    [["--base-url", "gpu:8001"], "--base-url"],
    [["--base-url", "http://user@gpu/v1"], "--base-url"],
    [["--api-key-env", "sk-1234"], "--api-key-env"],
    [["--mcp", "docs"], "--mcp"],
    [["--mcp", '{"docs":{"type":"sse"}}'], "--mcp"],
    [["--global", "--managed"], "--global"],
    [["--unknown"], "--unknown"],
  ])("%j", async (args, named) => {
    const scene = await setupScene("no-config");
    const before = await scene.everything();
    const { exitCode, stderr } = await command(scene, ["install", "--yes", ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(named);
    expect(await scene.everything()).toEqual(before);
  });

  test("nor is there a project outside a repository", async () => {
    const scene = await setupScene("no-config");
    const { exitCode, stderr } = await command(scene, [
      "install",
      "--yes",
      "--cwd",
      scene.env["HOME"] ?? "",
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("git init");
  });
});

test("model, limits and key come from the server and the options", async () => {
  const scene = await setupScene("no-config");
  const { origin, keys } = await modelServer([
    { id: "qwen/Q-30B", max_model_len: 40_000 },
    { id: "other" },
  ]);
  const { exitCode, stdout } = await command(
    scene,
    ["install", "--yes", "--base-url", origin, "--api-key-env", "GPU_KEY"],
    { GPU_KEY: "secret" },
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`${origin}/v1 answers: qwen/Q-30B, 40000 tokens`);
  expect(keys).toEqual(["Bearer secret"]);
  const text = await scene.read("opencode.json");
  expect(text).not.toContain("secret");
  expect(JSON.parse(text)).toMatchObject({
    model: "vllm/qwen/Q-30B",
    small_model: "vllm/qwen/Q-30B",
    provider: {
      vllm: {
        options: { baseURL: `${origin}/v1`, apiKey: "{env:GPU_KEY}" },
        models: { "qwen/Q-30B": { limit: { context: 40_000, output: 10_000 } } },
      },
    },
  });
  // The server is down now, or has more: what is written stays.
  const again = await command(scene, ["install", "--yes", "--json"], {
    AEGIS_BASE_URL: `${origin}/v1`,
  });
  expect(JSON.parse(again.stdout)).toMatchObject({ nothingToDo: true });
});

test("MCP servers are written in OpenCode's form, whichever way they are given", async () => {
  const scene = await setupScene("mcp-local");
  const { exitCode, stdout } = await command(scene, [
    "install",
    "--yes",
    APPROVED,
    ...["--mcp", "docs=node 'tools/my docs.mjs' --port 1"],
    ...["--mcp", '{"mcpServers":{"db":{"command":"db-mcp","args":["-q"],"env":{"A":"1"}}}}'],
    ...["--mcp", 'time={"type":"stdio","command":"time-mcp"}'],
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("OpenCode's form");
  expect(JSON.parse(await scene.read("opencode.json"))).toMatchObject({
    mcp: {
      files: { type: "local" },
      docs: { type: "local", command: ["node", "tools/my docs.mjs", "--port", "1"], enabled: true },
      db: { type: "local", command: ["db-mcp", "-q"], enabled: true, environment: { A: "1" } },
      time: { type: "local", command: ["time-mcp"], enabled: true },
    },
  });
});

test.each([
  ["--global", "home/.config/opencode/opencode.json"],
  ["--managed", "home/managed/opencode.json"],
])("%s writes outside the project and is taken back", async (flag, file) => {
  const scene = await setupScene("no-config");
  const before = await scene.everything();
  const env = { OPENCODE_TEST_MANAGED_CONFIG_DIR: join(scene.env["HOME"] ?? "", "managed") };
  expect((await command(scene, ["install", "--yes", flag], env)).exitCode).toBe(0);
  const installed = await scene.everything();
  expect(Object.keys(installed)).toContain(file);
  expect(Object.keys(installed).filter((path) => path.startsWith("project"))).toEqual(
    Object.keys(before).filter((path) => path.startsWith("project")),
  );
  expect((await command(scene, ["uninstall", "--yes", flag], env)).exitCode).toBe(0);
  expect(await scene.everything()).toEqual(before);
});

test("a key that stands in the configuration is in no plan, on the screen or as JSON", async () => {
  const scene = await setupScene("no-config");
  const provider = { vllm: { options: { apiKey: "sk-secret", baseURL: "http://gpu:1/v1" } } };
  await scene.write("opencode.json", JSON.stringify({ provider }));
  for (const args of [
    ["install", "--diff", APPROVED],
    ["--json", "install", "--dry-run", APPROVED],
  ]) {
    const { stdout, exitCode } = await command(scene, args);
    expect([exitCode, stdout.includes("apiKey")]).toEqual([0, true]);
    expect(stdout).not.toContain("sk-secret");
  }
});
