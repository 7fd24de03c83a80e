import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { AegisError } from "../kit/errors.ts";
import { childEnvironment, type Environment } from "./environment.ts";
import { requireOwnGitDir } from "./own-git-dir.ts";

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
  /** The git directory all calls must end in; any other is refused with FOREIGN_GIT_DIR. */
  readonly commonDir?: string | undefined;
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

/** Else a folder that only looks like a bare repository would count where the .git file is gone. */
const NO_BARE = ["-c", "safe.bareRepository=explicit"];

export function createRunner({ env, lockWaitMs, commonDir }: RunnerOptions): RunGit {
  const base = childEnvironment(env);
  return async (cwd, asked) => {
    if (commonDir !== undefined) requireOwnGitDir(cwd, commonDir);
    const call = commonDir === undefined ? asked : { ...asked, args: [...NO_BARE, ...asked.args] };
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

// Node's own spawn and no library around it: in OpenCode's Bun 1.3 the libraries' byte mode
// fails, and file names and blobs are bytes.
async function spawnGit(cwd: string, call: GitCall, base: Environment): Promise<GitOutput> {
  try {
    return await collect(
      spawn("git", [...SETTINGS, ...call.args], {
        cwd,
        env: { ...base, ...call.env },
        stdio: ["pipe", "pipe", "pipe"],
        ...(call.timeoutMs === undefined ? {} : { timeout: call.timeoutMs }),
      }),
      call.input,
    );
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // The same error is given for a missing directory.
    if (code === "ENOENT" && existsSync(cwd)) throw missing(cause);
    return { code: -1, stdout: Buffer.alloc(0), stderr: message };
  }
}

function collect(
  child: ChildProcessWithoutNullStreams,
  input: string | Uint8Array = "",
): Promise<GitOutput> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // Git may end before it has read everything; its exit code and words say why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
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
    `git ${subcommand(call)} failed with exit code ${output.code}: ${reason}`,
    `Run it by hand in ${cwd} to see more.`,
    { cause: new Error(said) },
  );
}

function subcommand({ args }: GitCall): string {
  return args.find((word, i) => word !== "-c" && args[i - 1] !== "-c") ?? "";
}

function locked(lock: string, output: GitOutput): AegisError {
  return new AegisError(
    "GIT_LOCKED",
    `Another git process holds ${lock}.`,
    "Let it finish. If none is running, the lock was left by a crash: delete that file.",
    { cause: new Error(output.stderr.trim()) },
  );
}
