import { AegisError } from "../kit/errors.ts";

/** Git names no reason for a file of a checkout that it could not write to its end. */
const FULL_DISK =
  /^(?:fatal|error): (.*(?:No space left on device|Disk quota exceeded)|unable to write file .+)$/m;

/** Failures of git that a user can end, by what git says; undefined for any other failure. */
export function knownFailure(said: string): AegisError | undefined {
  const cause = new Error(said);
  const file = /^error: open\("(.+)"\): Permission denied$/m.exec(said)?.[1];
  if (file !== undefined)
    return new AegisError("UNREADABLE_FILE", `Git may not read ${file}.`, readableFix(file), {
      cause,
    });
  const unwritten = FULL_DISK.exec(said)?.[1];
  if (unwritten !== undefined)
    return new AegisError(
      "DISK_FULL",
      `Git could not write (${unwritten}); the disk is probably full.`,
      "Free disk space (df -h shows it), then repeat the step.",
      { cause },
    );
  const filter = /^(?:fatal|error): (.+ (?:clean|smudge) filter .+ failed)$/m.exec(said)?.[1];
  // Our git never speaks to a server: the other end is a filter.
  const silent = said.includes("fatal: the remote end hung up unexpectedly");
  if (filter === undefined && !silent) return undefined;
  const why = said.split("\n").find((line) => /not found/.test(line));
  return new AegisError(
    "FILTER_FAILED",
    `A filter that this repository needs does not run: ${[why, filter].filter(Boolean).join("; ")}.`,
    "Install the filter's program (for instance git-lfs) and put it on PATH; `git config --get-regexp ^filter` names the filters.",
    { cause },
  );
}

/** The way out for a file that git may not read. */
function readableFix(file: string): string {
  return `chmod u+r ${JSON.stringify(file)}, or let git ignore the file (.git/info/exclude).`;
}
