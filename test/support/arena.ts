import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { findOpenCode } from "../../src/host/find.ts";
import { isolatedHome } from "../../src/host/isolated-home.ts";
import { type Host, startServe } from "../../src/host/serve.ts";
import { type ModelServer, startModelServer } from "../../src/scripted-model/server.ts";
import { type Ground, newGround } from "./ground.ts";
import { type Lines, script } from "./script-lines.ts";
import { Talk } from "./talk.ts";

/**
 * One real OpenCode with the packed plugin and one scripted model, for many projects. Each case has a
 * repository and a session of its own; cases of one arena run one after another.
 */
export interface Arena {
  host: Host;
  model: ModelServer;
  env: Readonly<Record<string, string>>;
  opencode: { path: string; version: string };
  /** A new repository with these files committed. */
  ground(files?: Record<string, string>): Promise<Ground>;
  /** A session in a repository whose model speaks these lines. */
  talk(ground: Ground, lines: Lines): Promise<Talk>;
  /** Both: a session in a new repository. */
  begin(lines: Lines): Promise<{ ground: Ground; talk: Talk }>;
  /** Other lines for the model, for a session that is open already. */
  speak(lines: Lines): Promise<void>;
  close(): Promise<void>;
}

interface ArenaOptions {
  sandbox?: "auto" | "off";
  config?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Name of the served model: OpenCode chooses its edit tools by it. */
  modelId?: string;
}

/** The arena of a file or `describe`: open from before its first case until after its last one. */
export function sharedArena(options: ArenaOptions = {}): Arena {
  const arena = {} as Arena;
  beforeAll(async () => {
    Object.assign(arena, await openArena(options));
  });
  afterAll(() => arena.close());
  return arena;
}

export async function openArena(options: ArenaOptions = {}): Promise<Arena> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-arena-")));
  const packed = inject("packed");
  const searchPath = process.env["PATH"] ?? "";
  const opencode = await findOpenCode({ packageRoot: process.cwd(), searchPath });
  if (!opencode) throw new Error("opencode-ai is not installed: npm ci");
  const model = await startModelServer({
    script: script({}),
    ...(options.modelId ? { modelId: options.modelId } : {}),
  });
  const home = await isolatedHome(folder, {
    baseURL: model.url,
    searchPath,
    packageRoot: process.cwd(),
    plugin: join(packed, "dist/plugin.js"),
    ...(options.config ? { config: options.config } : {}),
    ...(options.modelId ? { model: options.modelId } : {}),
  });
  const env = {
    ...home.env,
    ...(options.sandbox === "off" ? { AEGIS_SANDBOX_MODE: "off" } : {}),
    ...options.env,
  };
  const logFile = join(folder, "opencode.log");
  const host = await startServe({ opencode, cwd: folder, env, logFile });
  let grounds = 0;
  const arena: Arena = {
    host,
    model,
    env,
    opencode,
    ground: (files) => newGround(join(folder, `project-${++grounds}`), env, files),
    async talk(ground, lines) {
      await model.setScript(script(lines));
      const session = await host.createSession(ground.dir, "commander");
      return new Talk({ host, model, ground, session });
    },
    async begin(lines) {
      const ground = await arena.ground();
      return { ground, talk: await arena.talk(ground, lines) };
    },
    speak: (lines) => model.setScript(script(lines)),
    async close() {
      await host.stop();
      await model.stop();
      // OpenCode's own background git may still be writing its last file.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
  return arena;
}
