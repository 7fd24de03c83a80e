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
  /** The same for the question, whose rows are few. */
  shortStart: { new: string; existing: (files: number) => string };
  shortStrategy: Record<QaStrategy, string>;
  cost: (cost: Cost) => string;
  /** What the two figures of a cost count. */
  costs: string;
  /** Before a strategy that the plan has no commands for. */
  impossible: string;
  qa: string;
  workers: string;
  atOnce: (workers: number, most: number) => string;
  places: (places: number) => string;
  server: {
    sessions: (sessions: number, running: number) => string;
    noSessions: (running: number) => string;
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
  back: string;
  backHint: string;
}

/** Texts for people about the choices of a plan. */
export const CHOICE_WORDS: Record<Language, ChoiceWords> = {
  en: {
    head: "Choices",
    start: "Start",
    newProject: "new project",
    existing: (files) => `add to this project (${files} ${files === 1 ? "file" : "files"})`,
    strategy: {
      "worker-unit_commander-integration": "own checks at reports, the plan's at the end",
      "worker-all": "own checks at reports, and again at the end",
      "commander-all": "all checks once, at the end",
      "full-e2e": "own checks at reports, all checks at the end",
    },
    shortStart: {
      new: "New project",
      existing: (files) => `Adds to ${files} ${files === 1 ? "file" : "files"}`,
    },
    shortStrategy: {
      "worker-unit_commander-integration": "own checks, then the plan's",
      "worker-all": "own checks, then again",
      "commander-all": "all checks once, at the end",
      "full-e2e": "own checks, then all",
    },
    cost: ({ reports, end }) => `${reports} + ${end} ${reports + end === 1 ? "run" : "runs"}`,
    costs: "Runs: at the Workers' reports + at the end, on the merged tree, if nothing fails.",
    impossible: "not for this plan",
    qa: "QA",
    workers: "Workers",
    atOnce: (workers, most) => `at a time: ${workers} of ${most}`,
    places: (places) => `the settings allow ${places}`,
    server: {
      sessions: (sessions, running) => `Server: ${sessions} full sessions, ${running} running`,
      noSessions: (running) => `Server: ${running} running, no word of its room`,
      silent: (why) => `The model server does not say what it carries (${why})`,
      notAsked: "The model server was not asked",
    },
    yours: "yours",
    inForce: "▸",
    howTo: (most) =>
      `To change: answer “QA 1” to “QA 4”${most > 1 ? `, or “Workers 1” to “Workers ${most}”` : ""}.`,
    unclear: (said, strategies, most) =>
      `“${said}” is no choice of this plan. QA: ${strategies}. Workers: 1 to ${most}. Write for example: QA 1, Workers ${most}`,
    noted: "Noted. The plan still waits for your answer.",
    question: "What should be different?",
    choose: "Choose QA or Workers",
    back: "Back",
    backHint: "Change nothing here; back to the plan",
  },
  ko: {
    head: "선택 사항",
    start: "시작",
    newProject: "새 프로젝트",
    existing: (files) => `기존 프로젝트에 추가(파일 ${files}개)`,
    strategy: {
      "worker-unit_commander-integration": "보고할 때 자체 검사, 끝에 계획의 검사",
      "worker-all": "보고할 때 자체 검사, 끝에 한 번 더",
      "commander-all": "끝에 모든 검사를 한 번",
      "full-e2e": "보고할 때 자체 검사, 끝에 모든 검사",
    },
    shortStart: { new: "새 프로젝트", existing: (files) => `파일 ${files}개에 추가` },
    shortStrategy: {
      "worker-unit_commander-integration": "자체 검사 뒤 계획의 검사",
      "worker-all": "자체 검사 뒤 한 번 더",
      "commander-all": "끝에만 모든 검사",
      "full-e2e": "자체 검사 뒤 모든 검사",
    },
    cost: ({ reports, end }) => `${reports} + ${end}회`,
    costs: "횟수: Worker가 보고할 때 + 끝에 병합한 트리에서, 실패가 없을 때.",
    impossible: "이 계획에는 불가",
    qa: "QA",
    workers: "Worker",
    atOnce: (workers, most) => `동시 ${workers}개(최대 ${most}개)`,
    places: (places) => `설정으로는 ${places}개까지`,
    server: {
      sessions: (sessions, running) => `모델 서버: 최대 길이 세션 ${sessions}개, 실행 ${running}`,
      noSessions: (running) => `모델 서버: 실행 ${running}, 여유는 알려 주지 않음`,
      silent: (why) => `모델 서버가 감당할 수 있는 양을 알려 주지 않음(${why})`,
      notAsked: "모델 서버에 묻지 않음",
    },
    yours: "내 선택",
    inForce: "▸",
    howTo: (most) =>
      `바꾸려면 “QA 1”–“QA 4”${most > 1 ? ` 또는 “Worker 1”–“Worker ${most}”` : ""}${most > 1 && /[036]$/.test(`${most}`) ? "으로" : "로"} 답하세요.`,
    unclear: (said, strategies, most) =>
      `“${said}”은(는) 이 계획의 선택 사항이 아닙니다. QA: ${strategies}. Worker: 1–${most}. 예: QA 1, Worker ${most}`,
    noted: "기록했습니다. 계획은 아직 답을 기다리고 있습니다.",
    question: "무엇을 바꿀까요?",
    choose: "QA·Worker 선택",
    back: "돌아가기",
    backHint: "바꾸지 않고 계획으로 돌아갑니다",
  },
};

/** The labels that open the choices and that leave them, in both languages. */
export const CHOOSE_LABELS: readonly string[] = [CHOICE_WORDS.en.choose, CHOICE_WORDS.ko.choose];
export const BACK_LABELS: readonly string[] = [CHOICE_WORDS.en.back, CHOICE_WORDS.ko.back];
