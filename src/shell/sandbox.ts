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
  | { kind: "bubblewrap"; version: string; path: string }
  | { kind: "compare"; reason: string };

const HINT =
  "Install bubblewrap and allow unprivileged user namespaces (see `oh-my-qwencoder doctor`), " +
  `or set "sandbox": "auto" in ${SETTINGS_FILE} to work with compare-and-restore.`;

/**
 * Finds out which sandbox works here by running the wrapper itself: the wrapper must write where it may and must fail
 * where it may not. `shell` is the absolute path of templates/shell/bash. Throws SANDBOX_UNAVAILABLE in strict mode if
 * bubblewrap does not work.
 */
export async function probeSandbox(input: {
  mode: "auto" | "strict" | "off";
  shell: string;
  env: Environment;
}): Promise<Sandbox> {
  if (input.mode === "off") return { kind: "compare", reason: "switched off in the configuration" };
  const found = await findBubblewrap(input.env);
  const reason = found
    ? await confinementFault(input.shell, found.path, input.env)
    : "bubblewrap (bwrap) is not installed";
  if (found && reason === undefined) return { kind: "bubblewrap", ...found };
  const why = reason ?? "unknown";
  if (input.mode === "strict") {
    throw new AegisError("SANDBOX_UNAVAILABLE", `The shell sandbox cannot be used: ${why}`, HINT);
  }
  return { kind: "compare", reason: why };
}

// AppArmor rules that allow user namespaces name /usr/bin/bwrap, so that path comes first.
async function findBubblewrap(
  env: Environment,
): Promise<{ path: string; version: string } | undefined> {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((dir) => dir.startsWith("/"));
  const candidates = new Set(["/usr/bin/bwrap", ...onPath.map((dir) => join(dir, "bwrap"))]);
  for (const path of candidates) {
    const result = await probe({ argv: [path, "--version"], env });
    if (result?.code === 0)
      return { path, version: result.stdout.toString().replace(/^\D*/, "").trim() };
  }
  return undefined;
}

/** Undefined if the wrapper confines a shell, otherwise one line with the fault. */
async function confinementFault(
  shell: string,
  bwrap: string,
  env: Environment,
): Promise<string | undefined> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-probe-")));
  try {
    const open = join(dir, "open");
    await mkdir(open);
    const command = sandboxedCommand({
      shell,
      command: "echo a > in; echo b > ../out; [ -e in ]",
      env,
      scope: {
        kind: "bubblewrap",
        callID: "probe",
        readOnly: [dir],
        readWrite: [open],
        protect: [],
        network: false,
        view: systemView(env),
        bwrap,
      },
    });
    const result = await probe({
      argv: [command.file, ...command.args],
      cwd: open,
      env: command.env,
    });
    if (!result) return `${shell} cannot be started`;
    if (result.code !== 0) return lastLine(result.stderr.toString()) ?? `exit code ${result.code}`;
    const [inside, outside] = await Promise.all([
      exists(join(open, "in")),
      exists(join(dir, "out")),
    ]);
    if (!inside) return "the sandboxed shell could not write inside its scope";
    return outside ? "the sandboxed shell could write outside its scope" : undefined;
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

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1) || undefined;
}
