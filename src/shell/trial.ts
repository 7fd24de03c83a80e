import { stat } from "node:fs/promises";
import { type RunOptions, type RunResult, run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";

/** Runs a program to see what it does here. Undefined if it cannot be started. */
export async function tryProgram(options: RunOptions): Promise<RunResult | undefined> {
  return run({ ...options, timeoutMs: 10_000, graceMs: 1_000 }).catch((error: unknown) => {
    if (!isNotStarted(error)) throw error;
    return undefined;
  });
}

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
