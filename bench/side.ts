import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepository } from "../src/git/history.ts";
import type { OpenCode } from "../src/host/find.ts";
import { isolatedHome } from "../src/host/isolated-home.ts";
import { type Host, startServe } from "../src/host/serve.ts";
import type { Script } from "../src/scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../src/scripted-model/server.ts";

/** Subject and settings of the benchmark. */
export interface Bench {
  readonly opencode: OpenCode;
  readonly root: string;
  readonly plugin: string;
  /** The value of PATH. */
  readonly searchPath: string;
  readonly repetitions: { readonly starts: number; readonly swarms: number };
  /** Prints the current measurement. */
  readonly note: (text: string) => void;
}

export type Kind = "bare" | "ours";
export const KINDS: readonly Kind[] = ["bare", "ours"];

/** OpenCode with or without the plugin, with its own home, repository and model. */
export interface Side {
  readonly kind: Kind;
  readonly model: ModelServer;
  readonly repository: string;
  /** The agent the user talks to. */
  readonly agent: string;
  /** `more`: variables beside those of its home. */
  start(more?: Readonly<Record<string, string>>): Promise<Host>;
  close(): Promise<void>;
}

/** A busy machine is no reason to lose what was measured so far. */
const START_MS = 600_000;
/** A window in which the host has nothing to sum up. */
const WIDE = { context: 8_000_000, output: 16_384 };
const UNSUMMED = {
  compaction: { auto: false },
  provider: { vllm: { models: { "qwen3-coder-next": { limit: WIDE } } } },
};

/** `wide`: measures calls whose outputs no real window holds, without the host's summaries. */
export async function openSide(
  bench: Bench,
  kind: Kind,
  script: Script,
  wide = false,
): Promise<Side> {
  const { opencode, root, plugin, searchPath } = bench;
  const folder = await realpath(await mkdtemp(join(tmpdir(), `aegis-bench-${kind}-`)));
  const length = wide ? { maxModelLen: WIDE.context } : {};
  const model = await startModelServer({ script, ...length });
  const home = await isolatedHome(folder, {
    baseURL: model.url,
    searchPath,
    packageRoot: root,
    ...(wide ? { config: UNSUMMED } : {}),
    ...(kind === "ours" ? { plugin } : {}),
  });
  const repository = await newRepository(join(folder, "project"));
  return {
    kind,
    model,
    repository,
    agent: kind === "ours" ? "commander" : "build",
    start: (more = {}) =>
      startServe({
        ...{ opencode, cwd: repository, env: { ...home.env, ...more } },
        startTimeoutMs: START_MS,
      }),
    async close() {
      await model.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a small repository with one commit. Returns its path. */
export async function newRepository(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "README.md"), "# bench\n");
  await createRepository(directory, process.env, {
    name: "Aegis Bench",
    email: "bench@localhost",
  });
  return directory;
}
