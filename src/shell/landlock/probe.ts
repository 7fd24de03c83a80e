import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../kit/environment.ts";
import { realPath } from "../../kit/real-path.ts";
import { sandboxedCommand } from "../sandboxed-command.ts";
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
export async function tryLandlock(trial: Trial): Promise<{ signals: boolean } | { fault: string }> {
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
        callID: "probe",
        readOnly: [],
        readWrite: [open],
        protect: [],
        network: false,
        view: systemView(trial.env),
        confinement: { AEGIS_BUN: trial.launcher },
      },
    });
    const result = await tryProgram({ argv: [file, ...args], cwd: open, env }, trial.limitMs);
    if (!result) return { fault: `${trial.shell} cannot be started` };
    if (result.code !== 0) return { fault: faultOf(result) };
    const fault = await breach(dir, open);
    if (fault !== undefined) return { fault };
    if (door.visits() > 0)
      return { fault: "the confined shell could reach a port of this machine" };
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

async function breach(dir: string, open: string): Promise<string | undefined> {
  if (!(await exists(join(open, "in"))))
    return "the confined shell could not write inside its scope";
  if (await exists(join(dir, "out"))) return "the confined shell could write outside its scope";
  if ((await readFile(join(open, "read"), "utf8")) !== "")
    return "the confined shell could read what it must not see";
  const { mode } = await stat(join(open, "in"));
  return mode & S_ISUID ? "the filter of system calls let one pass" : undefined;
}
