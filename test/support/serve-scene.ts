import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type Options } from "execa";
import { onTestFinished } from "vitest";
import { ROOT } from "./setup-scene.ts";

export const SCRIPT = join(ROOT, "scripts/start-vllm.sh");
export const BIN = join(ROOT, "bin/oh-my-qwencoder.js");

/** A GPU host: fake `vllm` and `nvidia-smi` on PATH, its own home and a free port. */
export interface ServeScene {
  dir: string;
  home: string;
  port: number;
  env: Record<string, string>;
  /** Calls of the fake, without the version calls. */
  calls(): Promise<{ command: string; args: string[]; env: Record<string, string> }[]>;
  script(args?: readonly string[], env?: Record<string, string>): Run;
  command(args?: readonly string[], env?: Record<string, string>): Run;
  /** Running processes that carry this scene's mark. */
  alive(): Promise<string[]>;
}
type Run = ReturnType<typeof start>;

/** GPUs: memory in MiB as "total,free" each. */
export async function serveScene(
  gpus: readonly string[] = ["143771,143000"],
  { router = false } = {},
): Promise<ServeScene> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-serve-")));
  const home = join(dir, "home");
  const bin = join(dir, "bin");
  for (const folder of [home, bin]) await mkdir(folder);
  await symlink(join(ROOT, "test/support/fake-vllm.mjs"), join(bin, "vllm"));
  if (router) await symlink(join(ROOT, "test/support/fake-router.mjs"), join(bin, "vllm-router"));
  const rows = gpus.map((memory, index) => {
    const [total = "", free = ""] = memory.split(",");
    return {
      list: `${index}, NVIDIA H200, ${total}`,
      full: `${index}, NVIDIA H200, ${total}, ${free}, 580.65`,
    };
  });
  const smi = [
    "#!/bin/sh",
    'case "$1" in *memory.free*) cat <<X',
    ...rows.map(({ full }) => full),
    "X",
    ";; *) cat <<X",
    ...rows.map(({ list }) => list),
    "X",
    ";; esac",
  ];
  await writeFile(join(bin, "nvidia-smi"), `${smi.join("\n")}\n`);
  await chmod(join(bin, "nvidia-smi"), 0o755);
  const model = join(dir, "Qwen3-Coder-Next-FP8");
  await mkdir(model);
  await writeFile(join(model, "config.json"), await readFile(CODER_CONFIG));
  const calls = join(dir, "calls.jsonl");
  const port = await freePort();
  const env = {
    HOME: home,
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    LANG: "C.UTF-8",
    AEGIS_MODEL: model,
    AEGIS_PORT: String(port),
    FAKE_VLLM_CALLS: calls,
    SCENE: dir,
  };
  const scene: ServeScene = {
    ...{ dir, home, env, port },
    calls: async () =>
      (await readFile(calls, "utf8").catch(() => ""))
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    script: (args = [], more = {}) => start("bash", [SCRIPT, ...args], { ...env, ...more }, dir),
    command: (args = [], more = {}) =>
      start(process.execPath, [BIN, "start-vllm", ...args], { ...env, ...more }, dir),
    alive: () => marked(dir),
  };
  onTestFinished(async () => {
    for (const pid of await marked(dir)) process.kill(Number(pid), "SIGKILL");
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return scene;
}

const CODER_CONFIG = join(ROOT, "test/fixtures/vllm/qwen3-coder-next.config.json");

function start(file: string, args: readonly string[], env: Record<string, string>, cwd: string) {
  const options = { env, cwd, extendEnv: false, reject: false, stdin: "ignore" } satisfies Options;
  return execa(file, args, options);
}

/** Finds processes by the mark in their environment, whichever program started them; leaves out zombies. */
async function marked(dir: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  // The process belongs to another user or has ended meanwhile.
  const read = (id: string, file: string) =>
    readFile(`/proc/${id}/${file}`, "utf8").catch(() => "");
  const found = await Promise.all(
    ids.map(async (id) => {
      const ours = (await read(id, "environ")).split("\0").includes(`SCENE=${dir}`);
      return ours && !/^State:\s+Z/m.test(await read(id, "status"));
    }),
  );
  return ids.filter((_, at) => found[at]);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** Ends the fake of mode "dies-later" at this port like a crash, which also cuts the connection. */
export async function letDie(port: number): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/die`).catch(() => undefined);
}
