import type { RunWords } from "./run-words.ts";

export const KOREAN: RunWords = {
  noRun: "여기에서 시작한 실행이 없습니다.",
  firstSteps: [
    "시작하려면 여기서 opencode를 실행하고 만들 것을 쓰세요. Commander가 계획을 제안하고 묻습니다.",
    "/aegis help는 모델 없이 할 수 있는 일을, oh-my-qwencoder doctor는 이 컴퓨터의 상태를 알려 줍니다.",
  ],
  noTitle: "(아직 계획 없음)",
  started: (at) => `시작 ${at}`,
  ended: (at) => `종료 ${at}`,
  outcome: {
    open: "진행 중",
    committed: "커밋됨",
    aborted: "중단됨",
    unreadable: "읽을 수 없음",
  },
  head: {
    driver: "담당",
    branch: "브랜치",
    plan: "계획",
    choices: "선택 사항",
    conflicts: "충돌 검사",
    qa: "최종 QA",
    refused: "거부",
    yours: "사용자가 할 일",
    resume: "지금 OpenCode를 시작하면",
    commit: "커밋",
    kept: "보관",
    outcome: "결과",
    summary: "요약",
    shared: "공유 파일",
    workers: "Worker",
    history: "있었던 일",
    task: "작업",
    scope: "쓰기 범위",
    ownQa: "자체 QA",
    report: "보고",
    work: "작업 결과",
  },
  driver: {
    none: "프로세스 없음",
    alive: (pid) => `실행 중인 프로세스 ${pid}`,
    dead: (pid) => `없음: 프로세스 ${pid}은(는) 종료됨`,
  },
  detached: "분리된 HEAD",
  approved: {
    question: (words) => `“${words}”(이)라는 답변으로 승인됨`,
    quote: (words) => `“${words}”(이)라는 말로 승인됨`,
    act: (words) => `“${words}” 명령으로 승인됨`,
    no: "승인되지 않음",
    way: {
      terminal: "터미널에서 입력",
      "command-line": "명령줄에서 전달",
      server: "OpenCode 포트로 전송",
    },
  },
  columns: {
    id: "ID",
    worker: "Worker",
    status: "상태",
    time: "시간",
    tries: "시도",
    retries: "남은 재시도",
    limit: "남은 시간",
  },
  minutes: (left) => `${left}분`,
  now: {
    answers: (time) => `모델 응답 중(${time})`,
    rests: (time) => `쉬는 중(${time})`,
    after: (call, hasFailed) => `직전: ${call}${hasFailed ? " 실패" : ""}`,
    ago: (time) => `${time} 전`,
  },
  waitsFor: (worker) => `완료하지 못한 ${worker}을(를) 기다립니다`,
  lastSeen: "이 실행을 맡은 프로세스가 없습니다. Worker는 멈춰 있고 시간은 마지막 기록까지입니다.",
  wholeReport: (command) => `전체 보고서: ${command}`,
  conflicts: {
    none: "검사하지 않음",
    clear: "충돌 없음",
    stale: "이전 HEAD에서는 충돌 없음. 그 뒤 브랜치가 이동함",
    problems: (count) => `문제 ${count}건`,
  },
  qa: {
    none: "실행하지 않음",
    passed: (tree) => `트리 ${tree}에서 통과`,
    failed: (why) => `실패: ${why}`,
  },
  yours: {
    "answer-plan": ({ workers, change }) =>
      `Worker ${workers}개의 ${change ? "바뀐 계획" : "계획"}에 답하기 (승인: /aegis approve)`,
    "decide-worker": ({ worker }) =>
      `${worker}이(가) 실패했고 남은 재시도가 없습니다. 다른 계획을 요청하거나 실행을 중단하세요`,
    "resume-workers": ({ workers }) =>
      `멈춘 Worker: ${workers.join(", ")}. OpenCode에서 /aegis resume`,
    "wake-commander": () => "Commander가 쉬고 있습니다. 이어 가기: 대화에 쓰거나 /aegis resume",
    "start-opencode": () =>
      "실행을 맡은 프로세스가 없습니다. 이어 가기: OpenCode에서 /aegis resume. 중단: oh-my-qwencoder abort",
  },
  resume: {
    driven: ({ pid }) => `아무것도 넘겨받지 않습니다. 프로세스 ${pid}이(가) 실행을 맡고 있습니다`,
    "settle-commit": () => "파일을 바꾸다가 끊긴 커밋을 마무리하거나 되돌립니다",
    "record-commit": ({ commit }) =>
      `브랜치에 있는 커밋 ${commit.slice(0, 12)}을(를) 기록하고 실행을 끝냅니다`,
    "settle-writes": ({ calls }) => `끝나지 않은 Commander의 쓰기 ${calls}건을 정리합니다`,
    "reset-integration": () => "통합 worktree를 통합된 커밋으로 되돌립니다",
    interrupt: ({ workers }) =>
      `diff를 보관하고 끊긴 것으로 처리합니다: ${workers.join(", ")} (재시도하면 diff에서 이어집니다)`,
    queued: ({ workers }) => `다음 대기까지 대기열에 둡니다: ${workers.join(", ")}`,
    "go-on": ({ phase }) => `다음 메시지부터 ${phase} 단계에서 이어집니다`,
  },
  journal: {
    torn: (records) => `저널에서 기록 ${records} 다음의 마지막 줄이 온전하지 않습니다.`,
    broken: (records) =>
      `저널이 기록 ${records} 다음부터 손상되었습니다: oh-my-qwencoder runs repair`,
    newer: (records) =>
      `기록 ${records} 다음은 더 새로운 oh-my-qwencoder가 썼습니다. 업데이트하세요.`,
  },
  list: { run: "실행", outcome: "결과", workers: "Worker", commit: "커밋", title: "제목" },
  patch: {
    files: (count) => `파일 ${count}개`,
    none: "보관된 변경 없음",
    at: (where) => `보관 위치: ${where}`,
    gone: "커밋이 더 이상 git에 없습니다",
    atWork: "작업 중이며 아직 보관된 것이 없습니다",
  },
  refusals: (count) => `호출 ${count}건`,
  restore: {
    done: (files, worker) =>
      `${worker}의 파일 ${files}개를 체크아웃에 복원했습니다. 스테이징한 것은 없습니다.`,
    nothing: "할 일이 없습니다. 체크아웃에 이미 이 작업이 있습니다.",
    dry: "아무 파일도 변경하지 않았습니다.",
  },
  prune: {
    nothing: "할 일이 없습니다. 조건에 맞는 끝난 실행이 없습니다.",
    removes: (id, outcome, refs, patches) =>
      `${id} (${outcome}): 저널, ref ${refs}개, 파일 ${patches}개`,
    newest:
      "가장 새로운 실행의 저널은 남습니다. 이미 쓴 승인의 말이 무엇인지 그 저널에 있기 때문입니다. ref와 파일은 삭제합니다.",
    onlyCopy: "어느 브랜치에도 없고 여기에만 있는 작업:",
    ask: "영구히 삭제할까요?",
    done: (runs) => `삭제: 실행 ${runs}개.`,
    declined: "아무것도 삭제하지 않았습니다.",
    dry: "아무것도 삭제하지 않았습니다.",
  },
  abort: {
    nothing: "할 일이 없습니다. 진행 중인 실행이 없습니다.",
    asked: (pid) => `OpenCode(프로세스 ${pid})에 실행을 중단하도록 요청했습니다 …`,
    done: (id) => `실행 ${id}을(를) 중단했습니다.`,
    kept: (paths) => `보관: ${paths}`,
    nothingKept: "보관할 작업이 없었습니다.",
    foundation: "기반 파일은 체크아웃에 남습니다.",
    committed: (commit) => `실행이 이미 커밋 ${commit}(으)로 끝났습니다. 중단한 것은 없습니다.`,
    leftOver: (why) => `정리가 끝나지 않았습니다: ${why} → oh-my-qwencoder doctor --fix`,
    dry: (run) => `실행 ${run}을(를) 중단하게 됩니다. 아무것도 변경하지 않았습니다.`,
  },
  repair: {
    whole: "고칠 것이 없습니다. 모든 저널을 읽을 수 있습니다.",
    copied: (path) => `손상된 파일의 사본: ${path}`,
    keeps: (records, phase) => `저널은 이제 기록 ${records}, ${phase} 단계에서 끝납니다.`,
    emptied: "손상 앞에 읽을 수 있는 기록이 없습니다. 파일 전체는 사본에 있습니다.",
    drops: (lines) => `제외한 줄 ${lines}개:`,
    intact: (line, text) => `${line}번째 줄, 읽을 수 있음: ${text}`,
    lost: (line) => `${line}번째 줄, 읽을 수 없음`,
    dry: "아무것도 변경하지 않았습니다.",
  },
};
