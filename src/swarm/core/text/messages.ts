import type { Language } from "../../../kit/sentence.ts";
import { GLOSSARY } from "./glossary.ts";

interface Words {
  columns: [string, string, string, string];
  status: Record<
    | "planned"
    | "queued"
    | "exploring"
    | "implementing"
    | "self-qa"
    | "stopped"
    | "paused"
    | "completed"
    | "failed"
    | "cancelled",
    string
  >;
  completedOf: (done: number, all: number) => string;
  attempt: (number: number) => string;
  phase: string;
  /** What is left of a Worker's limits, in minutes. */
  left: (worker: string, left: string) => string;
  limit: Record<"queue" | "silence" | "attempt" | "total" | "server", string>;
  minutes: (minutes: number) => string;
  /** `since` and `back` are times of day. */
  server: {
    down: (why: string, since: string) => string;
    /** No Worker waits any more, and the server was not seen to answer. */
    was: (why: string, since: string) => string;
    back: (why: string, since: string, back: string) => string;
  };
  sandbox: Record<
    "bubblewrap" | "unfiltered" | "landlock" | "unscoped" | "runtime" | "compare",
    string
  >;
  plan: {
    shared: string;
    qa: string;
    strategy: string;
    after: string;
    mayBeEmpty: string;
    scope: string;
    own: string;
    task: string;
    /** Says where the whole plan is: above the question, and in `file`. */
    whole: (file: string) => string;
    question: (workers: number) => string;
    /** Below the whole plan: how to answer it; commands stand between backticks. */
    answer: string;
    header: string;
    approve: string;
    approveHint: string;
    change: string;
    changeHint: string;
    cancel: string;
    cancelHint: string;
  };
  qaColumns: [string, string, string];
  none: string;
  /** Said after the user's Esc, which ends only the Commander's turn. OpenCode breaks lines behind "/": the command has its own. */
  workersGoOn: (workers: number) => string;
  /** The Commander has been sent back to work as often as it may be. */
  rests: string;
  /** The user has written, and the plan still waits. */
  planWaits: string;
}

