import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "./run/denial.ts";
import type { WorkerState } from "./run/state.ts";

/** Refuses paths that are not the Worker's. */
export function outOfScope({ spec }: WorkerState, paths: readonly string[]): Denial {
  const [all, scope] = [paths.join(", "), spec.scope.join(", ")];
  return deny(
    "OUT_OF_SCOPE",
    say(
      `${all}: outside the scope of ${spec.name} (${scope}).`,
      `${all}: ${spec.name}의 범위(${scope}) 밖입니다.`,
    ),
    "Stay inside your scope. If the path is really needed, call scope_request and go on with the rest.",
  );
}

/** Refuses a pipe, a socket or a device, because a tool that opens such a file may never return. */
export function notAFile(path: string): Denial {
  return deny(
    "NOT_A_FILE",
    say(
      `${path} is a pipe, a socket or a device, not a file.`,
      `${path}은(는) 파일이 아니라 파이프, 소켓 또는 장치입니다.`,
    ),
    "Remove it with the shell, or use another path.",
  );
}

/** Refuses a path that steers git, the host or Aegis. */
export function protectedPath(path: string): Denial {
  return deny(
    "PROTECTED_PATH",
    say(
      `${path} is version control, configuration or Aegis's own state; no agent writes it.`,
      `${path}은(는) 버전 관리, 설정 또는 Aegis 자체 상태에 속합니다. 어떤 에이전트도 여기에 쓰지 않습니다.`,
    ),
    "Leave it alone and report what you need.",
  );
}

/** Refuses a write of an agent that only reads. */
export function readOnly(tool: string): Denial {
  return deny(
    "READ_ONLY_AGENT",
    say(
      `Scouts and Librarians only read; ${tool} would write.`,
      `Scout와 Librarian은 읽기만 하는데, ${tool} 도구는 쓰기를 합니다.`,
    ),
    "Report what should be changed and where.",
  );
}

/** Refuses `write` on a file that the agent has neither read nor written. */
export function unread(path: string): Denial {
  return deny(
    "FILE_UNREAD",
    say(
      `${path} exists, and you have not read it: write would replace all of it.`,
      `${path}은(는) 이미 있는 파일인데 에이전트가 읽지 않았습니다. write는 파일 전체를 바꿉니다.`,
    ),
    "Read it first; then change it with edit, or write it again.",
  );
}

/** Refuses a file with another name elsewhere. */
export function hardLinked(path: string): Denial {
  return deny(
    "HARD_LINK",
    say(
      `${path} has another name on disk, so a write would change a file elsewhere.`,
      `${path}은(는) 디스크에 다른 이름도 있어서(하드 링크) 여기에 쓰면 다른 곳의 파일이 바뀝니다.`,
    ),
    "Write a new file, or report what you need.",
  );
}
