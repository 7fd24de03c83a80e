import { AegisError } from "./errors.ts";

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
