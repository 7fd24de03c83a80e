import type { SteeringWords } from "./steering-words.ts";

export const KOREAN: SteeringWords = {
  description:
    "모델 없이: status, approve, decline, choose, stop, resume, retry, cancel, abort, report, help",
  help: {
    head: "/aegis가 모델 없이 하는 일:",
    acts: {
      status:
        "단계, Worker, 사용자를 기다리는 일을 보여 줍니다. 터미널에서 /aegis만 입력하면 대시보드",
      approve: "답을 기다리는 계획을 보여 준 그대로 승인합니다",
      decline: "그 계획을 반려합니다: /aegis decline 바꿀 점. 실행은 끝나지 않습니다",
      choose: "기다리는 계획의 QA나 동시 Worker 수를 고릅니다: /aegis QA 2, /aegis Worker 3",
      stop: "모든 Worker와 Commander의 턴을 멈춥니다. 작업은 보관되고 실행은 끝나지 않습니다",
      resume: "멈춘 Worker를 다시 일하게 하고 Commander를 이어 가게 합니다",
      retry: "끝난 Worker 하나를 다시 일하게 합니다: /aegis retry w01 고칠 점",
      cancel:
        "Worker 하나를 끝내고 diff를 보관합니다: /aegis cancel w01. 재시도하면 다시 시작합니다",
      abort: "실행을 완전히 중단합니다. 모든 diff는 보관됩니다. /aegis abort yes를 입력해야 합니다",
      report: "마지막 실행의 결과와 전체 보고서를 보는 명령을 알려 줍니다",
      help: "이 목록",
    },
    conversation: "“실행을 중단해 주세요” 같은 메시지도 여전히 Commander에게 전달됩니다.",
  },
  unknown: (said, nearest) =>
    nearest === undefined
      ? `/aegis에 “${said}”은(는) 없습니다.`
      : `/aegis에 “${said}”은(는) 없습니다. /aegis ${nearest}을(를) 찾으셨나요?`,
  idle: {
    "no-run": "진행 중인 실행이 없습니다. 만들 것을 Commander에게 쓰면 계획을 제안합니다.",
    "nothing-to-stop": "멈출 것이 없습니다. 일하는 Worker가 없고 Commander도 쉬고 있습니다.",
    "nothing-to-resume": "재개할 것이 없습니다. 멈춘 Worker가 없고 Commander는 일하고 있습니다.",
    "answer-plan":
      "멈춘 것이 없습니다. 계획이 답을 기다립니다. 승인: /aegis approve. 반려: /aegis decline 바꿀 점.",
    "no-plan": "답을 기다리는 계획이 없습니다.",
    "confirm-abort":
      "실행을 완전히 중단합니다. 모든 Worker의 diff는 보관되고 커밋은 하지 않습니다.\n중단하려면 입력하세요: /aegis abort yes\n잠시 멈추려면: /aegis stop",
  },
  unknownWorker: (names) =>
    names === ""
      ? "이 실행에는 아직 Worker가 없습니다."
      : `그런 Worker가 없습니다. 계획에 있는 Worker: ${names}.`,
  serverOpen: (why, command) =>
    `아무것도 하지 않았습니다. OpenCode 서버가 열려 있어서(${why}) 이 컴퓨터의 어떤 프로그램이든 이 명령을 보낼 수 있습니다. /aegis stop은 동작합니다.\nOpenCode를 끝내고 이렇게 다시 시작하세요: OPENCODE_SERVER_PASSWORD='직접 정한 비밀번호' ${command}`,
  stopped: {
    workers: (names) => `멈췄습니다: ${names}. 작업은 보관되었고 재시도 횟수는 줄지 않습니다.`,
    left: (names) => `아직 일하고 있습니다: ${names}. 명령을 다시 실행하세요.`,
    ended: (names) => `그 사이 스스로 끝났습니다: ${names}.`,
    commander: "Commander의 턴이 끝났습니다.",
    runOpen:
      "실행은 끝나지 않았습니다. 이어 가기: /aegis resume. 실행 끝내기: /aegis abort. 보기: /aegis status.",
  },
  resumed: {
    workers: (names) => `다시 일합니다: ${names}.`,
    stays: (worker, why) => `${worker}은(는) 멈춘 채로 있습니다: ${why}`,
    atOnce: (limit) => `동시에 Worker ${limit}개까지 일합니다. 나머지는 기다립니다.`,
    commander: "Commander가 이어 갑니다.",
  },
  plan: {
    readFirst: "답을 기다리는 계획입니다. 승인하려면 명령을 다시 실행하세요.",
    approved: "계획을 승인했습니다.",
    declined: "계획을 반려했습니다. 실행은 끝나지 않았습니다. 원하는 것을 Commander에게 써 주세요.",
    declinedFor: "계획을 반려했고, 원하는 것을 Commander에게 전했습니다.",
    another: (named, waits) =>
      `계획 ${named}에 대한 답이라 아무것도 하지 않았습니다. 지금은 계획 ${waits}이(가) 답을 기다립니다. 읽은 뒤 답해 주세요.`,
    notHeard:
      "OpenCode가 답을 받았지만 계획은 아직 승인을 기다립니다. 지금 상태 보기: oh-my-qwencoder status",
  },
  shell: {
    undriven: "멈출 것이 없습니다. 이 실행을 맡은 OpenCode가 없어 아무도 일하지 않습니다.",
    asked: (pid, act) => `OpenCode(프로세스 ${pid})에 요청했습니다: ${act} …`,
  },
  retried: (worker) => `다시 일합니다: ${worker}.`,
  notRetried: (worker, why) => `${worker}을(를) 재시도하지 않습니다: ${why}`,
  cancelled: (shown, worker) =>
    `취소했습니다: ${shown}. diff는 보관되었고 실행은 이 Worker 없이 계속됩니다. 다시 시작하려면: /aegis retry ${worker}`,
  notCancelled: (worker, why) => `${worker}을(를) 취소하지 않았습니다: ${why}`,
  refused: (why, next) => `아무것도 하지 않았습니다: ${why}\n→ ${next}`,
  failed: (why, next) => `/aegis가 하지 못했습니다: ${why}\n→ ${next}`,
};
