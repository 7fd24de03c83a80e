import { chmod, mkdtemp, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { type RunResult, run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { removeTree } from "../kit/remove-tree.ts";
import { PREPARE, preparedFiles, type StandIns } from "./core/namespace.ts";
import { layerRoots } from "./core/roots.ts";

/** Namespaces of its own for user, network, mounts and processes; all processes end with the first one. */
const ALONE = ["unshare", "-Urnmpf", "--mount-proc", "--kill-child"] as const;

const TRIAL_MS = 60_000;

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

/** Runs a command where everything that leaves ends in a sink. Throws AUDIT_STOPPED, AUDIT_FAILED. */
export async function runInNamespace(options: NamespaceOptions): Promise<string> {
  const { code, ended, stdout, stderr } = await enter(options);
  if (ended === "abort")
    throw new AegisError("AUDIT_STOPPED", "The audit was stopped.", "Repeat the command.");
  if (code === 0) return stdout.toString();
  const why =
    ended === "limit"
      ? `it did not end within ${options.limitMs / 1000} s`
      : lastLine(stderr.toString()) || `it ended with ${code}`;
  throw new AegisError(
    "AUDIT_FAILED",
    `The audit could not look: ${why}`,
    "Repeat the command with a longer --timeout (seconds).",
  );
}

/** Why such a network cannot be made here, in the system's own words; undefined if it can. */
export async function whyNoNamespace(
  options: Pick<NamespaceOptions, "env" | "standIns" | "writable" | "signal">,
): Promise<string | undefined> {
  if (process.platform !== "linux") return `this system is ${process.platform}`;
  const trial = { ...options, command: ["true"], limitMs: TRIAL_MS };
  const result = await enter(trial).catch((error: unknown) => {
    if (isNotStarted(error)) return error.message;
    throw error;
  });
  if (typeof result === "string") return result;
  const { code, stderr } = result;
  return code === 0 ? undefined : lastLine(stderr.toString()) || `it ended with ${code}`;
}

async function enter(options: NamespaceOptions): Promise<RunResult> {
  const { command, env, standIns, limitMs, signal } = options;
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-egress-")));
  try {
    const roots = layerRoots(await present(options.writable));
    const files = preparedFiles({ standIns, roots, hostname: hostname() });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await run({
      argv: [...ALONE, "sh", "-c", PREPARE, "sh", folder, ...command],
      ...{ cwd: "/", env, timeoutMs: limitMs, group: true, endWithUs: true, signal },
    });
  } finally {
    await removeLayers(folder);
  }
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

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
