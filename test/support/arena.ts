import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import {
  attachHost,
  type Host,
  type ServeProcess,
  type ServerAddress,
} from "../../src/host/serve.ts";
import { type ModelServer, startModelServer } from "../../src/scripted-model/server.ts";
import { type Ground, newGround } from "./ground.ts";
import { type HostOptions, startTestHost } from "./lent-host.ts";
import { borrow, type Loan, type LoanRequest } from "./loan.ts";
import { type Lines, script } from "./script-lines.ts";
import { Talk } from "./talk.ts";

/**
 * One real OpenCode with the packed plugin and one scripted model, for many projects. Each case has its own repository
 * and session; the cases of one arena run one after another.
 */
export interface Arena {
  host: Host;
  model: ModelServer;
  env: Readonly<Record<string, string>>;
  opencode: { path: string; version: string };
  /** A new repository with these files committed. */
  ground(files?: Record<string, string>): Promise<Ground>;
  /** Opens a session in a repository; the model speaks these lines. */
  talk(ground: Ground, lines: Lines): Promise<Talk>;
  /** Makes a repository and opens a session in it. */
  begin(lines: Lines): Promise<{ ground: Ground; talk: Talk }>;
  /** Gives the model other lines for an open session. */
  speak(lines: Lines): Promise<void>;
  close(): Promise<void>;
}

/**
 * The arena of a file or `describe`, open from before its first case until after its last case. Its OpenCode is
 * borrowed if the options are only `sandbox` and `undo`; a case that kills or damages its OpenCode uses `openArena`.
 */
export function sharedArena(options: HostOptions = {}): Arena {
  const arena = {} as Arena;
  const { sandbox = "auto", undo = false, ...rest } = options;
  beforeAll(async () => {
    const alone = Object.keys(rest).length > 0;
    Object.assign(arena, await (alone ? openArena(options) : borrowArena({ sandbox, undo })));
  });
  // Without a start there is nothing to close.
  afterAll(() => (arena as Partial<Arena>).close?.());
  return arena;
}

/** An arena with its own OpenCode. */
export async function openArena(options: HostOptions = {}): Promise<Arena> {
  const model = await ownModel(options);
  const where = { packed: inject("packed"), opencode: inject("opencode"), baseURL: model.url };
  try {
    const started = await startTestHost(where, options);
    return await attach({ ...started, model }, started.running, started.close);
  } catch (error) {
    await model.stop();
    throw error;
  }
}

/** An arena with an OpenCode that other files use before and after. */
async function borrowArena(options: LoanRequest["options"]): Promise<Arena> {
  const model = await ownModel({});
  const modelPort = Number(new URL(model.url).port);
  try {
    const { loan, giveBack } = await borrow(inject("hostPool"), { options, modelPort });
    return await attach({ ...loan, model }, borrowed(loan), async () => giveBack());
  } catch (error) {
    await model.stop();
    throw error;
  }
}

/** An arena over a running OpenCode, which is released if its events cannot be read. */
async function attach(
  parts: Pick<Arena, "model" | "env"> & { address: ServerAddress; folder: string },
  running: ServeProcess,
  release: () => Promise<void>,
): Promise<Arena> {
  try {
    const host = await attachHost(running, parts.address);
    return arenaOf({ ...parts, host }, async () => {
      await host.stop();
      await release();
      await parts.model.stop();
    });
  } catch (error) {
    await release();
    throw error;
  }
}

function ownModel({ modelId }: HostOptions): Promise<ModelServer> {
  return startModelServer({ script: script({}), ...(modelId ? { modelId } : {}) });
}

function borrowed({ pid, logFile }: Loan): ServeProcess {
  return {
    pid,
    // A borrower must not end this OpenCode: `kill` throws, and `stop` leaves the end to the owner.
    exited: new Promise(() => undefined),
    log: () => readFileSync(logFile, "utf8"),
    kill() {
      throw new Error("This OpenCode is borrowed: kill one of `openArena`.");
    },
    stop: async () => undefined,
  };
}

function arenaOf(
  parts: Pick<Arena, "host" | "model" | "env"> & { folder: string },
  close: () => Promise<void>,
): Arena {
  const { host, model, env, folder } = parts;
  let grounds = 0;
  const arena: Arena = {
    host,
    model,
    env,
    opencode: inject("opencode"),
    ground: (files) => newGround(join(folder, `project-${++grounds}`), env, files),
    async talk(ground, lines) {
      await model.setScript(script(lines));
      const session = await host.createSession(ground.dir, "commander", "Case");
      return new Talk({ host, model, ground, session });
    },
    async begin(lines) {
      const ground = await arena.ground();
      return { ground, talk: await arena.talk(ground, lines) };
    },
    speak: (lines) => model.setScript(script(lines)),
    close,
  };
  return arena;
}
