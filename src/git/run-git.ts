import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { say } from "../kit/sentence.ts";
import { childEnvironment, NO_BARE, SAFE_SETTINGS } from "./environment.ts";
import { knownFailure } from "./failures.ts";
import { holderOf } from "./lock-holder.ts";
import { requireOwnGitDir } from "./own-git-dir.ts";

export interface GitCall {
  readonly args: readonly string[];
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes besides 0 that are answers, not failures. */
  readonly answers?: readonly number[];
  readonly timeoutMs?: number;
}

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs one git command; throws GIT_FAILED, GIT_LOCKED, GIT_MISSING, UNREADABLE_FILE, DISK_FULL or FILTER_FAILED. */
export type RunGit = (cwd: string, call: GitCall) => Promise<GitOutput>;

export interface RunnerOptions {
  readonly env: Environment;
  /** Longest wait for another process's lock file; default 5000 ms. */
  readonly lockWaitMs?: number | undefined;
  /** The git directory that all calls must use; another git directory is refused with FOREIGN_GIT_DIR. */
  readonly commonDir?: string | undefined;
}

const LOCK_FILE = /Unable to create '(.+?\.lock)': File exists/s;

/** Longest wait for another process's lock file, in milliseconds. */
export const LOCK_WAIT_MS = 5_000;
/** After a time limit, git gets this long to remove its lock files. */
const GRACE_MS = 3_000;

export function createRunner({ env, lockWaitMs = LOCK_WAIT_MS, commonDir }: RunnerOptions): RunGit {
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
      if (Date.now() + pause > giveUpAt) throw await gitLocked(lock, cwd, output.stderr);
      await delay(pause);
    }
  };
}

function answerOf(cwd: string, call: GitCall, output: GitOutput): GitOutput {
  if (call.answers?.includes(output.code)) return output;
  throw failed(cwd, call, output);
}

async function spawnGit(cwd: string, call: GitCall, base: Environment): Promise<GitOutput> {
  try {
    const { code, stdout, stderr } = await run({
      argv: ["git", ...SAFE_SETTINGS, ...call.args],
      cwd,
      env: { ...base, ...call.env },
      stdin: call.input,
      timeoutMs: call.timeoutMs,
      graceMs: GRACE_MS,
      // A truncated answer would be a wrong answer.
      keepBytes: Number.POSITIVE_INFINITY,
    });
    return { code: code ?? -1, stdout, stderr: stderr.toString() };
  } catch (error) {
    if (!isNotStarted(error)) throw error;
    if (error.code === "PROGRAM_MISSING") throw gitMissing(error);
    return { code: -1, stdout: Buffer.alloc(0), stderr: error.message };
  }
}

export function gitMissing(cause: unknown): AegisError {
  const hint = say(
    "Install git 2.38 or newer and put it on PATH.",
    "git 2.38 이상을 설치하고 PATH에 두세요.",
  );
  return new AegisError(
    "GIT_MISSING",
    say("The program git was not found.", "git을 찾을 수 없습니다."),
    hint,
    { cause },
  );
}

function failed(cwd: string, call: GitCall, output: GitOutput): AegisError {
  const said = output.stderr.trim();
  const known = knownFailure(said);
  if (known) return known;
  const reason = said.split("\n").find((line) => /^(fatal|error):/.test(line)) ?? said;
  return new AegisError(
    "GIT_FAILED",
    say(
      `git ${subcommand(call)} failed with exit code ${output.code}: ${reason}`,
      `git ${subcommand(call)}이(가) 종료 코드 ${output.code}(으)로 실패했습니다: ${reason}`,
    ),
    say(
      `Run the command by hand in ${cwd} to see more.`,
      `자세히 보려면 ${cwd}에서 그 명령을 직접 실행해 보세요.`,
    ),
    { cause: new Error(said) },
  );
}

function subcommand({ args }: GitCall): string {
  return args.find((word, i) => word !== "-c" && args[i - 1] !== "-c") ?? "";
}

/**
 * The error for a lock file that outlived the wait, with the process that holds it if we see one. We never delete a
 * lock: a process that we do not see, of another user or machine, may still hold it. `place` is a folder of the checkout.
 */
export async function gitLocked(lock: string, place: string, said = ""): Promise<AegisError> {
  const holder = await holderOf(lock, place);
  const [what, next] = holder
    ? [
        say(
          `Process ${holder.pid} (${holder.command}) holds ${lock}.`,
          `프로세스 ${holder.pid}(${holder.command})이(가) ${lock}을(를) 쥐고 있습니다.`,
        ),
        say("Wait until it ends, or end it.", "끝날 때까지 기다리거나 그 프로세스를 종료하세요."),
      ]
    : [
        say(
          `${lock} is there, and no process is seen that holds it.`,
          `${lock}이(가) 있지만 이 잠금을 쥔 프로세스는 보이지 않습니다.`,
        ),
        say(
          "If no git process is running, also of another user, a crash left the lock: delete that file.",
          "다른 사용자의 것까지 포함해 실행 중인 git이 없다면 비정상 종료로 남은 잠금이니 그 파일을 삭제하세요.",
        ),
      ];
  return new AegisError("GIT_LOCKED", what, next, { cause: new Error(said.trim()) });
}
