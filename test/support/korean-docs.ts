import type { Phase } from "../../src/swarm/core/phases/phase.ts";
import type { DenialCode } from "../../src/swarm/core/run/denial.ts";

/** README.ko.md's sentence per phase. The English sentences are in the phase cards, which the model also reads. */
export const PHASE_GOALS_KO: Record<Phase, string> = {
  DESIGN:
    "기능, 독점 범위, QA를 사용자와 합의합니다. 스웜이 필요 없는 작은 수정에는 계획이 필요 없습니다.",
  FOUNDATION: "모든 Worker가 바탕으로 삼는 공유 파일(타입, 계약, 뼈대, 테스트 준비)을 작성합니다.",
  DISPATCH: "승인된 Worker를 각자의 worktree에서 시작합니다.",
  MONITORING:
    "Worker가 기능을 만듭니다. Commander는 지켜보고, 지시하고, 재시도하거나 취소할 뿐 직접 쓰지 않습니다.",
  INTEGRATE: "Worker의 변경을 서로 대조하고 병합합니다.",
  FINAL_QA: "합의한 QA를 통합된 트리에서 실행하고 바로 그 트리를 커밋합니다.",
  DONE: "실행이 끝났습니다. 커밋한 것, 또는 중단했을 때 보관한 것을 사용자에게 보고합니다.",
};

/** README.ko.md's sentence per refusal code. The English sentences are in `DENIAL_CODES`. */
export const DENIALS_KO: Record<DenialCode, string> = {
  NOT_IN_PHASE: "현재 단계에서 할 수 없는 일입니다",
  NO_PROPOSAL: "승인하거나 파견할 계획이 없습니다",
  SERVER_OPEN:
    "OpenCode가 비밀번호 없이 포트를 열어 두어 프로그램이 사용자를 대신해 말할 수 있습니다",
  PLAN_REFUSED:
    "계획이 규칙에 어긋납니다(범위 겹침, 저장소 밖 경로, 빈 QA, 순환 의존, Worker 수 초과)",
  APPROVAL_PENDING: "사용자가 결정하는 동안에는 셸을 실행하지 않습니다",
  ASK_THE_USER: "승인은 사용자만 할 수 있습니다",
  QUOTE_NOT_FOUND: "인용한 말이 사용자의 실제 메시지에 없습니다",
  QUOTE_TOO_OLD: "인용한 말이 계획보다 먼저 나온 것입니다",
  QUOTE_NOT_APPROVAL: "인용한 말이 승인하는 내용이 아닙니다",
  USER_DECLINED: "사용자가 이 계획을 승인하지 않았습니다",
  FOUNDATION_OVERLAPS_USER: "기반 작업이 사용자가 수정한 줄을 건드립니다",
  UNKNOWN_WORKER: "승인된 계획에 이 이름의 Worker가 없습니다",
  NOTHING_TO_DISPATCH: "지정한 Worker가 모두 이미 실행 중이거나 끝났습니다",
  MODEL_SERVER_DOWN: "모델 서버가 응답하지 않습니다",
  WORKERS_OPEN: "끝나지 않은 Worker가 있습니다",
  WORKER_CLOSED: "이미 보고한 Worker라서 더 쓸 수 없습니다",
  WORKER_NOT_RUNNING: "Worker가 실행 중이 아닙니다",
  RETRY_BUDGET: "Worker의 재시도 횟수를 모두 썼습니다",
  NO_WORKER_SESSION: "이 세션은 현재 실행의 Worker가 아닙니다",
  TOOL_NOT_ALLOWED: "이 에이전트에게 이 도구의 권한이 없습니다",
  SPAWN_NOT_ALLOWED: "이 에이전트는 그 에이전트를 시작할 수 없습니다",
  PHASE_FORBIDS_WRITE:
    "Commander는 FOUNDATION 단계와, INTEGRATE 단계의 통합 worktree에서만 쓸 수 있습니다",
  OUT_OF_SCOPE: "경로가 Worker의 범위나 worktree 밖에 있습니다",
  PROTECTED_PATH: "버전 관리, 설정, Aegis 자체 상태에 속하는 경로입니다",
  SECRET_FILE: "비밀이 들어 있을 수 있는 파일이라 Worker, Scout, Librarian에게 숨깁니다",
  HARD_LINK: "파일이 다른 곳에도 이름을 갖고 있습니다(하드 링크)",
  FILE_UNREAD: "에이전트가 읽지 않은 파일을 통째로 바꾸려는 쓰기입니다",
  READ_ONLY_AGENT: "Scout와 Librarian은 읽기만 합니다",
  COMMIT_LOCKED: "git 이력은 commit 도구만 바꿀 수 있습니다",
  LOOP_DETECTED: "같은 호출을 지나치게 반복했습니다",
  RUNAWAY_STOPPED: "에이전트가 모델에 끝없이 요청을 되풀이하여 턴을 끝냈습니다",
  TOOL_LIMIT: "Worker의 도구 호출 한도를 모두 썼습니다",
  EMPTY_DIFF: "변경한 것이 없습니다",
  NESTED_REPOSITORY: "자체 .git이 있는 폴더는 커밋에 들어가지 않습니다",
  QA_FAILED: "QA 명령이 통과하지 못했습니다",
  REPORT_MISMATCH: "보고와 증거가 다릅니다",
  CONFLICTS_UNCHECKED: "통합하려면 충돌 검사를 새로 해야 합니다",
  CONFLICTS_FOUND: "충돌 검사에서 문제를 발견했습니다",
  NOTHING_INTEGRATED: "통합된 트리가 없습니다",
  QA_NOT_RUN: "이 트리에서 QA를 실행하지 않았습니다",
  QA_STALE: "QA 이후에 트리가 바뀌었습니다",
  BRANCH_MOVED: "사용자의 브랜치가 그 사이에 이동했습니다",
  BRANCH_LEFT: "체크아웃이 실행을 시작한 브랜치와 다른 브랜치에 있습니다",
  USER_CHANGES_OVERLAP: "결과가 사용자가 수정한 줄을 건드립니다",
  BAD_COMMIT_MESSAGE: "Conventional Commits 형식의 메시지가 아닙니다",
  REPOSITORY_UNFIT: "이 저장소에서는 실행을 시작할 수 없습니다",
  CLAIM_REFUTED: "일이 남아 있는데 완료했다고 했습니다",
  SHELL_RUNNING: "셸 명령과 이 작업은 동시에 진행할 수 없습니다",
  RUN_ELSEWHERE: "다른 OpenCode 프로세스가 이 프로젝트의 실행을 진행하고 있습니다",
  BAD_ARGUMENTS: "인자를 이해할 수 없습니다",
  OPENCODE_UNSUPPORTED: "OpenCode 2입니다. Aegis에는 OpenCode 1.x가 필요합니다",
};
