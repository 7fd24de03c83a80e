import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { OpenCode } from "../../../src/host/find.ts";
import { type IsolatedHome, isolatedHome } from "../../../src/host/isolated-home.ts";
import { runOnce } from "../../../src/host/run-once.ts";
import { type Host, startServe } from "../../../src/host/serve.ts";
import type { Script } from "../../../src/scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../../../src/scripted-model/server.ts";
import { type Outside, recordOutside } from "../../support/outside.ts";

const PACKAGE_ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const LIMIT = 240_000;

const PLUGIN = `export default {
  id: "smoke",
  server: async ({ directory }) => ({
    "experimental.chat.system.transform": async (_, output) => {
      output.system[0] += "\\nplugged into " + directory;
    },
  }),
};
`;

const SCRIPT: Script = {
  name: "smoke",
  actors: [
    {
      agent: "commander",
      match: "write it",
      steps: [
        {
          text: "Writing.",
          calls: [{ tool: "write", args: { filePath: "out.txt", content: "한글" } }],
        },
        { expect: "Wrote file", text: "Written." },
      ],
    },
    {
      agent: "commander",
      match: "ask me",
      steps: [
        { calls: [{ tool: "question", args: { questions: [question("Ship it?")] } }] },
        { expect: "Ship it.*Yes", text: "Shipping." },
      ],
    },
    {
      agent: "commander",
      match: "trouble",
      steps: [{ text: "Recovered.", fail: { error: { status: 500, message: "boom" } } }],
    },
    { agent: "commander", match: "hold on", steps: [{ text: "late", hold: "never" }] },
  ],
};

let folder: string;
let opencode: OpenCode;
let model: ModelServer;
let home: IsolatedHome;
let host: Host;
let outside: Outside;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "aegis-smoke-")));
  const searchPath = process.env["PATH"] ?? "";
  opencode = inject("opencode");
  model = await startModelServer({ script: SCRIPT });
  outside = await recordOutside();
  const plugin = path.join(folder, "plugin.js");
  writeFileSync(plugin, PLUGIN);
  const commander = {
    mode: "primary",
    prompt: "You are Aegis Commander.",
    permission: { question: "allow" },
  };
  home = await isolatedHome(folder, {
    baseURL: model.url,
    searchPath,
    packageRoot: PACKAGE_ROOT,
    plugin,
    config: { agent: { commander }, default_agent: "commander" },
  });
  const proxy = outside.url;
  const env = { ...home.env, HTTP_PROXY: proxy, HTTPS_PROXY: proxy, npm_config_registry: proxy };
  home = { ...home, env };
  host = await startServe({
    opencode,
    cwd: project("one"),
    env,
    logFile: path.join(folder, "log"),
  });
});

afterAll(async () => {
  await host?.stop();
  await model?.stop();
  outside?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the project's own OpenCode is found", () => {
  const own = path.join(PACKAGE_ROOT, "node_modules", "opencode");
  expect(opencode.path.startsWith(own)).toBe(true);
  const manifest = path.join(PACKAGE_ROOT, "node_modules/opencode-ai/package.json");
  expect(opencode.version).toBe(JSON.parse(readFileSync(manifest, "utf8")).version);
});

test("one serve process plays scripted turns in two directories, with the plugin in each", async () => {
  for (const directory of [project("one"), project("two")]) {
    const session = await host.createSession(directory, "commander");
    await host.prompt(session, directory, "write it", "commander");
    await host.waitIdle(session, directory, LIMIT);

    expect(readFileSync(path.join(directory, "out.txt"), "utf8")).toBe("한글");
    const requests = model.requests.filter((r) => r.session === session && r.agent !== "title");
    expect(requests.map((r) => `${r.agent} ${r.step} ${r.answered}`)).toEqual([
      "commander 0 true",
      "commander 1 true",
    ]);
    expect(requests[0]?.raw).toContain(`plugged into ${directory}`);
    expect(requests[0]?.tools).toContain("write");
    expect(await lastText(session, directory)).toBe("Written.");
  }
  expect(model.divergences).toEqual([]);
});

