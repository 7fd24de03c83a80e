import type { Language } from "../../../kit/sentence.ts";
import type { Actor } from "../agents.ts";
import { CALLS_PER_COMPACTION, FAULTS, type Fault, type Runaway } from "../breaker/requests.ts";

const ONE_AND_MANY: Record<Fault, [string, string]> = {
  unknownTool: ["call of an unknown tool", "calls of unknown tools"],
  unreadableCall: ["call with unreadable arguments", "calls with unreadable arguments"],
  refusedCall: ["refused call", "refused calls"],
  failedCall: ["failed call", "failed calls"],
  cutAnswer: ["answer cut at the token limit", "answers cut at the token limit"],
  wordsOnly: ["answer without a call", "answers without a call"],
  endlessAnswer: ["answer without an end", "answers without an end"],
  contextTooLong: [
    'error "the context is too long for the model"',
    'errors "the context is too long for the model"',
  ],
  serverError: ["error of the model server", "errors of the model server"],
};

const KOREAN: Record<Fault, string> = {
  unknownTool: "없는 도구 호출",
  unreadableCall: "인자를 읽을 수 없는 호출",
  refusedCall: "거부된 호출",
  failedCall: "실패한 호출",
  cutAnswer: "토큰 한도에서 잘린 답",
  wordsOnly: "호출이 없는 답",
  endlessAnswer: "끝맺지 않은 답",
  contextTooLong: "컨텍스트 길이 초과 오류",
  serverError: "모델 서버 오류",
};

/** Says exactly what was counted. */
export function countedText(runaway: Runaway, language: Language): string {
  const korean = language === "ko";
  const { count } = runaway;
  switch (runaway.kind) {
    case "sameCall":
      return korean
        ? `같은 ${runaway.tool} 호출 연속 ${count}번`
        : `the same ${runaway.tool} call ${count} times in a row`;
    case "fruitless":
      return (
        (korean
          ? `실행된 호출 없이 모델 요청 연속 ${count}번`
          : `${count} requests in a row without a call that ran`) + list(runaway.faults, language)
      );
    case "compactions":
      return (
        (korean
          ? `컨텍스트 초과: 압축 연속 ${count}번, 그 사이에 실행된 호출은 매번 ${CALLS_PER_COMPACTION}번 미만`
          : `context overflow: ${count} compactions in a row with fewer than ${CALLS_PER_COMPACTION} calls that ran between them`) +
        list(runaway.faults, language)
      );
    case "total":
      return korean ? `끝나지 않는 모델 요청 ${count}번` : `${count} requests without an end`;
  }
}

function list(faults: Partial<Record<Fault, number>>, language: Language): string {
  const parts = FAULTS.flatMap((fault) => {
    const count = faults[fault];
    if (!count) return [];
    const [one, many] = ONE_AND_MANY[fault];
    return language === "ko"
      ? [`${KOREAN[fault]} ${count}번`]
      : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

/** Tells the reader of a stopped session what was counted, and how the work goes on. */
export function stoppedText(runaway: Runaway, actor: Actor, language: Language): string {
  const counted = countedText(runaway, language);
  const overflow = runaway.kind === "compactions";
  const korean = language === "ko";
  switch (actor.role) {
    case "worker":
      return korean
        ? `AEGIS: Worker ${actor.worker} 실패. ${counted}. Commander가 재시도할지 결정합니다.`
        : `AEGIS failed the Worker ${actor.worker}: ${counted}. The Commander decides about a retry.`;
    // The agent that started the reader reads this as the result of its call.
    case "scout":
    case "librarian": {
      const name = actor.role === "scout" ? "Scout" : "Librarian";
      return korean
        ? `AEGIS: ${name} 턴 종료. ${counted}. 더 작은 작업으로 새 ${name}를 시작하거나 직접 읽으세요.`
        : `AEGIS ended the turn of the ${name}: ${counted}. Start a new ${name} with a smaller task, or read yourself.`;
    }
    default:
      return korean
        ? `AEGIS: Commander 턴 종료. ${counted}. ${overflow ? "모델 서버의 컨텍스트 길이를 늘린 뒤" : "원인을 없앤 뒤 또는 다른 방법과 함께"} 이 세션에 "계속해"라고 쓰면 처음부터 다시 셉니다.`
        : `AEGIS ended the turn of the Commander: ${counted}. ${overflow ? "Give the model server a longer context" : "Remove the cause, or think of another way"}, then write "go on" or your advice in this session: the count starts again.`;
  }
}
