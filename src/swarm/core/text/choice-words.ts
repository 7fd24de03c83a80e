import type { Language } from "../../../kit/sentence.ts";
import type { QaStrategy } from "../plan/plan.ts";

/** Runs of QA commands if nothing fails: at the Workers' reports, and on the merged tree. */
interface Cost {
  reports: number;
  end: number;
}

interface ChoiceWords {
  head: string;
  start: string;
  newProject: string;
  existing: (files: number) => string;
  strategy: Record<QaStrategy, string>;
  cost: (cost: Cost) => string;
  /** Before a strategy that the plan has no commands for. */
  impossible: string;
  qa: string;
  workers: string;
  atOnce: (workers: number, most: number) => string;
  places: (places: number) => string;
  server: {
    sessions: (sessions: number) => string;
    noSessions: string;
    load: (running: number, waiting: number) => string;
    silent: (why: string) => string;
    notAsked: string;
  };
  yours: string;
  inForce: string;
  howTo: (most: number) => string;
  /** Says which choices there are; `said` was none of them. */
  unclear: (said: string, strategies: string, most: number) => string;
  noted: string;
  question: string;
  choose: string;
  chooseHint: string;
  back: string;
  backHint: string;
}

/** Texts for people about the choices of a plan. */
export const CHOICE_WORDS: Record<Language, ChoiceWords> = {
  en: {
    head: "Choices",
    start: "Start",
    newProject: "new project (no file of a project yet)",
    existing: (files) =>
      `add to the project that is here (${files} ${files === 1 ? "file" : "files"})`,
    strategy: {
      "worker-unit_commander-integration":
        "each Worker's own checks at its report, then the plan's checks after the merge",
      "worker-all":
        "each Worker's own checks at its report, and again after the merge; nothing else",
      "commander-all": "nothing at a Worker's report, all checks once after the merge",
      "full-e2e": "each Worker's own checks at its report, and all checks after the merge",
    },
    cost: ({ reports, end }) =>
      `${reports + end} ${reports + end === 1 ? "run" : "runs"} (${reports} + ${end})`,
    impossible: "not for this plan",
    qa: "QA",
    workers: "Workers",
    atOnce: (workers, most) => `${workers} at a time, ${most} at most`,
    places: (places) => `settings: ${places}`,
    server: {
      sessions: (sessions) => `model server: cache for ${sessions} full conversations`,
      noSessions: "the model server does not say what its cache holds",
      load: (running, waiting) => `${running} running, ${waiting} waiting`,
      silent: (why) => `the model server does not say what it carries (${why})`,
      notAsked: "the model server was not asked",
    },
    yours: "your choice",
    inForce: "▸",
    howTo: (most) => `To change: answer “QA 1” to “QA 4”, or “Workers 1” to “Workers ${most}”.`,
    unclear: (said, strategies, most) =>
      `“${said}” is no choice of this plan. QA: ${strategies}. Workers: 1 to ${most}. Write for example: QA 1, Workers ${most}`,
    noted: "Noted. The plan still waits for your answer.",
    question: "What should be different?",
    choose: "Choose QA or Workers",
    chooseHint: "Another QA strategy, or fewer Workers at a time",
    back: "Back",
    backHint: "Change nothing here; back to the plan",
  },
  ko: {
    head: "선택 사항",
    start: "시작",
    newProject: "새 프로젝트(아직 프로젝트 파일 없음)",
    existing: (files) => `기존 프로젝트에 추가(파일 ${files}개)`,
    strategy: {
      "worker-unit_commander-integration": "보고할 때 Worker 자체 검사, 병합 뒤 계획의 검사",
      "worker-all": "보고할 때 Worker 자체 검사, 병합 뒤 같은 검사를 한 번 더",
      "commander-all": "보고할 때는 검사 없음, 병합 뒤 모든 검사를 한 번",
      "full-e2e": "보고할 때 Worker 자체 검사, 병합 뒤 모든 검사",
    },
    cost: ({ reports, end }) => `${reports + end}회 실행(${reports} + ${end})`,
    impossible: "이 계획에는 불가",
    qa: "QA",
    workers: "Worker",
    atOnce: (workers, most) => `동시에 ${workers}개, 최대 ${most}개`,
    places: (places) => `설정: ${places}개`,
    server: {
      sessions: (sessions) => `모델 서버 캐시: 최대 길이 대화 ${sessions}개`,
      noSessions: "모델 서버가 캐시 크기를 알려 주지 않음",
      load: (running, waiting) => `실행 ${running}, 대기 ${waiting}`,
      silent: (why) => `모델 서버가 감당할 수 있는 양을 알려 주지 않음(${why})`,
      notAsked: "모델 서버에 묻지 않음",
    },
    yours: "사용자의 선택",
    inForce: "▸",
    howTo: (most) => `바꾸려면 “QA 1”~“QA 4” 또는 “Worker 1”~“Worker ${most}”로 답하세요.`,
    unclear: (said, strategies, most) =>
      `“${said}”은(는) 이 계획의 선택 사항이 아닙니다. QA: ${strategies}. Worker: 1~${most}. 예: QA 1, Worker ${most}`,
    noted: "기록했습니다. 계획은 아직 답을 기다리고 있습니다.",
    question: "무엇을 바꿀까요?",
    choose: "QA·Worker 선택",
    chooseHint: "다른 QA 전략이나 더 적은 동시 Worker 수를 고릅니다",
    back: "돌아가기",
    backHint: "바꾸지 않고 계획으로 돌아갑니다",
  },
};

/** The labels that open the choices and that leave them, in both languages. */
export const CHOOSE_LABELS: readonly string[] = [CHOICE_WORDS.en.choose, CHOICE_WORDS.ko.choose];
export const BACK_LABELS: readonly string[] = [CHOICE_WORDS.en.back, CHOICE_WORDS.ko.back];