/** Texts for people, in both languages. Reasons of refusals stand where they are made (`denial.ts`). */
export const WORDS: Record<Language, Words> = {
  en: {
    columns: ["ID", "Feature", "Status", "Duration"],
    status: {
      planned: "◦ planned",
      queued: "⏳ queued",
      exploring: "🔍 exploring",
      implementing: "🔨 implementing",
      "self-qa": "🧪 self-QA",
      paused: "⏸ paused",
      completed: "✅ done",
      failed: "❌ failed",
      stopped: "⏹ stopped",
      cancelled: "🚫 cancelled",
    },
    completedOf: (done, all) => `${done}/${all} completed`,
    attempt: (number) => `attempt ${number}`,
    phase: "Phase",
    left: (worker, left) => `${worker}: left ${left}`,
    limit: {
      queue: "in the queue",
      silence: "of silence",
      attempt: "of this attempt",
      total: "in all",
      server: "of waiting for the model server",
    },
    minutes: (minutes) => `${minutes} min`,
    server: {
      was: (why, since) => `Model server: ${why} at ${since}; no Worker waits for it now.`,
      down: (why, since) =>
        `Model server: ${why}, since ${since}. Its Workers are paused and go on by themselves.`,
      back: (why, since, back) =>
        `Model server: ${why} from ${since} to ${back}; it answers again.`,
    },
    sandbox: {
      bubblewrap: "shell scope: kernel sandbox (bubblewrap)",
      unfiltered: "shell scope: kernel sandbox (bubblewrap), without its filter of system calls",
      landlock:
        "shell scope: kernel (Landlock); .git and our files in the checkout are compared and restored",
      unscoped:
        "shell scope: kernel (Landlock), which does not hold signals here; .git and our files in the checkout are compared and restored",
      runtime:
        "shell scope: sandbox-runtime; .git and our files in the checkout are compared and restored",
      compare: "shell scope: compare and restore after each call (no sandbox here)",
    },
    plan: {
      shared: "Shared, read-only for Workers",
      qa: "Final QA",
      strategy: "QA strategy",
      after: "after",
      mayBeEmpty: "may end without a change",
      scope: "Writes",
      own: "Own QA",
      task: "Task",
      whole: (file) => `Whole plan: PgUp, or ${file}`,
      question: (workers) =>
        `Start this plan with ${workers} ${workers === 1 ? "Worker" : "Workers"}?`,
      answer: "Answer here, or type `/aegis approve` or `/aegis decline`.",
      header: "Plan approval",
      approve: "Approve",
      approveHint: "Build the foundation, then dispatch the Workers",
      change: "Change",
      changeHint: "Tell the Commander what to change",
      cancel: "Cancel",
      cancelHint: "Do not build this",
    },
    qaColumns: ["Check", "Result", "Command"],
    none: "none",
    planWaits:
      "The plan still waits for your answer. To start it, type /aegis approve. To change it, /aegis decline and what you want",
    rests: "The Commander rests, and work of the run is open. Send it on: /aegis resume",
    workersGoOn: (workers) =>
      `The Commander's turn has ended. ${workers === 1 ? "1 Worker goes on.\nTo stop it" : `${workers} Workers go on.\nTo stop them`}: /aegis stop`,
  },
  ko: {
    columns: ["ID", "기능", "상태", "소요 시간"],
    status: {
      planned: "◦ 시작 전",
      queued: "⏳ 대기 중",
      exploring: "🔍 탐색 중",
      implementing: "🔨 구현 중",
      "self-qa": "🧪 자체 QA",
      paused: "⏸ 일시 정지",
      completed: "✅ 완료",
      failed: "❌ 실패",
      stopped: "⏹ 멈춤",
      cancelled: "🚫 취소됨",
    },
    completedOf: (done, all) => `${done}/${all} 완료`,
    attempt: (number) => `${number}차 시도`,
    phase: GLOSSARY.phase.ko,
    left: (worker, left) => `${worker}: 남은 시간 ${left}`,
    limit: {
      queue: "(대기)",
      silence: "(무응답)",
      attempt: "(이번 시도)",
      total: "(전체)",
      server: "(모델 서버 대기)",
    },
    minutes: (minutes) => `${minutes}분`,
    server: {
      was: (why, since) => `모델 서버: ${since}에 ${why}. 지금 기다리는 Worker는 없습니다.`,
      down: (why, since) =>
        `모델 서버: ${since}부터 ${why}. Worker는 일시 정지 상태이며 서버가 돌아오면 스스로 이어 갑니다.`,
      back: (why, since, back) => `모델 서버: ${since}–${back} ${why}. 지금은 다시 응답합니다.`,
    },
    sandbox: {
      bubblewrap: "셸 쓰기 범위: 커널 샌드박스(bubblewrap)로 제한",
      unfiltered: "셸 쓰기 범위: 커널 샌드박스(bubblewrap)로 제한, 시스템 호출 필터는 없음",
      landlock: "셸 쓰기 범위: 커널(Landlock)로 제한, 체크아웃의 .git과 자체 파일은 비교 후 복원",
      unscoped:
        "셸 쓰기 범위: 커널(Landlock)로 제한하지만 시그널은 막지 못함, 체크아웃의 .git과 자체 파일은 비교 후 복원",
      runtime: "셸 쓰기 범위: sandbox-runtime으로 제한, 체크아웃의 .git과 자체 파일은 비교 후 복원",
      compare: "셸 쓰기 범위: 호출이 끝날 때마다 비교·복원(샌드박스 없음)",
    },
    plan: {
      shared: "공유(Worker는 읽기만)",
      qa: "최종 QA",
      strategy: "QA 전략",
      after: "선행",
      mayBeEmpty: "변경 없이 끝날 수 있음",
      scope: "쓰기 범위",
      own: "자체 QA",
      task: "작업",
      whole: (file) => `전체 계획: PgUp 또는 ${file}`,
      question: (workers) => `이 계획을 Worker ${workers}개로 시작할까요?`,
      answer: "여기에 답하거나 `/aegis approve` 또는 `/aegis decline`을 입력하세요.",
      header: "계획 승인",
      approve: "승인",
      approveHint: "기반을 만든 뒤 Worker를 파견합니다",
      change: "변경",
      changeHint: "무엇을 바꿀지 Commander에게 알려 주세요",
      cancel: "취소",
      cancelHint: "이 계획을 진행하지 않습니다",
    },
    qaColumns: ["검사", "결과", "명령"],
    none: "없음",
    planWaits:
      "계획이 아직 답을 기다리고 있습니다. 시작하려면 /aegis approve, 바꾸려면 /aegis decline과 원하는 내용을 입력하세요",
    rests: "Commander가 쉬고 있고 실행의 할 일이 남아 있습니다. 이어 가게 하려면: /aegis resume",
    workersGoOn: (workers) =>
      `Commander의 턴만 끝났습니다. Worker ${workers}개는 계속 일합니다.\n멈추려면: /aegis stop`,
  },
};

/** The answer labels that mean yes, in both languages, because a session's language may change before the answer. */
export const APPROVE_LABELS: readonly string[] = [WORDS.en.plan.approve, WORDS.ko.plan.approve];

/** The labels that end a run whose plan was never approved, in both languages. */
export const CANCEL_LABELS: readonly string[] = [WORDS.en.plan.cancel, WORDS.ko.plan.cancel];
