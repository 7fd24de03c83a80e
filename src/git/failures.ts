import { AegisError } from "../kit/errors.ts";
import { type Sentence, say } from "../kit/sentence.ts";

/** Git names no reason for a file of a checkout that it could not write to its end. */
const FULL_DISK =
  /^(?:fatal|error): (.*(?:No space left on device|Disk quota exceeded)|unable to write file .+)$/m;

/** Failures of git that a user can end, by what git says; undefined for any other failure. */
export function knownFailure(said: string): AegisError | undefined {
  const cause = new Error(said);
  const file = /^error: open\("(.+)"\): Permission denied$/m.exec(said)?.[1];
  if (file !== undefined)
    return new AegisError(
      "UNREADABLE_FILE",
      say(`Git may not read ${file}.`, `git이 읽을 수 없는 파일입니다: ${file}`),
      readableFix(file),
      {
        cause,
      },
    );
  const unwritten = FULL_DISK.exec(said)?.[1];
  if (unwritten !== undefined)
    return new AegisError(
      "DISK_FULL",
      say(
        `Git could not write (${unwritten}); the disk is probably full.`,
        `git이 쓰지 못했습니다(${unwritten}). 디스크가 가득 찬 것 같습니다.`,
      ),
      say(
        "Free disk space (df -h shows it), then repeat the step.",
        "디스크 공간을 비운 뒤(df -h로 확인) 다시 실행하세요.",
      ),
      { cause },
    );
  const filter = /^(?:fatal|error): (.+ (?:clean|smudge) filter .+ failed)$/m.exec(said)?.[1];
  // Our git never speaks to a server: the other end is a filter.
  const silent = said.includes("fatal: the remote end hung up unexpectedly");
  if (filter === undefined && !silent) return undefined;
  const why = said.split("\n").find((line) => /not found/.test(line));
  return new AegisError(
    "FILTER_FAILED",
    say(
      `A filter that this repository needs does not run: ${[why, filter].filter(Boolean).join("; ")}.`,
      `이 저장소에 필요한 필터가 실행되지 않습니다: ${[why, filter].filter(Boolean).join("; ")}.`,
    ),
    say(
      "Install the filter's program (for instance git-lfs) and put it on PATH; `git config --get-regexp ^filter` names the filters.",
      "필터 프로그램(예: git-lfs)을 설치하고 PATH에 두세요. 필터의 이름은 `git config --get-regexp ^filter`로 볼 수 있습니다.",
    ),
    { cause },
  );
}

/** The way out for a file that git may not read. */
function readableFix(file: string): Sentence {
  const name = JSON.stringify(file);
  return say(
    `chmod u+r ${name}, or let git ignore the file (.git/info/exclude).`,
    `chmod u+r ${name}을(를) 실행하거나 git이 그 파일을 무시하게 하세요(.git/info/exclude).`,
  );
}
