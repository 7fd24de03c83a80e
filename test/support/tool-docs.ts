import type { Sentence } from "../../src/kit/sentence.ts";
import type { AegisTool } from "../../src/swarm/core/phases/phase.ts";

/** One sentence per tool for the README, in both languages. */
export const TOOL_DOCS: Record<AegisTool, Sentence> = {
  design_propose: {
    en: "Stores a plan (features, exclusive scopes, QA) after checking it against every rule.",
    ko: "계획(기능, 독점 범위, QA)이 모든 규칙에 맞는지 검사한 뒤 저장합니다.",
  },
  design_approve: {
    en: "Asks the user to approve the stored plan, or verifies their own words quoted verbatim.",
    ko: "저장된 계획을 승인할지 사용자에게 묻거나, 그대로 인용한 사용자의 말을 확인합니다.",
  },
  foundation_freeze: {
    en: "Freezes the shared files as the contract that all Workers start from.",
    ko: "공유 파일을 동결해 모든 Worker가 출발점으로 삼는 계약으로 만듭니다.",
  },
  dispatch_workers: {
    en: "Starts the approved Workers, each in its own worktree, after probing the model server.",
    ko: "모델 서버를 확인한 뒤 승인된 Worker를 각자의 worktree에서 시작합니다.",
  },
  worker_wait: {
    en: "Waits until one Worker or all of them end, and returns the dashboard.",
    ko: "Worker 하나 또는 전부가 끝날 때까지 기다렸다가 대시보드를 보여 줍니다.",
  },
  worker_status: {
    en: "Returns the dashboard as it is now.",
    ko: "현재 대시보드를 보여 줍니다.",
  },
  worker_output: {
    en: "Shows a Worker's last message, its report or failure, and its QA output.",
    ko: "Worker의 마지막 메시지, 보고나 실패 이유, QA 출력을 보여 줍니다.",
  },
  worker_send: {
    en: "Steers a running Worker; it reads the message at its next step.",
    ko: "실행 중인 Worker에게 지시를 보냅니다. Worker는 다음 스텝에서 지시를 읽습니다.",
  },
  worker_retry: {
    en: "Sends a Worker that has ended back to work with instructions, at most twice.",
    ko: "끝난 Worker에게 지시를 주고 다시 작업하게 합니다(최대 두 번).",
  },
  worker_cancel: {
    en: "Stops a Worker for good and keeps its diff.",
    ko: "Worker 하나를 취소하고 그 diff를 보관합니다.",
  },
  check_conflicts: {
    en: "Compares all Workers' changes with each other, the contract and the user's branch.",
    ko: "모든 Worker의 변경을 서로 대조하고, 계약 및 사용자의 브랜치와도 대조합니다.",
  },
  integrate: {
    en: "Merges what the conflict check cleared into the integration worktree.",
    ko: "충돌 검사를 통과한 변경을 통합 worktree에 병합합니다.",
  },
  qa_run: {
    en: "Runs the agreed QA commands on the integrated tree and records the result for that tree.",
    ko: "합의한 QA 명령을 통합된 트리에서 실행하고, 결과를 그 트리의 결과로 기록합니다.",
  },
  commit: {
    en: "Commits exactly the tree that passed QA on the user's branch and ends the run.",
    ko: "QA를 통과한 바로 그 트리를 사용자의 브랜치에 커밋하고 실행을 끝냅니다.",
  },
  swarm_abort: {
    en: "Ends the run on the user's quoted words and keeps every diff.",
    ko: "인용한 사용자의 말에 따라 실행을 끝내고 모든 diff를 보관합니다.",
  },
  worker_report: {
    en: "Reports the finished task; Aegis runs the Worker's QA and compares the report with the diff.",
    ko: "끝난 작업을 보고합니다. Aegis가 Worker의 QA를 실행하고 보고를 diff와 대조합니다.",
  },
  scope_request: {
    en: "Asks the Commander for paths outside the Worker's scope; the request grants nothing.",
    ko: "범위 밖 경로를 Commander에게 요청합니다. 요청만으로 허용되는 것은 없습니다.",
  },
};
