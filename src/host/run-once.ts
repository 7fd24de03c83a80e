import { AegisError } from "../kit/errors.ts";
import { run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { say } from "../kit/sentence.ts";

export interface RunOnceOptions {
  /** `path`: path of the binary. */
  readonly opencode: { readonly path: string };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The arguments after the binary's name, such as `["run", "--agent", "commander"]`. */
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Also ends all processes that the run has started, even if this process ends first. */
  readonly group?: boolean;
  /** Stops the run early; the run then rejects with HOST_RUN_STOPPED. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunOnceResult {
  /** Null if a signal ended the run. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/**
 * Runs OpenCode once to its end. Throws `AegisError` HOST_RUN if OpenCode cannot start. Kills OpenCode and throws
 * HOST_RUN_TIMEOUT after `timeoutMs`, or HOST_RUN_STOPPED at `signal`.
 */
export async function runOnce(options: RunOnceOptions): Promise<RunOnceResult> {
  const { opencode, args, cwd, timeoutMs, signal, group = false, stdin = "" } = options;
  const { code, ended, stdout, stderr, ms } = await run({
    argv: [opencode.path, ...args],
    cwd,
    // OpenCode prefers PWD to the real working directory as its project.
    env: { ...options.env, PWD: cwd },
    stdin,
    timeoutMs,
    group,
    endWithUs: group,
    signal,
  }).catch(cannotStart);
  const command = `opencode ${args.join(" ")}`;
  if (ended === "abort" || signal?.aborted)
    throw new AegisError(
      "HOST_RUN_STOPPED",
      say(`${command} was stopped.`, `${command}을(를) 중지했습니다.`),
      say("Repeat the command.", "명령을 다시 실행하세요."),
    );
  const words = { stdout: stdout.toString(), stderr: stderr.toString() };
  if (ended === "limit") {
    const printed = words.stderr.slice(-2_000);
    throw new AegisError(
      "HOST_RUN_TIMEOUT",
      say(
        `${command} did not end within ${timeoutMs} ms: ${printed}`,
        `${command}이(가) ${timeoutMs} ms 안에 끝나지 않았습니다: ${printed}`,
      ),
      say(
        "Repeat the command with a longer --timeout (seconds).",
        "더 긴 --timeout(초)으로 명령을 다시 실행하세요.",
      ),
    );
  }
  return { code, ...words, ms };
}

function cannotStart(error: unknown): never {
  if (!isNotStarted(error)) throw error;
  const { cause } = error;
  const message = cause instanceof Error ? cause.message : error.message;
  throw new AegisError(
    "HOST_RUN",
    say(message, `OpenCode를 시작할 수 없습니다: ${message}`),
    say("Check the OpenCode binary.", "OpenCode 실행 파일을 확인하세요."),
    { cause },
  );
}
