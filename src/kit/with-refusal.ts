import type { AegisError } from "./errors.ts";
import { knownError } from "./known-error.ts";

/**
 * Runs a command and resolves with its exit code. For an error that says what a person can do, `refused` shows the
 * error and gives the exit code. Any other error is a bug of this product and is thrown.
 */
export async function withRefusal(
  run: () => Promise<number>,
  refused: (error: AegisError) => number,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const known = knownError(error);
    if (!known) throw error;
    return refused(known);
  }
}
