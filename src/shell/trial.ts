import { stat } from "node:fs/promises";
import { AegisError } from "../kit/errors.ts";
import { type RunOptions, type RunResult, run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { say } from "../kit/sentence.ts";

/** A trial takes milliseconds; on a machine without time for it nothing may be concluded. */
export const TRIAL_MS = 60_000;

/**
 * Runs a program to see what it does here. Undefined if it cannot be started. Throws SANDBOX_TRIAL_LATE if it does not end
 * within `limitMs`: that says nothing of the machine's layers.
 */
export async function tryProgram(
  options: RunOptions,
  limitMs = TRIAL_MS,
): Promise<RunResult | undefined> {
  const result = await run({ ...options, timeoutMs: limitMs, graceMs: 1_000 }).catch(
    (error: unknown) => {
      if (!isNotStarted(error)) throw error;
      return undefined;
    },
  );
  if (result?.ended !== "limit") return result;
  throw new AegisError(
    LATE,
    say(
      `${options.argv[0]} did not end within ${limitMs / 1000} s, so it is not known which layer holds agents' shells here`,
      `${options.argv[0]}이(가) ${limitMs / 1000}초 안에 끝나지 않아, 여기서 어느 계층이 에이전트의 셸을 막는지 알 수 없습니다`,
    ),
    say(
      "Try again when the machine has more time; doctor and install wait longer with --timeout <seconds>.",
      "컴퓨터에 여유가 있을 때 다시 시도하세요. doctor와 install은 --timeout <초>로 더 기다립니다.",
    ),
  );
}

/** True if a trial had no time. */
export function isLate(error: unknown): error is AegisError {
  return error instanceof AegisError && error.code === LATE;
}

const LATE = "SANDBOX_TRIAL_LATE";

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What a failed trial says: the last line of its errors, or how it ended. */
export function faultOf(result: RunResult): string {
  return lastLine(result.stderr.toString()) ?? endOf(result);
}

function endOf({ code, signal }: RunResult): string {
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1) || undefined;
}
