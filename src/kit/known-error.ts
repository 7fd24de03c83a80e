import { AegisError } from "./errors.ts";

/** A file system error (EACCES, ENOSPC and the like) as an AegisError with its path. */
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
        "A file of ordinary size has to be there: move this one away and repeat the command.",
        { cause: error },
      )
    : new AegisError(
        "CANNOT_WRITE",
        about,
        "Check the permissions and the free space there, then repeat the command.",
        { cause: error },
      );
}
