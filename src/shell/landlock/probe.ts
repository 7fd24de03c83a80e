import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../kit/environment.ts";
import { realPath } from "../../kit/real-path.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { sandboxedCommand, trialMark } from "../sandboxed-command.ts";
import { exists, faultOf, tryProgram } from "../trial.ts";
import { systemView } from "../view/find-view.ts";
import { openDoor } from "./door.ts";

const S_ISUID = 0o4000;

interface Trial {
  /** The absolute path of templates/shell/bash. */
  shell: string;
  /** OpenCode's own program. */
  launcher: string;
  env: Environment;
  limitMs?: number;
}

/**
 * Runs the wrapper under Landlock: it must write inside and must not write, read or connect outside. `fault` is one line
 * about what does not hold; `signals` is true if a signal to this process passes.
 */
export async function tryLandlock(
  trial: Trial,
): Promise<{ signals: boolean } | { fault: Sentence }> {
  const dir = realPath(await mkdtemp(join(tmpdir(), "aegis-probe-")));
  const door = await openDoor();
  try {
    const open = join(dir, "open");
    await mkdir(open);
    await writeFile(join(dir, "closed"), "closed\n");
    const { file, args, env } = sandboxedCommand({
      shell: trial.shell,
      command: attempts(door.port),
      env: trial.env,
      scope: {
        kind: "landlock",
        callID: trialMark(),
        readOnly: [],
        readWrite: [open],
        protect: [],
        network: false,
        view: systemView(trial.env),
        confinement: { AEGIS_BUN: trial.launcher },
      },
    });
    const result = await tryProgram({ argv: [file, ...args], cwd: open, env }, trial.limitMs);
    if (!result)
      return {
        fault: say(`${trial.shell} cannot be started`, `${trial.shell}을(를) 시작할 수 없습니다`),
      };
    if (result.code !== 0) return { fault: alike(faultOf(result)) };
    const fault = await breach(dir, open);
    if (fault !== undefined) return { fault };
    if (door.visits() > 0)
      return {
        fault: say(
          "the confined shell could reach a port of this machine",
          "격리한 셸이 이 컴퓨터의 포트에 접속할 수 있었습니다",
        ),
      };
    return { signals: await exists(join(open, "signalled")) };
  } finally {
    await door.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Each attempt leaves a trace in the folder that may be written. */
function attempts(port: number): string {
  return [
    "exec 2>/dev/null",
    "echo a > in",
    "echo b > ../out",
    "cat ../closed > read",
    "chmod u+s in",
    `kill -0 ${process.pid} && echo c > signalled`,
    `(exec 3<>/dev/tcp/127.0.0.1/${port})`,
    "[ -e in ]",
  ].join("; ");
}

async function breach(dir: string, open: string): Promise<Sentence | undefined> {
  if (!(await exists(join(open, "in"))))
    return say(
      "the confined shell could not write inside its scope",
      "격리한 셸이 범위 안에 쓰지 못했습니다",
    );
  if (await exists(join(dir, "out")))
    return say(
      "the confined shell could write outside its scope",
      "격리한 셸이 범위 밖에 쓸 수 있었습니다",
    );
  if ((await readFile(join(open, "read"), "utf8")) !== "")
    return say(
      "the confined shell could read what it must not see",
      "격리한 셸이 보면 안 되는 것을 읽을 수 있었습니다",
    );
  const { mode } = await stat(join(open, "in"));
  return mode & S_ISUID
    ? say(
        "the filter of system calls let one pass",
        "시스템 호출 필터가 막아야 할 호출을 막지 못했습니다",
      )
    : undefined;
}
