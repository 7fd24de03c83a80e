import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { realPath } from "../kit/real-path.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import { sandboxedCommand, trialMark } from "./sandboxed-command.ts";
import { exists, faultOf, tryProgram } from "./trial.ts";
import { systemView } from "./view/find-view.ts";

export interface Bubblewrap {
  version: string;
  path: string;
  /** True if its private folders can have a size: `--size`. */
  sizesFolders: boolean;
}

const S_ISUID = 0o4000;

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
export async function confinementFault({
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
