import { AegisError } from "./errors.ts";

/** Converts a file system error (EACCES, ENOSPC and the like) to an AegisError that names the path. */
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
        "The command needs a file of ordinary size there. Move the present entry away and repeat the command.",
        { cause: error },
      )
    : new AegisError(
        "CANNOT_WRITE",
        about,
        "Check the permissions and the free space there, then repeat the command.",
        { cause: error },
      );
}
