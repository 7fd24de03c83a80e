import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { realPath } from "../kit/real-path.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import { SETTINGS_FILE } from "../kit/state-paths.ts";
import { tryLandlock } from "./landlock/probe.ts";
import { sandboxedCommand, trialMark } from "./sandboxed-command.ts";
import { exists, faultOf, tryProgram } from "./trial.ts";
import { systemView } from "./view/find-view.ts";

/** How agent shells are confined on this machine. `compare` is detection, not a boundary. */
export type Sandbox = Found | Landlock;

type Found =
  | (Bubblewrap & {
      kind: "bubblewrap";
      /** Why no filter of system calls can be used here; absent if it holds. */
      unfiltered?: Sentence;
    })
  | Compare;

interface Compare {
  kind: "compare";
  /** Why no kernel holds the shells. */
  reason: Sentence;
}

interface Landlock {
  kind: "landlock";
  /** OpenCode's own program. */
  launcher: string;
  /** True if signals to processes outside pass. */
  signals: boolean;
  /** Why it is not bubblewrap. */
  reason: Sentence;
}

interface Bubblewrap {
  version: string;
  path: string;
  /** True if its private folders can have a size: `--size`. */
  sizesFolders: boolean;
}

const S_ISUID = 0o4000;

const AUTO = `"sandbox": "auto"`;
const HINT = say(
  `Install bubblewrap and allow unprivileged user namespaces (see \`oh-my-qwencoder doctor\`), or set ${AUTO} in ${SETTINGS_FILE} to work with the next layer that holds.`,
  `bubblewrap을 설치하고 비특권 사용자 네임스페이스를 허용하거나(\`oh-my-qwencoder doctor\` 참고), ${SETTINGS_FILE}에 ${AUTO}를 설정해 그다음으로 강한 계층을 쓰세요.`,
);
const FILTER_HINT = say(
  `The filter of system calls needs a kernel with seccomp on x86_64 or aarch64. Set ${AUTO} in ${SETTINGS_FILE} to work in bubblewrap without it.`,
  `시스템 호출 필터에는 x86_64나 aarch64의 seccomp 지원 커널이 필요합니다. 필터 없이 bubblewrap을 쓰려면 ${SETTINGS_FILE}에 ${AUTO}를 설정하세요.`,
);
const LANDLOCK_HINT = say(
  `Landlock needs Linux 6.2 or later with seccomp, on x86_64 or aarch64. Set ${AUTO} in ${SETTINGS_FILE} to work with the layer that holds.`,
  `Landlock에는 x86_64나 aarch64의 seccomp 지원 Linux 6.2 이상이 필요합니다. 쓸 수 있는 계층을 쓰려면 ${SETTINGS_FILE}에 ${AUTO}를 설정하세요.`,
);

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
  if (input.mode === "off")
    return {
      kind: "compare",
      reason: say("switched off in the configuration", "설정에서 껐습니다"),
    };
  if (input.mode === "landlock") {
    const chosen = await landlock(
      input,
      say("Landlock is chosen in the configuration", "설정에서 Landlock을 골랐습니다"),
    );
    return chosen.kind === "landlock" ? chosen : unavailable(chosen.reason, LANDLOCK_HINT);
  }
  const found = await findBubblewrap(input.env, input.limitMs);
  const sandbox: Found = found
    ? await tryOut(found, (filtered) => confinementFault({ ...input, ...found, filtered }))
    : {
        kind: "compare",
        reason: say(
          "bubblewrap (bwrap) is not installed",
          "bubblewrap(bwrap)이 설치되어 있지 않습니다",
        ),
      };
  const strict = input.mode === "strict";
  if (sandbox.kind === "compare")
    return strict ? unavailable(sandbox.reason, HINT) : landlock(input, sandbox.reason);
  if (strict && sandbox.unfiltered !== undefined) unavailable(sandbox.unfiltered, FILTER_HINT);
  return sandbox;
}

function unavailable(why: Sentence, hint: Sentence): never {
  throw new AegisError(
    "SANDBOX_UNAVAILABLE",
    say(
      `The shell sandbox cannot be used: ${why.en}`,
      `셸 샌드박스를 사용할 수 없습니다: ${why.ko}`,
    ),
    hint,
  );
}

/** Landlock if it works here, else compare-and-restore. */
async function landlock(input: ProbeInput, reason: Sentence): Promise<Landlock | Compare> {
  const launcher = process.platform === "linux" ? await input.launcher?.() : undefined;
  if (launcher === undefined) return { kind: "compare", reason };
  const found = await tryLandlock({ ...input, launcher });
  return "fault" in found
    ? {
        kind: "compare",
        reason: say(
          `${reason.en}; Landlock: ${found.fault.en}`,
          `${reason.ko}; Landlock: ${found.fault.ko}`,
        ),
      }
    : { kind: "landlock", launcher, reason, ...found };
}

/** With the filter of system calls if it can be used here, else without. */
async function tryOut(
  found: Bubblewrap,
  lack: (filtered: boolean) => Promise<Sentence | undefined>,
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
export async function findBubblewrap(
  env: Environment,
  limitMs?: number,
): Promise<Bubblewrap | undefined> {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((dir) => dir.startsWith("/"));
  const candidates = new Set(["/usr/bin/bwrap", ...onPath.map((dir) => join(dir, "bwrap"))]);
  for (const path of candidates) {
    const result = await tryProgram({ argv: [path, "--version"], env }, limitMs);
    if (result?.code !== 0) continue;
    const version = result.stdout.toString().replace(/^\D*/, "").trim();
    const help = await tryProgram({ argv: [path, "--help"], env }, limitMs);
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
}): Promise<Sentence | undefined> {
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
        callID: trialMark(),
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
    if (!result) return say(`${shell} cannot be started`, `${shell}을(를) 시작할 수 없습니다`);
    if (result.code !== 0) return alike(faultOf(result));
    const [inside, outside] = await Promise.all([
      exists(join(open, "in")),
      exists(join(dir, "out")),
    ]);
    if (!inside)
      return say(
        "the sandboxed shell could not write inside its scope",
        "샌드박스 안의 셸이 범위 안에 쓰지 못했습니다",
      );
    if (outside)
      return say(
        "the sandboxed shell could write outside its scope",
        "샌드박스 안의 셸이 범위 밖에 쓸 수 있었습니다",
      );
    const { mode } = await stat(join(open, "in"));
    return filtered && mode & S_ISUID
      ? say(
          "the filter of system calls let one pass",
          "시스템 호출 필터가 막아야 할 호출을 막지 못했습니다",
        )
      : undefined;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
