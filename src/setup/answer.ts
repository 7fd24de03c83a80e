import { AegisError } from "../kit/errors.ts";
import type { SetupContext } from "./context.ts";
import { SETUP_WORDS } from "./words.ts";

/** An error in the reader's language, in two or three lines. */
export function failureText(
  error: AegisError,
  { language }: Pick<SetupContext, "language">,
): string {
  const known = SETUP_WORDS[language].failure[error.code];
  const title = known ? `${known.title}\n` : "";
  return `${title}${error.message}\n→ ${known?.hint ?? error.hint}\n`;
}

/** What a machine gets of an error. */
export function failureOf(error: AegisError) {
  return { code: error.code, message: error.message, hint: error.hint };
}

/** Of the file system: EACCES, ENOSPC and the like, with the path they name. */
export function knownError(error: unknown): AegisError | undefined {
  if (error instanceof AegisError) return error;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || path === undefined) return undefined;
  const about = message.includes(path) ? message : `${path}: ${message}`;
  const other = code === "EISDIR" || code === "ENOTDIR" || code === "ERR_FS_FILE_TOO_LARGE";
  return other
    ? new AegisError(
        "NOT_A_FILE",
        about,
        "A file of ordinary size has to lie there: move what lies there away and repeat the command.",
        { cause: error },
      )
    : new AegisError(
        "CANNOT_WRITE",
        about,
        "Look at the permissions and the free space there, then repeat the command.",
        { cause: error },
      );
}

/**
 * Runs a command and resolves with its exit code. An error before anything was written is 2: usage, or it
 * cannot run here.
 */
export async function answering(
  context: SetupContext,
  command: string,
  run: () => Promise<number>,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const known = knownError(error);
    if (!known) throw error;
    if (context.json)
      context.write(
        `${JSON.stringify({ command, ok: false, error: failureOf(known) }, null, 2)}\n`,
      );
    else context.writeError(failureText(known, context));
    return 2;
  }
}
