import { chmod, mkdtemp, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { type RunResult, run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { removeTree } from "../kit/remove-tree.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
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
  if (ended === "abort") throw stopped();
  if (ended === "limit") throw failed(outOfTime(options.limitMs), LONGER);
  if (code === 0) return stdout.toString();
  throw failed(endedWith(causeIn(stderr.toString()), code), SEE_CAUSE);
}

function stopped(): AegisError {
  return new AegisError(
    "AUDIT_STOPPED",
    say("The audit was stopped.", "감사를 중지했습니다."),
    say("Repeat the command.", "명령을 다시 실행하세요."),
  );
}

function failed(why: Sentence, next: Sentence): AegisError {
  return new AegisError(
    "AUDIT_FAILED",
    say(`The audit could not look: ${why.en}`, `감사를 진행하지 못했습니다: ${why.ko}`),
    next,
  );
}

const LONGER = say(
  "Repeat the command with a longer --timeout (seconds).",
  "더 긴 --timeout(초)으로 명령을 다시 실행하세요.",
);
/** A program inside has ended with an error: more time would not have helped. */
const SEE_CAUSE = say(
  "Remove this cause, then repeat the command. What this machine lacks: oh-my-qwencoder doctor sandbox",
  "이 원인을 없앤 뒤 명령을 다시 실행하세요. 이 컴퓨터에 없는 것: oh-my-qwencoder doctor sandbox",
);

function outOfTime(limitMs: number): Sentence {
  return say(
    `it did not end within ${limitMs / 1000} s`,
    `${limitMs / 1000}초 안에 끝나지 않았습니다`,
  );
}

/**
 * Why such a network cannot be made here, in the system's own words; undefined if it can. Throws AUDIT_FAILED if the trial
 * had no time: a slow machine must not get the weaker audit.
 */
export async function whyNoNamespace(
  options: Pick<NamespaceOptions, "env" | "standIns" | "writable" | "signal">,
  limitMs = TRIAL_MS,
): Promise<string | undefined> {
  if (process.platform !== "linux") return `this system is ${process.platform}`;
  const trial = { ...options, command: ["true"], limitMs };
  const result = await enter(trial).catch((error: unknown) => {
    if (isNotStarted(error)) return error.message;
    throw error;
  });
  if (typeof result === "string") return result;
  const { code, stderr, ended } = result;
  if (ended === "abort") throw stopped();
  if (ended === "limit") throw failed(outOfTime(limitMs), LONGER);
  return code === 0 ? undefined : endedWith(causeIn(stderr.toString()), code).en;
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

/** The line that says what is wrong: Node puts its stack and its version below it. */
function causeIn(text: string): string {
  const lines = text.trim().split("\n");
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? "";
}

function endedWith(line: string, code: number | null): Sentence {
  return line === "" ? say(`it ended with ${code}`, `${code}(으)로 끝났습니다`) : alike(line);
}
