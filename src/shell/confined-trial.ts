import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { realPath } from "../kit/real-path.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import { openDoor } from "./door.ts";
import type { SandboxKind } from "./port.ts";
import { sandboxedCommand, trialMark } from "./sandboxed-command.ts";
import { exists, faultOf, tryProgram } from "./trial.ts";
import { systemView } from "./view/find-view.ts";

export interface Trial {
  /** The absolute path of templates/shell/bash. */
  shell: string;
  /** OpenCode's own program. */
  launcher: string;
  env: Environment;
  limitMs?: number;
}

/** What a layer is tried with besides what every layer must hold. */
interface Extra<Result> {
  kind: SandboxKind;
  confinement: Record<string, string>;
  /** Lines that leave traces in the folder that may be written. */
  lines: readonly string[];
  /** Looks at the traces in this folder, while the folder is there. */
  look: (open: string) => Promise<Result>;
  /** True if the layer can protect and hide what lies in a folder that may be written. */
  holdsInside: boolean;
}

/**
 * Runs the wrapper: it must write inside and must not write, read or connect outside. `fault` is one line about what
 * does not hold.
 */
export async function tryConfined<Result>(
  trial: Trial,
  { kind, confinement, lines, look, holdsInside }: Extra<Result>,
): Promise<Result | { fault: Sentence }> {
  const dir = realPath(await mkdtemp(join(tmpdir(), "aegis-probe-")));
  const door = await openDoor();
  try {
    const [open, shown] = [join(dir, "open"), join(dir, "shown")];
    await Promise.all([mkdir(open), mkdir(shown)]);
    const [protect, secret] = [join(open, "protected"), join(open, "secret")];
    for (const file of [join(dir, "closed"), join(shown, "file"), protect, secret])
      await writeFile(file, WORD);
    const { file, args, env } = sandboxedCommand({
      shell: trial.shell,
      command: [...attempts(door.port), ...lines, "[ -e in ]"].join("; "),
      env: trial.env,
      scope: {
        kind,
        callID: trialMark(),
        readOnly: [shown],
        readWrite: [open],
        protect: holdsInside ? [protect] : [],
        secrets: holdsInside ? [secret] : [],
        network: false,
        view: systemView(trial.env),
        confinement,
      },
    });
    const result = await tryProgram({ argv: [file, ...args], cwd: open, env }, trial.limitMs);
    if (!result)
      return {
        fault: say(`${trial.shell} cannot be started`, `${trial.shell}을(를) 시작할 수 없습니다`),
      };
    if (result.code !== 0) return { fault: alike(faultOf(result)) };
    const fault = await breach(dir, holdsInside);
    if (fault !== undefined) return { fault };
    if (door.visits() > 0) return { fault: CONNECTED };
    return await look(open);
  } finally {
    await door.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const WORD = "closed\n";

/** Each attempt leaves a trace in the folder that may be written. */
function attempts(port: number): string[] {
  return [
    "exec 2>/dev/null",
    "echo a > in",
    "echo b > ../out",
    "echo b > ../shown/out",
    "echo b > protected",
    "cat ../closed > read",
    "cat secret > told",
    `(exec 3<>/dev/tcp/127.0.0.1/${port})`,
  ];
}

async function breach(dir: string, holdsInside: boolean): Promise<Sentence | undefined> {
  const open = join(dir, "open");
  const holds = (name: string, text: string) =>
    readFile(join(open, name), "utf8").then((found) => found === text);
  if (!(await exists(join(open, "in"))))
    return say(
      "the confined shell could not write inside its scope",
      "격리한 셸이 범위 안에 쓰지 못했습니다",
    );
  if ((await exists(join(dir, "out"))) || (await exists(join(dir, "shown", "out"))))
    return say(
      "the confined shell could write outside its scope",
      "격리한 셸이 범위 밖에 쓸 수 있었습니다",
    );
  if (holdsInside && !(await holds("protected", WORD)))
    return say(
      "the confined shell could write a protected file",
      "격리한 셸이 보호된 파일에 쓸 수 있었습니다",
    );
  if (!(await holds("read", "")) || (holdsInside && !(await holds("told", ""))))
    return say(
      "the confined shell could read what it must not see",
      "격리한 셸이 보면 안 되는 것을 읽을 수 있었습니다",
    );
  return undefined;
}

const CONNECTED = say(
  "the confined shell could reach a port of this machine",
  "격리한 셸이 이 컴퓨터의 포트에 접속할 수 있었습니다",
);
