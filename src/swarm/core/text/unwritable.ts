import type { Language } from "../../../kit/sentence.ts";
import { STATE_FOLDER } from "../../../kit/state-paths.ts";

/** Says to people that nothing can be recorded, why, and what helps. `why` is a whole sentence. */
export function unwritableText(why: string, language: Language): string {
  return language === "ko"
    ? `저널을 쓸 수 없어 다음 단계를 진행하지 않습니다: ${why} 실행 중인 Worker의 작업은 그대로 있습니다. 디스크 공간을 확보하거나 ${STATE_FOLDER}의 권한을 고친 뒤 다시 시도하세요.`
    : `The journal cannot be written, so no further step is taken: ${why} Running Workers keep their work. Free disk space or fix the permissions of ${STATE_FOLDER}, then repeat the step.`;
}
