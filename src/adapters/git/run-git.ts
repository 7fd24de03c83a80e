import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { AegisError } from "../../errors.ts";
import { childEnvironment, type Environment } from "./environment.ts";

export interface GitCall {
  readonly args: readonly string[];
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes besides 0 that are answers and not failures. */
  readonly answers?: readonly number[];
  readonly timeoutMs?: number;
}

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs one git command; throws GIT_FAILED, GIT_LOCKED or GIT_MISSING. */
export type RunGit = (cwd: string, call: GitCall) => Promise<GitOutput>;

export interface RunnerOptions {
  readonly env: Environment;
  readonly lockWaitMs: number;
}

// Hooks, daemons and submodules of the user's repository are not ours to set off.
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.quotepath=off",
  "core.safecrlf=false",
  "gc.auto=0",
  "submodule.recurse=false",
].flatMap((setting) => ["-c", setting]);

const LOCK_FILE = /Unable to create '(.+?\.lock)': File exists/s;
const NO_LIMIT = 0;
const LARGEST_OUTPUT = 1024 ** 3;

export function createRunner({ env, lockWaitMs }: RunnerOptions): RunGit {
  const base = childEnvironment(env);
  return async (cwd, call) => {
    const giveUpAt = Date.now() + lockWaitMs;
    for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
      const output = await spawnGit(cwd, call, base);
      if (output.code === 0) return output;
      const lock = LOCK_FILE.exec(output.stderr)?.[1];
      if (lock === undefined) return answerOf(cwd, call, output);
      if (Date.now() + pause > giveUpAt) throw locked(lock, output);
      await delay(pause);
    }
  };
}

function answerOf(cwd: string, call: GitCall, output: GitOutput): GitOutput {
  if (call.answers?.includes(output.code)) return output;
  throw failed(cwd, call, output);
}

async function spawnGit(cwd: string, call: GitCall, base: Environment): Promise<GitOutput> {
  const result = await execa("git", [...SETTINGS, ...call.args], {
    cwd,
    env: { ...base, ...call.env },
    extendEnv: false,
    ...(call.input === undefined ? { stdin: "ignore" } : { input: call.input }),
    encoding: "buffer",
    stripFinalNewline: false,
    maxBuffer: LARGEST_OUTPUT,
    timeout: call.timeoutMs ?? NO_LIMIT,
    reject: false,
  });
  if (result.code === "ENOENT" && existsSync(cwd)) throw missing(result.cause);
  return {
    code: result.exitCode ?? -1,
    stdout: Buffer.from(result.stdout ?? []),
    stderr: Buffer.from(result.stderr ?? []).toString() || (result.originalMessage ?? ""),
  };
}

function missing(cause: unknown): AegisError {
  const hint = "Install git 2.38 or newer and put it on PATH.";
  return new AegisError("GIT_MISSING", "The program git was not found.", hint, { cause });
}

function failed(cwd: string, call: GitCall, output: GitOutput): AegisError {
  const said = output.stderr.trim();
  const reason = said.split("\n").find((line) => /^(fatal|error):/.test(line)) ?? said;
  return new AegisError(
    "GIT_FAILED",
    `git ${call.args[0] ?? ""} failed with exit code ${output.code}: ${reason}`,
    `Run it by hand in ${cwd} to see more.`,
    { cause: new Error(said) },
  );
}

function locked(lock: string, output: GitOutput): AegisError {
  return new AegisError(
    "GIT_LOCKED",
    `Another git process holds ${lock}.`,
    "Let it finish. If none is running, the lock was left by a crash: delete that file.",
    { cause: new Error(output.stderr.trim()) },
  );
}
