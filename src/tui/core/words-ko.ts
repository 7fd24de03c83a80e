import type { TuiWords } from "./tui-words.ts";

export const KOREAN: TuiWords = {
  now: "현재",
  command: "Aegis: 대시보드",
  unreadable: "Aegis: 저널을 읽을 수 없습니다.",
  first: {
    start: [
      "만들 것을 쓰세요. 예: 테스트가 있는 로그인과 게시판",
      "Aegis가 먼저 계획을 보여 주고 묻습니다. /aegis help · 대시보드: ctrl+x w",
    ],
    missing: [
      "이 프로젝트에는 Aegis가 없습니다. OpenCode가 플러그인을 로드하지 않았습니다.",
      "→ 여기 셸에서 oh-my-qwencoder install을 실행하고 OpenCode를 다시 시작하세요",
    ],
    open: (title, where) => [
      `끝나지 않은 실행: ${title} (${where})`,
      "이어 가려면 “계속해 줘”라고 쓰세요. 보기 /aegis status, 중단 /aegis abort",
    ],
  },
  waits: "사용자 응답 대기",
  notDriven: "담당 프로세스 없음",
  card: {
    feature: "기능",
    scope: "쓰기 범위",
    now: "지금",
    last: "마지막 기록",
    why: "이유",
    retriesLeft: (count) => `남은 재시도 ${count}회`,
    minutesLeft: (count) => `약 ${count}분 남음`,
    diff: (files, added, removed) => `Diff: 파일 ${files}개, +${added} −${removed}`,
    qa: (passed, all) => `QA: ${all}개 중 ${passed}개 통과`,
    refused: (calls, reports) => `거부: 호출 ${calls}건, 보고 ${reports}건`,
  },
  server: {
    head: "모델 서버",
    asked: "요청함, 아직 응답 없음",
    load: (running, waiting, cache) => `실행 ${running} · 대기 ${waiting} · 캐시 ${cache} %`,
    hits: (percent) => `프롬프트의 ${percent} %가 캐시에서`,
    rate: (tokens) => `초당 ${tokens}토큰`,
    short: (running, waiting, cache) => `서버: 실행 ${running}, 대기 ${waiting}, 캐시 ${cache} %`,
    noData: (since) => `${since}부터 데이터 없음`,
  },
  acts: {
    key: { choose: "Tab", open: "Enter", abort: "A" },
    act: {
      choose: "Worker",
      open: "대화",
      diff: "diff",
      plan: "계획",
      stop: "멈춤",
      resume: "재개",
      retry: "재시도",
      cancel: "취소",
      abort: "중단",
    },
    sure: {
      stop: () =>
        "모든 Worker와 Commander의 턴을 멈출까요? 작업은 보관되고 실행은 끝나지 않습니다.",
      resume: () => "멈춘 Worker를 다시 일하게 하고 Commander를 이어 가게 할까요?",
      retry: (worker) => `${worker}을(를) 다시 일하게 할까요?`,
      cancel: (worker) =>
        `${worker}의 작업을 끝낼까요? diff는 보관되고, 재시도하면 다시 시작합니다.`,
      abort: () => "실행을 완전히 중단할까요? 모든 Worker의 diff는 보관되고 커밋은 하지 않습니다.",
    },
    instructions: "고칠 점(비워 두어도 됩니다)",
    noAnswer: "OpenCode가 답하지 않았습니다",
    changed: "그 사이 실행이 바뀌어 아무것도 하지 않았습니다.",
  },
  plan: {
    waits: "이 계획이 답을 기다리고 있습니다",
    approved: "승인된 계획",
    none: "아직 계획이 없습니다.",
    answer: { approve: "승인", choose: "QA·Worker", change: "변경", decline: "반려" },
    sure: {
      approve: (workers) => `Worker ${workers}개로 일하는 이 계획을 승인할까요?`,
      decline: () => "이 계획을 반려할까요? 만드는 것은 없고, 다른 계획을 요청할 수 있습니다.",
    },
    declined: "이 계획을 반려합니다.",
    wanted: { change: "Commander가 바꿀 점", choose: "예: QA 2, Worker 3" },
  },
  diff: {
    of: (worker) => `${worker}의 diff`,
    asked: "git에 묻는 중 …",
    none: "아직 변경이 없습니다.",
    cut: (rows) => `${rows}줄 더 있음: oh-my-qwencoder runs show`,
  },
  timeline: "최근 이벤트(UTC)",
  begin: "만들 것을 Commander에게 쓰면 계획을 제안합니다.",
  keys: "Esc 돌아가기 · ↑↓ 스크롤 · PgUp/PgDn 페이지 · Home/End",
  watchKeys: "q 끝내기 · ↑↓ 스크롤 · PgUp/PgDn 페이지 · Home/End",
  hidden: (above, below) => `위 ${above}줄, 아래 ${below}줄`,
};
