import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa, type Options } from "execa";
import { afterAll, beforeAll, inject } from "vitest";
import { freePort } from "./serve-scene.ts";
import { ROOT } from "./setup-scene.ts";
import type { TinyModel } from "./vllm-models.ts";

const BIN = join(ROOT, "bin/oh-my-qwencoder.js");
/** Enough for a cold start on two busy cores. */
const START_MS = 400_000;

/** A machine with a real vLLM for the CPU, its own home and a free port. */
export interface VllmScene {
  dir: string;
  origin: string;
  env: Readonly<Record<string, string>>;
  /** `oh-my-qwencoder …` as a user runs it. */
  command(args: readonly string[], cwd?: string): ReturnType<typeof start>;
  /** Running processes of this scene. */
  alive(): Promise<string[]>;
}

export async function vllmScene(model: TinyModel, more: Record<string, string> = {}) {
  const { command, models } = inject("vllm");
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-vllm-")));
  const port = await freePort();
  for (const folder of ["home", "tmp"]) await mkdir(join(dir, folder));
  const env = {
    HOME: join(dir, "home"),
    TMPDIR: join(dir, "tmp"),
    PATH: [join(ROOT, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
    LANG: "C.UTF-8",
    AEGIS_GPU: "none",
    AEGIS_VLLM: command,
    AEGIS_MODEL: models[model],
    AEGIS_PORT: String(port),
    VLLM_CPU_KVCACHE_SPACE: "1",
    SCENE: dir,
    ...more,
  };
  const scene: VllmScene = {
    ...{ dir, env, origin: `http://127.0.0.1:${port}` },
    command: (args, cwd = dir) => start(process.execPath, [BIN, ...args], env, cwd),
    alive: () => processesOf(dir),
  };
  return scene;
}

/** Ends the processes that a failed test has left, and removes the folder. */
export async function closeScene({ dir }: VllmScene): Promise<void> {
  for (const pid of await processesOf(dir)) {
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch (error) {
      // The process has ended together with another process.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** One real vLLM for a whole file, started by `scripts/start-vllm.sh` with these additional flags. */
export function sharedVllm(
  model: TinyModel,
  env: Record<string, string>,
  flags: readonly string[],
): VllmScene {
  const shared = {} as VllmScene;
  let server: ReturnType<typeof start> | undefined;
  beforeAll(async () => {
    const scene = await vllmScene(model, env);
    const script = join(ROOT, "scripts/start-vllm.sh");
    server = start("bash", [script, "--", ...flags], scene.env, scene.dir);
    let log = "";
    server.all.on("data", (chunk) => {
      log += chunk;
    });
    Object.assign(shared, scene);
    let ended = false;
    server.on("exit", () => {
      ended = true;
    });
    for (const over = Date.now() + START_MS; !ended && Date.now() < over; await delay(500))
      if (await answers(`${scene.origin}/health`)) return;
    throw new Error(`vLLM ${ended ? "ended" : "is not up in time"}: ${log.slice(-3_000)}`);
  });
  afterAll(async () => {
    server?.kill("SIGTERM");
    await server;
    // The last process removes vLLM's files in shared memory.
    for (const over = Date.now() + 10_000; Date.now() < over; await delay(200))
      if ((await shared.alive()).length === 0) break;
    await closeScene(shared);
  });
  return shared;
}

function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
) {
  const options = {
    env,
    cwd,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    all: true,
  } as const;
  return execa(file, args, options satisfies Options);
}

async function answers(address: string): Promise<boolean> {
  // Nothing listens at the address before vLLM is up.
  return (await fetch(address).catch(() => undefined))?.status === 200;
}

/**
 * Finds processes by their folder or their environment: vLLM's engines overwrite their environment with their names.
 */
async function processesOf(dir: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // The process belongs to another user or has ended meanwhile.
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
      const folder = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      const marked = (await read("environ")).split("\0").includes(`SCENE=${dir}`);
      return (folder === dir || marked) && !/^State:\s+Z/m.test(await read("status"));
    }),
  );
  return pids.filter((_, at) => found[at]);
}
