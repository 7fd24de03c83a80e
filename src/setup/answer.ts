import type { AegisError } from "../kit/errors.ts";
import { failureText } from "../kit/failure-text.ts";
import { withRefusal } from "../kit/with-refusal.ts";
import type { SetupContext } from "./context.ts";

/** An error as JSON output. */
export function failureOf(error: AegisError) {
  return { code: error.code, message: error.message, hint: error.hint };
}

/**
 * Runs a command and resolves with its exit code. An error before anything was written gives 2:
 * usage, or the command cannot run here.
 */
export async function answering(
  context: SetupContext,
  command: string,
  run: () => Promise<number>,
): Promise<number> {
  return withRefusal(run, (known) => {
    if (context.json)
      context.write(
        `${JSON.stringify({ v: 1, command, ok: false, error: failureOf(known) }, null, 2)}\n`,
      );
    else context.writeError(failureText(known, context));
    return 2;
  });
}