test("a start and a turn ask nobody but the model server", () => {
  expect(model.requests.length).toBeGreaterThan(0);
  expect(outside.asked).toEqual([]);
});

test("the user's answer to a question reaches the model", async () => {
  const directory = project("one");
  const session = await host.createSession(directory, "commander");
  await host.prompt(session, directory, "ask me", "commander");
  const asked = await host.waitEvent(
    (event) => event.type === "question.asked" && event.sessionID === session,
    LIMIT,
  );
  await host.answerQuestion(directory, String(asked.properties["id"]), [["Yes"]]);
  await host.waitIdle(session, directory, LIMIT);
  expect(model.divergences).toEqual([]);
  expect(await lastText(session, directory)).toBe("Shipping.");
});

test("a served error is retried at the same step", async () => {
  const directory = project("one");
  const session = await host.createSession(directory, "commander");
  await host.prompt(session, directory, "trouble", "commander");
  await host.waitIdle(session, directory, LIMIT);
  const requests = model.requests.filter((r) => r.session === session && r.agent !== "title");
  expect(requests.map((r) => `${r.step} ${r.status}`)).toEqual(["0 500", "0 200"]);
});

test("a compaction is answered outside the script", async () => {
  const directory = project("one");
  const session = await host.createSession(directory, "commander");
  await host.prompt(session, directory, "write it", "commander");
  await host.waitIdle(session, directory, LIMIT);
  const body = { providerID: "vllm", modelID: "qwen3-coder-next" };
  await host.api("POST", `/session/${session}/summarize`, body, { directory });
  const request = await model.waitFor(
    (r) => r.session === session && r.agent === "compaction",
    LIMIT,
  );
  expect(request.divergence).toBeUndefined();
  await host.waitEvent((e) => e.type === "session.compacted" && e.sessionID === session, LIMIT);
});

test("an abort ends the turn and the model's request", async () => {
  const directory = project("two");
  const session = await host.createSession(directory, "commander");
  await host.prompt(session, directory, "hold on", "commander");
  await model.waitFor((r) => r.session === session && r.actor === "hold on", LIMIT);
  await host.abort(session, directory);
  await model.waitFor((r) => r.session === session && r.aborted, LIMIT);
  await host.waitIdle(session, directory, LIMIT);
});

test("`opencode run` plays a scripted turn and ends", async () => {
  const cwd = project("three");
  const { env } = home;
  const args = ["run", "--agent", "commander"];
  const run = await runOnce({ opencode, cwd, env, args, stdin: "write it", timeoutMs: LIMIT });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("Written.") });
  expect(readFileSync(path.join(cwd, "out.txt"), "utf8")).toBe("한글");
});

test("a run that outlives its time is killed and named", async () => {
  const args = ["run", "--agent", "commander"];
  const ran = runOnce({
    opencode,
    cwd: project("three"),
    env: home.env,
    args,
    stdin: "hold on",
    timeoutMs: 1_000,
  });
  await expect(ran).rejects.toMatchObject({ code: "HOST_RUN_TIMEOUT" });
});

test("a server that cannot start says why", async () => {
  const broken = { ...home.env, OPENCODE_CONFIG_CONTENT: "{" };
  const missing = { path: path.join(folder, "missing"), version: "0" };
  await expect(startServe({ opencode: missing, cwd: folder, env: broken })).rejects.toMatchObject({
    code: "HOST_START",
    message: expect.stringContaining("ENOENT"),
  });
});

/** A git repository with one commit; the same one for the same name. */
function project(name: string): string {
  const directory = path.join(folder, name);
  if (mkdirSync(directory, { recursive: true }) !== undefined) {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: directory, env: home.env });
    git("init", "-q");
    git("commit", "-q", "--allow-empty", "-m", "start");
  }
  return directory;
}

async function lastText(session: string, directory: string): Promise<unknown> {
  const last = (await host.messages(session, directory)).at(-1);
  return last?.parts.find((part) => part.type === "text")?.["text"];
}

function question(text: string): object {
  return { question: text, header: "Go", options: [{ label: "Yes", description: "do it" }] };
}
