import { mkdir, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { type RunOptions, type RunResult, run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { SETTINGS_FILE } from "../kit/state-paths.ts";
import { type ShellScope, shellEnvironment } from "./environment.ts";
import { systemView } from "./view/find-view.ts";

/** How agent shells are confined on this machine. `compare` is detection, not a boundary. */
export type Sandbox =
  | (Bubblewrap & {
      kind: "bubblewrap";
      /** Why no filter of system calls can be used here; absent if it holds. */
      unfiltered?: string;
    })
  | { kind: "compare"; reason: string };

interface Bubblewrap {
  version: string;
  path: string;
  /** True if its private folders can have a size: `--size`. */
  sizesFolders: boolean;
}

const S_ISUID = 0o4000;

const HINT =
  "Install bubblewrap and allow unprivileged user namespaces (see `oh-my-qwencoder doctor`), " +
  `or set "sandbox": "auto" in ${SETTINGS_FILE} to work with compare-and-restore.`;
const FILTER_HINT =
  "The filter of system calls needs a kernel with seccomp on x86_64 or aarch64. " +
  `Set "sandbox": "auto" in ${SETTINGS_FILE} to work in bubblewrap without it.`;

/**
 * Finds out which sandbox works here by running the wrapper itself: the wrapper must write where it may and must fail
 * where it may not. `shell` is the absolute path of templates/shell/bash. Throws SANDBOX_UNAVAILABLE in strict mode if
 * bubblewrap or its filter of system calls does not work.
 */
export async function probeSandbox(input: {
  mode: "auto" | "strict" | "off";
  shell: string;
  env: Environment;
}): Promise<Sandbox> {
  if (input.mode === "off") return { kind: "compare", reason: "switched off in the configuration" };
  const found = await findBubblewrap(input.env);
  const sandbox: Sandbox = found
    ? await tryOut(found, (filtered) => confinementFault({ ...input, ...found, filtered }))
    : { kind: "compare", reason: "bubblewrap (bwrap) is not installed" };
  const why = sandbox.kind === "compare" ? sandbox.reason : sandbox.unfiltered;
  const hint = sandbox.kind === "compare" ? HINT : FILTER_HINT;
  if (why !== undefined && input.mode === "strict") {
    throw new AegisError("SANDBOX_UNAVAILABLE", `The shell sandbox cannot be used: ${why}`, hint);
  }
  return sandbox;
}

/** With the filter of system calls if it can be used here, else without. */
async function tryOut(
  found: Bubblewrap,
  faultOf: (filtered: boolean) => Promise<string | undefined>,
): Promise<Sandbox> {
  const unfiltered = await faultOf(true);
  if (unfiltered === undefined) return { kind: "bubblewrap", ...found };
  const reason = await faultOf(false);
  return reason === undefined
    ? { kind: "bubblewrap", ...found, unfiltered }
    : { kind: "compare", reason };
}

/**
 * The bubblewrap of this machine; undefined if there is none. AppArmor rules that allow user namespaces name
 * /usr/bin/bwrap, so that path comes first.
 */
export async function findBubblewrap(env: Environment): Promise<Bubblewrap | undefined> {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((dir) => dir.startsWith("/"));
  const candidates = new Set(["/usr/bin/bwrap", ...onPath.map((dir) => join(dir, "bwrap"))]);
  for (const path of candidates) {
    const result = await probe({ argv: [path, "--version"], env });
    if (result?.code !== 0) continue;
    const version = result.stdout.toString().replace(/^\D*/, "").trim();
    const help = await probe({ argv: [path, "--help"], env });
    return { path, version, sizesFolders: /--size\b/.test(help?.stdout.toString() ?? "") };
  }
  return undefined;
}

/** Undefined if the wrapper confines a shell, otherwise one line with the fault. */
async function confinementFault({
  shell,
  path,
  env,
  filtered,
}: {
  shell: string;
  path: string;
  env: Environment;
  filtered: boolean;
}): Promise<string | undefined> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-probe-")));
  try {
    const open = join(dir, "open");
    await mkdir(open);
    const command = sandboxedCommand({
      shell,
      // The filter refuses the mode of a program that runs with the rights of its owner.
      command: "echo a > in; echo b > ../out; chmod u+s in 2>/dev/null; [ -e in ]",
      env,
      scope: {
        kind: "bubblewrap",
        callID: "probe",
        readOnly: [dir],
        readWrite: [open],
        protect: [],
        network: false,
        view: systemView(env),
        confinement: { AEGIS_BWRAP: path, AEGIS_FILTER: filtered ? "own" : "off" },
      },
    });
    const result = await probe({
      argv: [command.file, ...command.args],
      cwd: open,
      env: command.env,
    });
    if (!result) return `${shell} cannot be started`;
    if (result.code !== 0) return lastLine(result.stderr.toString()) ?? endOf(result);
    const [inside, outside] = await Promise.all([
      exists(join(open, "in")),
      exists(join(dir, "out")),
    ]);
    if (!inside) return "the sandboxed shell could not write inside its scope";
    if (outside) return "the sandboxed shell could write outside its scope";
    const { mode } = await stat(join(open, "in"));
    return filtered && mode & S_ISUID ? "the filter of system calls let one pass" : undefined;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A command line in the same wrapper as an agent's shell, for our own process to run. */
export function sandboxedCommand(input: {
  shell: string;
  command: string;
  env: Environment;
  scope: Omit<ShellScope, "env">;
}): { file: string; args: string[]; env: Record<string, string> } {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.env)) {
    if (value !== undefined) env[name] = value;
  }
  Object.assign(env, shellEnvironment({ ...input.scope, env: input.env }));
  return { file: input.shell, args: ["-c", input.command], env };
}

/** Undefined if the program cannot be started. */
async function probe(options: RunOptions): Promise<RunResult | undefined> {
  return run({ ...options, timeoutMs: 10_000, graceMs: 1_000 }).catch((error: unknown) => {
    if (!isNotStarted(error)) throw error;
    return undefined;
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function endOf({ code, signal }: RunResult): string {
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1) || undefined;
}
