import { AegisError } from "./errors.ts";
import { say } from "./sentence.ts";

/** What a disk says in the middle of a write, when the system names no path any more. */
const OF_THE_DISK: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO"]);

/**
 * Converts a file system error (EACCES, ENOSPC and the like) to an AegisError that names the path. `place` is the path
 * that was written, for errors that name none.
 */
export function knownError(error: unknown, place?: string): AegisError | undefined {
  if (error instanceof AegisError) return error;
  const { code, path = place, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined) return undefined;
  if (path === undefined && !OF_THE_DISK.has(code)) return undefined;
  const about = path === undefined || message.includes(path) ? message : `${path}: ${message}`;
  const other = code === "EISDIR" || code === "ENOTDIR" || code === "ERR_FS_FILE_TOO_LARGE";
  return other
    ? new AegisError(
        "NOT_A_FILE",
        say(about, `파일로 쓸 수 없는 것입니다: ${about}`),
        say(
          "The command needs a file of ordinary size there. Move the present entry away and repeat the command.",
          "그 자리에는 보통 크기의 파일이 있어야 합니다. 지금 있는 것을 옮긴 뒤 명령을 다시 실행하세요.",
        ),
        { cause: error },
      )
    : new AegisError(
        "CANNOT_WRITE",
        say(about, `읽거나 쓸 수 없습니다: ${about}`),
        say(
          "Check the permissions and the free space there, then repeat the command.",
          "권한과 디스크 여유 공간을 확인한 뒤 명령을 다시 실행하세요.",
        ),
        { cause: error },
      );
}
