import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { OpenCode } from "../../../src/host/find.ts";
import { type RunOnceResult, runOnce } from "../../../src/host/run-once.ts";
import { type Host, startServe } from "../../../src/host/serve.ts";
import { type ModelServer, startModelServer } from "../../../src/scripted-model/server.ts";
import type { Ground } from "../../support/ground.ts";
import { type Installed, installed } from "../../support/installed.ts";
import { type Outside, recordOutside } from "../../support/outside.ts";
import { committed, goodWorkers, script } from "../../support/script-lines.ts";
import { Talk } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

let folder: string;
let opencode: OpenCode;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-switch-")));
  opencode = inject("opencode");
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

describe("as installed, with the plugin by its name", () => {
  let model: ModelServer;
  let host: Host;
  let ground: Ground;

  beforeAll(async () => {
    const lines = { commander: committed(["a"]), workers: goodWorkers(["a"]) };
    model = await startModelServer({ script: script(lines) });
    const place = await installed(join(folder, "whole"), { baseURL: model.url });
    ground = place.ground;
    const { env } = place;
    host = await startServe({ opencode, cwd: ground.dir, env, logFile: join(folder, "log") });
  });
  afterAll(async () => {
    await host?.stop();
    await model?.stop();
  });

  test("a run with a Worker in a worktree goes through to its commit", async () => {
    const session = await host.createSession(ground.dir, "commander");
    const talk = new Talk({ host, model, ground, session });
    await talk.say("build a");
    expect(talk.divergences).toEqual([]);
    expect(model.requests.map(({ agent }) => agent)).toContain("worker");
    expect((await ground.state()).phase).toBe("DONE");
    // The words of the user's own files, in the Worker's worktree too.
    for (const { raw } of model.requests.filter(({ agent }) => agent === "worker"))
      expect(raw).toContain("as the user's file says");
  });

  test("no provider but the model's is opened", async () => {
    const { providers } = (await host.api("GET", "/config/providers", undefined, {
      directory: ground.dir,
    })) as { providers: { id: string }[] };
    expect(providers.map(({ id }) => id)).toEqual(["vllm"]);
  });
});

const BROKEN = `export default { id: "oh-my-qwencoder", server: async () => { throw new Error("boom"); } };`;
const LATE = `export default { id: "oh-my-qwencoder", server: async () => ({
  config: async () => { throw new Error("boom"); },
}) };`;

describe("as installed, whatever OpenCode would send is recorded and refused", () => {
  let outside: Outside;
  let machines = 0;

  beforeAll(async () => {
    outside = await recordOutside();
  });
  afterAll(() => outside.close());

  /** The model's address is the recorder's too: it hears all there is to hear. */
  async function machine(env: Record<string, string> = {}): Promise<Installed> {
    const { url } = outside;
    const proxies = { HTTP_PROXY: url, HTTPS_PROXY: url, npm_config_registry: url };
    return installed(join(folder, `machine-${++machines}`), {
      baseURL: `${url}/v1`,
      env: { ...proxies, NO_PROXY: "127.0.0.1", ...env },
    });
  }

  function run({ env, ground }: Installed, ...more: string[]): Promise<RunOnceResult> {
    const args = ["run", ...more, "hello there"];
    return runOnce({ opencode, cwd: ground.dir, env, args, timeoutMs: 360_000 });
  }

  const AS_OURS = ["--agent", "commander"];

  async function expectSilence(place: Installed, ways = [AS_OURS]): Promise<void> {
    const before = outside.asked.length;
    for (const more of ways) {
      const { code, stdout } = await run(place, ...more);
      expect(code).toBeGreaterThan(0);
      expect(stdout).not.toContain("Forbidden");
    }
    expect(outside.asked.slice(before)).toEqual([]);
  }

  test("control: with the plugin the model is asked, and nobody else", async () => {
    await run(await machine());
    expect(outside.asked.length).toBeGreaterThan(0);
    expect(new Set(outside.asked)).toEqual(new Set(["POST /v1/chat/completions HTTP/1.1"]));
  });

  test("the plugin's file is gone: nothing is sent", async () => {
    const place = await machine();
    await rm(place.plugin);
    await expectSilence(place, [[], AS_OURS, ["--model", "vllm/qwen3-coder-next"]]);
  });

  test("the plugin throws when it starts: nothing is sent", async () => {
    const place = await machine();
    await writeFile(place.plugin, BROKEN);
    await expectSilence(place);
  });

  test.skipIf(!IS_WHOLE)(
    "the plugin throws when it is asked for its configuration: nothing is sent",
    async () => {
      const place = await machine();
      await writeFile(place.plugin, LATE);
      await expectSilence(place);
    },
  );

  test("OPENCODE_PURE leaves plugins out: nothing is sent", async () => {
    await expectSilence(await machine({ OPENCODE_PURE: "1" }));
  });

  test("a server without the plugin refuses a prompt too", async () => {
    const { env, ground } = await machine({ OPENCODE_PURE: "1" });
    const before = outside.asked.length;
    const host = await startServe({ opencode, cwd: ground.dir, env });
    try {
      const session = await host.createSession(ground.dir, "commander");
      const body = { agent: "commander", parts: [{ type: "text", text: "hello" }] };
      const asked = host.api("POST", `/session/${session}/message`, body, {
        directory: ground.dir,
      });
      await expect(asked).rejects.toMatchObject({ code: "HOST_API" });
      expect(outside.asked.slice(before)).toEqual([]);
    } finally {
      await host.stop();
    }
  });
});
