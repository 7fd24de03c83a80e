import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";

/** The refusal of a write into files that the user is changing. */
export function userOwns(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    say(
      `The user has uncommitted changes in ${paths.join(", ")}.`,
      `사용자가 아직 커밋하지 않은 변경이 있는 파일입니다: ${paths.join(", ")}.`,
    ),
    "Ask the user to commit or undo them first, or write to another file.",
    say("Commit or undo them, then write “go on”.", "커밋하거나 되돌린 뒤 “계속해 줘”라고 쓰세요."),
  );
}

/** The refusal of a write into files that git does not show. */
export function unknownFile(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    say(
      `Git does not see these files, so they may be the user's: ${paths.join(", ")}.`,
      `git에 보이지 않는 파일이라 사용자의 것일 수 있습니다: ${paths.join(", ")}.`,
    ),
    "Write to another file, or ask the user to remove these files or add them to git.",
    say(
      "Remove these files or add them to git, then write “go on”.",
      "이 파일을 지우거나 git에 추가한 뒤 “계속해 줘”라고 쓰세요.",
    ),
  );
}
