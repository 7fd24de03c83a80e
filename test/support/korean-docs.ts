import type { Phase } from "../../src/swarm/core/phases/phase.ts";

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
