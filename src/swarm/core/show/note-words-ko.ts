import type { NoteWords } from "./note-words.ts";

export const KOREAN: NoteWords = {
  phase: {
    DESIGN: "Commander와 계획을 정합니다.",
    FOUNDATION: "Commander가 모든 Worker가 함께 쓰는 공유 파일을 만듭니다.",
    DISPATCH: "다음은 Worker 파견입니다.",
    MONITORING: "Worker가 각자의 worktree에서 구현합니다.",
    INTEGRATE: "모든 Worker가 끝났습니다. 다음은 충돌 검사와 병합입니다.",
    FINAL_QA: "병합한 결과는 아직 브랜치에 없습니다. 다음은 합의한 QA입니다.",
    DONE: "실행이 끝났습니다.",
  },
  integrateStopped:
    "일하는 Worker가 없고, 멈춘 Worker가 있습니다. 다시 일하게 하려면: /aegis resume",
  integrateUndone: "일하는 Worker가 없고, 완료하지 못한 Worker가 있습니다.",
  approvedByAnswer: (workers) => `✅ **계획을 승인하셨습니다:** Worker ${workers}개.`,
  approvedByWords: (workers, quote) =>
    `✅ **“${quote}”라는 말씀으로 계획을 승인하셨습니다:** Worker ${workers}개.`,
  weakLayer: (layer) =>
    `⚠️ **여기서는 커널 샌드박스를 온전히 쓸 수 없습니다**\n\n${layer}\n\n이유 확인: \`oh-my-qwencoder doctor\``,
  declined: "▫️ **계획을 승인하지 않으셨습니다.** 아무것도 시작하지 않습니다.",
  frozen: (files) => `🧱 **공유 파일을 동결했습니다:** ${files}.`,
  frozenNothing: "🧱 **공유 파일을 동결했습니다:** 새 파일은 없습니다.",
  dispatched: (workers) => `🚀 **파견:** ${workers}.`,
  failed: (worker, why) => `❌ **${worker} 실패:** ${why}`,
  failure: {
    NO_REPORT: "보고 없이 끝났습니다.",
    REPORT_REFUSED: "보고가 증거와 맞지 않습니다.",
    MODEL_ERROR: "모델이 오류로 답했습니다.",
    MODEL_SERVER: "모델 서버가 너무 오래 응답하지 않았습니다.",
    SILENT: "아무 반응이 없습니다.",
    OVER_TIME: "주어진 시간을 모두 썼습니다.",
    LOOP: "같은 호출을 되풀이했습니다.",
    WROTE_OUTSIDE: "범위 밖에 썼습니다. 그 쓰기는 되돌렸습니다.",
    START_FAILED: "시작하지 못했습니다.",
    INTERRUPTED: "끊겼습니다.",
    MERGE_CONFLICT: "변경이 서로 부딪쳐 worktree를 만들 수 없습니다.",
  },
  kept: "변경은 보관했습니다.",
  scopeWanted: (worker, paths) =>
    `✋ **${worker}이(가) 경로를 더 요청합니다:** ${paths}. 새 계획을 승인하셔야만 쓸 수 있습니다.`,
  serverDown: (why) =>
    `⏸ **모델 서버 장애:** ${why}. Worker는 기다렸다가 스스로 이어서 진행합니다.`,
  serverBack: "▶️ **모델 서버가 다시 응답합니다.** Worker가 이어서 진행합니다.",
  conflicts: {
    none: (workers) => `🔍 **충돌 검사: ✅ 충돌 없음** (Worker ${workers}개, 현재 브랜치).`,
    found: (problems) => `🔍 **충돌 검사: ❌ 문제 ${problems}개.** 병합하지 않았습니다.`,
  },
  integrated: (workers) => `🔀 **QA를 위해 병합:** ${workers}.`,
  qa: {
    passed: (checks) => `🧪 **최종 QA: ✅ 통과** (${checks}개 모두).`,
    failed: (bad, checks) => `🧪 **최종 QA: ❌ 실패** (${checks}개 중 ${bad}개 미통과).`,
    columns: ["검사", "결과", "명령"],
    pass: "✅ 통과",
    fail: (exit) => (exit === null ? "❌ 실패(시그널로 종료)" : `❌ 실패(종료 코드 ${exit})`),
    timeout: "❌ 실패(시간 초과)",
    counts: (passed, failed) =>
      failed > 0 ? `${passed}개 통과, ${failed}개 실패` : `${passed}개 통과`,
    why: (why) => `이유: ${why}`,
    suspects: (workers) => `출력에 나온 파일의 담당: ${workers}.`,
    uncommitted: "커밋한 것은 없습니다. Commander가 고치거나 Worker를 다시 보냅니다.",
    output: (name) => `${name} 출력의 끝부분:`,
  },
  committed: (commit, subject) => `📦 **커밋 ${commit}** ${subject}`,
  on: (branch) => `브랜치 ${branch}`,
  files: (all, names) => `파일 ${all}개: ${names}`,
  takeBack: (commit) => `보기: git show ${commit} · 되돌리기: git revert ${commit}`,
  aborted: "🚫 **실행을 끝냈습니다. 커밋한 것은 없습니다.** 공유 파일은 체크아웃에 남아 있습니다.",
  cancelledPlan: "🚫 **계획을 취소하셨습니다.** 만든 것은 없습니다.",
  keptPatches: (patches) => `변경 ${patches}개를 패치로 보관했습니다:`,
  more: (rest) => `그 밖에 ${rest}개`,
  refusal: {
    head: (who, tool) => `⛔ **거부:** ${who}의 ${tool} 호출.`,
    repeated: (who, tool, times) =>
      `⛔ **${times}번 거부:** ${who}이(가) ${tool}을(를) 되풀이합니다.`,
    detail: (why) => `자세히: ${why}`,
    step: (step) => `다음: ${step}`,
    commander: "Commander",
  },
  dashboard: { title: "📊 **Worker 현황**", columns: ["ID", "기능", "상태", "소요 시간"] },
};
