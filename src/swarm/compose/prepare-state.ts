import { mkdir } from "node:fs/promises";
import type { Git } from "../../git/port.ts";
import { AegisError } from "../../kit/errors.ts";
import { checkState, PRIVATE_FOLDER, tightenState } from "../../kit/private-state.ts";
import { say } from "../../kit/sentence.ts";
import { STATE_LINE, statePaths } from "../../kit/state-paths.ts";

/**
 * Makes our folder before any shell runs, because the sandbox can protect only a folder that exists. Throws
 * LINK_REFUSED and NOT_A_FILE before it writes anything.
 */
export async function prepareState(git: Git, top: string): Promise<void> {
  await checkState(top);
  try {
    await tightenState(top);
    await git.exclude(top, STATE_LINE);
    await mkdir(statePaths(top).folder, { recursive: true, mode: PRIVATE_FOLDER });
  } catch (cause) {
    throw new AegisError(
      "STATE_UNWRITABLE",
      say(
        `The folder ${statePaths(top).folder} or git's info/exclude cannot be written: ${String(cause)}`,
        `${statePaths(top).folder} 폴더나 git의 info/exclude에 쓸 수 없습니다: ${String(cause)}`,
      ),
      say("Fix their permissions, then repeat the step.", "권한을 고친 뒤 다시 실행하세요."),
      { cause },
    );
  }
}
