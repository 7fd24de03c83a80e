import type { ReportWords } from "./report-words.ts";

export const KOREAN: ReportWords = {
  page: (run) => `보고서: ${run}`,
  notRecorded: "기록 없음",
  none: "없음",
  madeAt: (at) => `oh-my-qwencoder가 ${at}에 이 컴퓨터의 기록만으로 만들었습니다.`,
  written: (file) => `저장: ${file}`,
  utc: " UTC",
  why: {
    usage:
      "이 실행의 저널 옆에 수치 파일이 없어 요청, 토큰, 도구 호출은 기록이 없습니다. 이전 버전은 이 파일을 쓰지 않았습니다.",
    load: "답마다 남은 기록에서 셉니다. 답의 시작부터 첫 도구 호출까지, 없으면 끝까지입니다. 다른 사람이 서버에 보낸 요청은 기록하지 않습니다.",
    sessionRefusals: "저널은 거부를 세션이 아니라 역할별로 셉니다.",
    branch: "브랜치 이름이 기록에 없습니다",
    torn: (records) =>
      `저널에서 기록 ${records} 다음의 마지막 줄이 온전하지 않습니다. 그 앞의 내용은 모두 여기에 있습니다.`,
    broken: (records) =>
      `저널이 기록 ${records} 다음부터 손상되어 그 뒤의 내용은 여기에 없습니다. 다음: oh-my-qwencoder runs repair`,
    newer: (records) =>
      `기록 ${records} 다음은 더 새로운 oh-my-qwencoder가 썼습니다. 그 뒤의 내용은 여기에 없습니다.`,
    open: (at) =>
      `이 보고서를 만들 때 실행이 진행 중이었습니다. 시간은 마지막 기록(${at})까지입니다.`,
    unreadableUsage: (lines) => `수치 파일에서 ${lines}줄은 읽을 수 없어 세지 않았습니다.`,
    withoutTokens: (answers) =>
      `OpenCode가 요청 ${answers}건의 토큰을 알려 주지 않아 합계에 들어 있지 않습니다.`,
    usageSpan: (answers, from, to) =>
      `집계: ${from}부터 ${to}까지의 답 ${answers}건. 첫 계획 전과 실행이 끝난 뒤의 대화는 이 실행에 속하지 않습니다.`,
    tokens:
      "토큰은 OpenCode가 센 값입니다. ‘캐시에서’는 모델 서버가 알려 준 값이며, 알려 주지 않는 서버라면 0입니다.",
  },
  cut: {
    rows: (shown, all) => `${all}건 가운데 처음과 마지막 ${shown}건만 보입니다.`,
    text: (missing) => `… (${missing}자 더 있음)`,
  },
  section: {
    timeline: "시간표",
    agents: "에이전트",
    refusals: "거부된 호출",
    reports: "받아들이지 않은 보고",
    retries: "재시도",
    qa: "QA",
    conflicts: "충돌 검사",
    diffs: "Worker별 변경",
    server: "모델 서버",
  },
  head: {
    outcome: "결과",
    commit: "커밋",
    duration: "소요 시간",
    branch: "브랜치",
    started: "시작",
    ended: "종료",
    run: "실행",
    plan: "계획",
    records: "저널 기록 수",
    aborted: "중단할 때의 말",
  },
  timeline: {
    title: "시간에 따른 일곱 단계와 Worker의 시도",
    about: (workers, time) =>
      `${time} 동안의 각 단계와 Worker ${workers}개의 각 시도를 막대로 나타냅니다. 같은 시간이 아래 표에 있습니다.`,
    asTable: "표로 보기",
    scroll: "시간표, 옆으로 스크롤",
    activity: {
      queued: "대기 중",
      working: "작업 중",
      paused: "일시 정지: 모델 서버를 기다림",
      "self-qa": "자체 QA",
    },
    calls: "도구 호출",
    refusals: "거부된 호출",
    marks: (lane, calls, refusals) => `${lane}: 도구 호출 ${calls}, 거부 ${refusals}`,
    end: {
      completed: "완료",
      failed: "실패",
      stopped: "멈춤",
      cancelled: "취소됨",
      replanned: "바뀐 계획으로 대체됨",
      cut: "실행이 끝나 끊김",
      open: "마지막 기록까지 진행 중",
    },
    phases: { phase: "단계", entered: "들어온 때", left: "나간 때", time: "시간" },
    attempts: {
      worker: "Worker",
      attempt: "시도",
      from: "시작",
      to: "끝",
      end: "결과",
      why: "이유",
    },
    neverStarted: "시작하지 않음",
  },
  agents: {
    agent: "에이전트",
    requests: "모델 요청",
    tokensIn: "입력 토큰",
    cached: "캐시에서",
    tokensOut: "출력 토큰",
    calls: "도구 호출",
    refusals: "거부",
    sum: "합계",
    role: {
      commander: "Commander",
      worker: "Worker",
      scout: "Scout 전체",
      librarian: "Librarian 전체",
    },
    session: (role, id, worker) =>
      worker === undefined ? `${role}: 세션 ${id}` : `${worker}의 ${role}: 세션 ${id}`,
  },
  refusals: { at: "시각", who: "누가", tool: "도구", tried: "하려던 일", rule: "규칙" },
  reports: { at: "시각", worker: "Worker", rule: "규칙", why: "이유" },
  retries: { at: "시각", worker: "Worker", after: "앞선 시도", instructions: "이유" },
  qa: {
    name: "검사",
    command: "명령",
    exit: "종료 코드",
    seconds: "초",
    tests: "테스트",
    final: "최종 QA",
    own: (worker) => `${worker}의 자체 QA`,
    passed: "통과",
    failed: "실패",
    timeout: "시간 제한",
    signal: "시그널로 종료",
    counts: (passed, failed) => `통과 ${passed}, 실패 ${failed}`,
    output: (command) => `${command}의 마지막 출력`,
    noOutput: "출력 없음",
  },
  conflicts: {
    at: "시각",
    head: "기준 HEAD",
    commits: "커밋 수",
    result: "결과",
    clear: "문제 없음",
    problem: (code, worker) => (worker === undefined ? code : `${code} (${worker})`),
  },
  diffs: {
    of: "누구의 변경",
    file: "파일",
    added: "추가",
    removed: "삭제",
    foundation: "기반(Commander)",
    commit: "커밋 전체",
    total: (files) => `파일 ${files}개`,
    binary: "줄이 없는 파일",
    state: {
      gone: "커밋이 더 이상 git에 없습니다",
      none: "보관된 변경 없음",
      "at-work": "작업 중이며 아직 보관된 것이 없습니다",
    },
  },
  server: {
    worker: "Worker",
    from: "시작",
    time: "시간",
    why: "이유",
    pauses: "모델 서버 때문에 일시 정지한 시간",
    load: "이 실행이 동시에 보낸 요청",
    phase: "단계",
    most: "최대",
    mean: "평균",
  },
  span(ms) {
    const seconds = Math.round(ms / 1000);
    const [hours, minutes, rest] = [
      Math.floor(seconds / 3600),
      Math.floor((seconds % 3600) / 60),
      seconds % 60,
    ];
    if (hours > 0) return `${hours}시간 ${minutes}분`;
    if (minutes > 0) return `${minutes}분 ${rest}초`;
    return ms > 0 && ms < 10_000 ? `${(ms / 1000).toFixed(1)}초` : `${rest}초`;
  },
};
