import { chmod, mkdtemp, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { removeTree } from "../kit/remove-tree.ts";
import { PREPARE, preparedFiles, type StandIns } from "./core/namespace.ts";
import { layerRoots } from "./core/roots.ts";

/** Namespaces of its own for user, network, mounts and processes; all processes end with the first one. */
const ALONE = ["unshare", "-Urnmpf", "--mount-proc", "--kill-child"] as const;

export interface NamespaceOptions {
  /** What runs inside, without a network and with the user's files in layers that are thrown away. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly standIns: StandIns;
  /** Absolute folders whose writes are thrown away. */
  readonly writable: readonly string[];
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command where everything that leaves ends in a sink. Throws NO_NAMESPACE with the system's own words. */
export async function runInNamespace(options: NamespaceOptions): Promise<string> {
  const { command, env, standIns, limitMs, signal } = options;
  if (process.platform !== "linux") throw noNamespace(`this system is ${process.platform}`);
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-egress-")));
  try {
    const roots = layerRoots(await present(options.writable));
    const files = preparedFiles({ standIns, roots, hostname: hostname() });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const { code, ended, stdout, stderr } = await run({
      argv: [...ALONE, "sh", "-c", PREPARE, "sh", folder, ...command],
      cwd: "/",
      env,
      timeoutMs: limitMs,
      group: true,
      endWithUs: true,
      signal,
    }).catch(cannotStart);
    if (ended === "abort")
      throw new AegisError("AUDIT_STOPPED", "The audit was stopped.", "Repeat the command.");
    if (ended === "limit") throw noNamespace(`it did not end within ${limitMs / 1000} s`);
    if (code !== 0) throw noNamespace(lastLine(stderr.toString()) || `it ended with ${code}`);
    return stdout.toString();
  } finally {
    await removeLayers(folder);
  }
}

/** Why a namespace cannot be made here; undefined if it can. */
export async function whyNoNamespace(env: Environment): Promise<string | undefined> {
  const { PATH = "" } = env;
  const standIns = { servers: [], hosts: [] };
  const options = { command: ["true"], env: { PATH }, standIns, writable: [], limitMs: 30_000 };
  return runInNamespace(options).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof AegisError) return error.message;
      throw error;
    },
  );
}

async function present(paths: readonly string[]) {
  const there = [];
  for (const path of new Set(paths))
    if (path.startsWith("/") && (await isThere(path))) {
      const real = await realpath(path);
      there.push({ path: real, device: (await stat(real)).dev });
    }
  return there;
}

/** A layer's own folder has no rights at all, so that only its owner can open it to remove it. */
async function removeLayers(folder: string): Promise<void> {
  const layers = join(folder, "layers");
  if (await isThere(layers))
    for (const name of await readdir(layers)) {
      const work = join(layers, name, "work");
      if (name.startsWith("work") && (await isThere(work))) await chmod(work, 0o700);
    }
  await removeTree(folder);
}

function cannotStart(error: unknown): never {
  if (!isNotStarted(error)) throw error;
  throw noNamespace(error.message);
}

function noNamespace(why: string): AegisError {
  return new AegisError(
    "NO_NAMESPACE",
    `The network of the audit cannot be made: ${why}`,
    "Allow unprivileged user namespaces, and install util-linux and iproute2.",
  );
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
