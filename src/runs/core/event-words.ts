import type { Language } from "../../kit/sentence.ts";
import type { EventType, RunEvent } from "../../swarm/core/run/events.ts";

/** What has happened, in a few words. */
const EVENTS: Readonly<Record<Language, Readonly<Record<EventType, string>>>> = {
  en: {
    RUN_STARTED: "run started",
    PLAN_PROPOSED: "plan proposed",
    PLAN_SHOWN: "plan shown",
    PLAN_CHOICE_MADE: "choice of the plan made",
    PLAN_APPROVED: "plan approved",
    PLAN_DECLINED: "plan declined",
    LANGUAGE_HEARD: "language changed",
    FOUNDATION_WRITING: "foundation being written",
    FOUNDATION_WRITTEN: "foundation written",
    FOUNDATION_FROZEN: "foundation frozen",
    WORKERS_DISPATCHED: "Workers dispatched",
    WORKER_STARTING: "starting",
    WORKER_STARTED: "started",
    WORKER_STAGE: "new stage",
    WORKER_NUDGED: "reminded to report",
    WORKER_PAUSED: "paused",
    WORKER_RESUMED: "went on",
    REPORT_REFUSED: "report refused",
    WORKER_COMPLETED: "completed",
    WORKER_FAILED: "failed",
    WORKER_CANCELLED: "cancelled",
    WORKER_RETRIED: "retry asked for",
    SCOPE_REQUESTED: "wider scope asked for",
    CALL_REFUSED: "call refused",
    WORKERS_SETTLED: "all Workers ended",
    RUN_RESUMED: "run resumed",
    CONFLICTS_CHECKED: "conflicts checked",
    INTEGRATED: "integrated",
    QA_PASSED: "final QA passed",
    QA_FAILED: "final QA failed",
    COMMIT_PREPARED: "commit prepared",
    COMMITTED: "committed",
    BRANCH_CHOSEN: "branch chosen",
    RUN_ABORTED: "run aborted",
  },
  ko: {
    RUN_STARTED: "실행 시작",
    PLAN_PROPOSED: "계획 제안",
    PLAN_SHOWN: "계획 표시",
    PLAN_CHOICE_MADE: "계획의 선택 사항 변경",
    PLAN_APPROVED: "계획 승인",
    PLAN_DECLINED: "계획 반려",
    LANGUAGE_HEARD: "화면 언어 변경",
    FOUNDATION_WRITING: "기반 작성 중",
    FOUNDATION_WRITTEN: "기반 작성됨",
    FOUNDATION_FROZEN: "기반 동결",
    WORKERS_DISPATCHED: "Worker 파견",
    WORKER_STARTING: "시작하는 중",
    WORKER_STARTED: "시작됨",
    WORKER_STAGE: "상태 변경",
    WORKER_NUDGED: "보고를 재촉함",
    WORKER_PAUSED: "일시 정지",
    WORKER_RESUMED: "다시 진행",
    REPORT_REFUSED: "보고 거부",
    WORKER_COMPLETED: "완료",
    WORKER_FAILED: "실패",
    WORKER_CANCELLED: "취소됨",
    WORKER_RETRIED: "재시도 요청",
    SCOPE_REQUESTED: "범위 확대 요청",
    CALL_REFUSED: "호출 거부",
    WORKERS_SETTLED: "모든 Worker 종료",
    RUN_RESUMED: "실행 재개",
    CONFLICTS_CHECKED: "충돌 검사",
    INTEGRATED: "통합됨",
    QA_PASSED: "최종 QA 통과",
    QA_FAILED: "최종 QA 실패",
    COMMIT_PREPARED: "커밋 준비",
    COMMITTED: "커밋됨",
    BRANCH_CHOSEN: "브랜치 선택",
    RUN_ABORTED: "실행 중단",
  },
};

/** A Worker that a person or the end of OpenCode has stopped has not failed. */
const STOPPED: Readonly<Record<Language, string>> = { en: "stopped", ko: "멈춤" };

/** A kind of event by the name that people know it by, the same on every screen. */
export function eventWord(
  { type, isStop = false }: { type: EventType; isStop?: boolean | undefined },
  language: Language,
): string {
  return isStop ? STOPPED[language] : EVENTS[language][type];
}

export function isStop(event: RunEvent): boolean {
  return event.type === "WORKER_FAILED" && event.failure === "INTERRUPTED";
}
