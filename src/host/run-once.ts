import { AegisError } from "../kit/errors.ts";
import { run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";

export interface RunOptions {
  /** `path`: of the binary. */
  readonly opencode: { readonly path: string };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** After the binary's name, as in `["run", "--agent", "commander"]`. */
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Ends with it whatever it has started and left, also when this process ends before. */
  readonly group?: boolean;
  /** Ends it before its time: the run then rejects with HOST_RUN_STOPPED. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/**
 * Runs OpenCode once to its end. Throws `AegisError` HOST_RUN if it cannot start, HOST_RUN_TIMEOUT
 * after `timeoutMs` and HOST_RUN_STOPPED by `signal`, when it is killed.
 */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const { opencode, args, cwd, timeoutMs, signal, group = false, stdin = "" } = options;
  const { code, ended, stdout, stderr, ms } = await run({
    argv: [opencode.path, ...args],
    cwd,
    // OpenCode takes its project from PWD before the real working directory.
    env: { ...options.env, PWD: cwd },
    stdin,
    timeoutMs,
    group,
    endWithUs: group,
    signal,
  }).catch(cannotStart);
  const command = `opencode ${args.join(" ")}`;
  if (ended === "abort" || signal?.aborted)
    throw new AegisError("HOST_RUN_STOPPED", `${command} was stopped.`, "Repeat the command.");
  const words = { stdout: stdout.toString(), stderr: stderr.toString() };
  if (ended === "limit") {
    const message = `${command} ran past ${timeoutMs} ms: ${words.stderr.slice(-2_000)}`;
    throw new AegisError("HOST_RUN_TIMEOUT", message, "Read its output above.");
  }
  return { code, ...words, ms };
}

function cannotStart(error: unknown): never {
  if (!isNotStarted(error)) throw error;
  const { cause } = error;
  const message = cause instanceof Error ? cause.message : error.message;
  throw new AegisError("HOST_RUN", message, "Check the OpenCode binary.", { cause });
}
