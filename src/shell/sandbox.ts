import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { realPath } from "../kit/real-path.ts";
import { SETTINGS_FILE } from "../kit/state-paths.ts";
import { tryLandlock } from "./landlock/probe.ts";
import { sandboxedCommand } from "./sandboxed-command.ts";
import { exists, faultOf, tryProgram } from "./trial.ts";
import { systemView } from "./view/find-view.ts";

/** How agent shells are confined on this machine. `compare` is detection, not a boundary. */
export type Sandbox = Found | Landlock;

type Found =
  | (Bubblewrap & {
      kind: "bubblewrap";
      /** Why no filter of system calls can be used here; absent if it holds. */
      unfiltered?: string;
    })
  | Compare;

interface Compare {
  kind: "compare";
  /** Why no kernel holds the shells. */
  reason: string;
}

interface Landlock {
  kind: "landlock";
  /** OpenCode's own program. */
  launcher: string;
  /** True if signals to processes outside pass. */
  signals: boolean;
  /** Why it is not bubblewrap. */
  reason: string;
}

interface Bubblewrap {
  version: string;
  path: string;
  /** True if its private folders can have a size: `--size`. */
  sizesFolders: boolean;
}

const S_ISUID = 0o4000;

const HINT =
  "Install bubblewrap and allow unprivileged user namespaces (see `oh-my-qwencoder doctor`), " +
  `or set "sandbox": "auto" in ${SETTINGS_FILE} to work with the next layer that holds.`;
const FILTER_HINT =
  "The filter of system calls needs a kernel with seccomp on x86_64 or aarch64. " +
  `Set "sandbox": "auto" in ${SETTINGS_FILE} to work in bubblewrap without it.`;
const LANDLOCK_HINT =
  "Landlock needs Linux 6.2 or later with seccomp, on x86_64 or aarch64. " +
  `Set "sandbox": "auto" in ${SETTINGS_FILE} to work with the layer that holds.`;

/** On what the probe looks. */
interface ProbeInput {
  mode: "auto" | "strict" | "landlock" | "off";
  /** The absolute path of templates/shell/bash. */
  shell: string;
  env: Environment;
  /** Finds OpenCode's own program, without which Landlock is not tried. */
  launcher?: () => Promise<string | undefined>;
  /** Longest time of one trial. */
  limitMs?: number;
}

/**
 * Finds out which layer works here by running the wrapper itself: the wrapper must write where it may and must fail
 * where it may not. Bubblewrap comes first, then Landlock. Throws SANDBOX_UNAVAILABLE in strict mode if bubblewrap or
 * its filter of system calls does not work, and in landlock mode if Landlock does not. Throws SANDBOX_TRIAL_LATE if a trial
 * had no time: a slow machine must not get a lower layer.
 */
export async function probeSandbox(input: ProbeInput): Promise<Sandbox> {
  if (input.mode === "off") return { kind: "compare", reason: "switched off in the configuration" };
  if (input.mode === "landlock") {
    const chosen = await landlock(input, "Landlock is chosen in the configuration");
    return chosen.kind === "landlock" ? chosen : unavailable(chosen.reason, LANDLOCK_HINT);
  }
  const found = await findBubblewrap(input.env);
  const sandbox: Found = found
    ? await tryOut(found, (filtered) => confinementFault({ ...input, ...found, filtered }))
    : { kind: "compare", reason: "bubblewrap (bwrap) is not installed" };
  const strict = input.mode === "strict";
  if (sandbox.kind === "compare")
    return strict ? unavailable(sandbox.reason, HINT) : landlock(input, sandbox.reason);
  if (strict && sandbox.unfiltered !== undefined) unavailable(sandbox.unfiltered, FILTER_HINT);
  return sandbox;
}

function unavailable(why: string, hint: string): never {
  throw new AegisError("SANDBOX_UNAVAILABLE", `The shell sandbox cannot be used: ${why}`, hint);
}

/** Landlock if it works here, else compare-and-restore. */
async function landlock(input: ProbeInput, reason: string): Promise<Landlock | Compare> {
  const launcher = process.platform === "linux" ? await input.launcher?.() : undefined;
  if (launcher === undefined) return { kind: "compare", reason };
  const found = await tryLandlock({ ...input, launcher });
  return "fault" in found
    ? { kind: "compare", reason: `${reason}; Landlock: ${found.fault}` }
    : { kind: "landlock", launcher, reason, ...found };
}

/** With the filter of system calls if it can be used here, else without. */
async function tryOut(
  found: Bubblewrap,
  lack: (filtered: boolean) => Promise<string | undefined>,
): Promise<Found> {
  const unfiltered = await lack(true);
  if (unfiltered === undefined) return { kind: "bubblewrap", ...found };
  const reason = await lack(false);
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
    const result = await tryProgram({ argv: [path, "--version"], env });
    if (result?.code !== 0) continue;
    const version = result.stdout.toString().replace(/^\D*/, "").trim();
    const help = await tryProgram({ argv: [path, "--help"], env });
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
  limitMs,
}: {
  shell: string;
  path: string;
  env: Environment;
  filtered: boolean;
  limitMs?: number;
}): Promise<string | undefined> {
  const dir = realPath(await mkdtemp(join(tmpdir(), "aegis-probe-")));
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
    const argv = [command.file, ...command.args] as const;
    const result = await tryProgram({ argv, cwd: open, env: command.env }, limitMs);
    if (!result) return `${shell} cannot be started`;
    if (result.code !== 0) return faultOf(result);
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
