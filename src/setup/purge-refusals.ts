import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";

/** RUN_IN_USE: the runs of a project that this process has open cannot be deleted. */
export function projectOpen(pid: number): AegisError {
  return new AegisError(
    "RUN_IN_USE",
    say(
      `OpenCode (process ${pid}) has this project open.`,
      `OpenCode(프로세스 ${pid})가 이 프로젝트를 열고 있습니다.`,
    ),
    say("End it, then repeat the command.", "종료한 뒤 명령을 다시 실행하세요."),
  );
}

/** UNMERGED_WORK: `names` is work that would be lost. */
export function onlyHere(names: string): AegisError {
  return new AegisError(
    "UNMERGED_WORK",
    say(
      `${names}: this work is in no branch, and --purge would delete it. Nothing was changed.`,
      `다음 작업은 어느 브랜치에도 없는데 --purge가 삭제하게 됩니다: ${names}. 아무것도 변경하지 않았습니다.`,
    ),
    say(
      "Look at it with git show, or use --purge --force to delete it.",
      "git show로 확인하세요. 그래도 삭제하려면 --purge --force를 사용하세요.",
    ),
  );
}
