import { resolve } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import { SETTINGS_FILE } from "../kit/state-paths.ts";
import { type Bubblewrap, confinementFault, findBubblewrap } from "./bubblewrap.ts";
import { tryLandlock } from "./landlock/probe.ts";
import { findRuntime, RUNTIME_PACKAGE, type Runtime } from "./runtime/find-runtime.ts";
import { runtimeFault } from "./runtime/probe.ts";

/** How agent shells are confined on this machine. `compare` is detection, not a boundary. */
export type Sandbox = Found | Landlock | SandboxRuntime;

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

/** The sandbox of another package, which the user installed beside ours. */
interface SandboxRuntime extends Runtime {
  kind: "runtime";
  /** OpenCode's own program. */
  launcher: string;
}

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

const RUNTIME_HINT = say(
  `Install ${RUNTIME_PACKAGE} beside this package (see \`oh-my-qwencoder doctor\`), or set ${AUTO} in ${SETTINGS_FILE} to work with the layer that holds.`,
  `이 패키지 옆에 ${RUNTIME_PACKAGE}을(를) 설치하거나(\`oh-my-qwencoder doctor\` 참고), 쓸 수 있는 계층을 쓰려면 ${SETTINGS_FILE}에 ${AUTO}를 설정하세요.`,
);

/** On what the probe looks. */
interface ProbeInput {
  mode: "auto" | "strict" | "landlock" | "runtime" | "off";
  /** The absolute path of templates/shell/bash. */
  shell: string;
  env: Environment;
  /** Finds OpenCode's own program, without which neither Landlock nor sandbox-runtime is tried. */
  launcher?: () => Promise<string | undefined>;
  /** Longest time of one trial. */
  limitMs?: number;
  platform?: NodeJS.Platform;
}

/**
 * Finds out which layer works here by running the wrapper itself: the wrapper must write where it may and must fail
 * where it may not. Bubblewrap comes first, then Landlock; on macOS sandbox-runtime alone. Throws SANDBOX_UNAVAILABLE in
 * strict mode if bubblewrap or its filter of system calls does not work, and in landlock and runtime mode if that layer
 * does not. Throws SANDBOX_TRIAL_LATE if a trial had no time: a slow machine must not get a lower layer.
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
  if (input.mode === "runtime") {
    const chosen = await runtime(input);
    return chosen.kind === "runtime" ? chosen : unavailable(chosen.reason, RUNTIME_HINT);
  }
  if (input.mode === "auto" && platformOf(input) === "darwin") return runtime(input);
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

function platformOf({ platform = process.platform }: ProbeInput): NodeJS.Platform {
  return platform;
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
  const launcher = platformOf(input) === "linux" ? await input.launcher?.() : undefined;
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

/** sandbox-runtime if it is installed and works here, else compare-and-restore. */
async function runtime(input: ProbeInput): Promise<SandboxRuntime | Compare> {
  const fault = (why: Sentence): Compare => ({
    kind: "compare",
    reason: say(`${RUNTIME_PACKAGE}: ${why.en}`, `${RUNTIME_PACKAGE}: ${why.ko}`),
  });
  const found = await findRuntime(resolve(input.shell, "../../..")).catch((error: unknown) =>
    alike(error instanceof Error ? error.message : String(error)),
  );
  if (found === undefined)
    return fault(
      say("it is not installed beside this package", "이 패키지 옆에 설치되어 있지 않습니다"),
    );
  if (!("entry" in found)) return fault(found);
  const launcher = await input.launcher?.();
  if (launcher === undefined)
    return fault(
      say("OpenCode's own program was not found", "OpenCode 실행 파일을 찾지 못했습니다"),
    );
  const lack = await runtimeFault({ ...input, launcher }, found);
  return lack === undefined ? { kind: "runtime", launcher, ...found } : fault(lack);
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
