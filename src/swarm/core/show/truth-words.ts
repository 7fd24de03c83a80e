import type { Language } from "../../../kit/sentence.ts";

/** What is true, said beside a false claim of the model. */
interface TruthWords {
  workersWork: (workers: string) => string;
  runOpen: (phase: string) => string;
  planWaits: string;
  noPlan: string;
  uncommitted: (phase: string) => string;
  nothingCommitted: string;
  unmerged: (phase: string) => string;
  qaFailed: (why: string) => string;
  qaNotRun: string;
  unfinished: (workers: string) => string;
}

export const TRUTH_WORDS: Record<Language, TruthWords> = {
  en: {
    workersWork: (workers) => `not stopped: ${workers} still work or wait. /aegis stop stops them.`,
    runOpen: (phase) => `the run is not ended: it is in ${phase}. /aegis abort ends it.`,
    planWaits: "not approved: the plan waits for your answer.",
    noPlan: "not approved: you have approved no plan.",
    uncommitted: (phase) => `nothing is committed: the run is in ${phase}.`,
    nothingCommitted: "nothing is committed by Aegis, and no agent can commit.",
    unmerged: (phase) => `nothing is merged: the run is in ${phase}.`,
    qaFailed: (why) => `the agreed QA has not passed. Its last run failed: ${why}`,
    qaNotRun: "the agreed QA has not run on the merged work.",
    unfinished: (workers) => `Unfinished: ${workers}.`,
  },
  ko: {
    workersWork: (workers) =>
      `멈추지 않았습니다. ${workers}이(가) 아직 일하거나 기다립니다. /aegis stop으로 멈출 수 있습니다.`,
    runOpen: (phase) =>
      `실행은 끝나지 않았습니다. 지금 ${phase} 단계입니다. /aegis abort로 끝낼 수 있습니다.`,
    planWaits: "승인되지 않았습니다. 계획이 답을 기다립니다.",
    noPlan: "승인되지 않았습니다. 승인하신 계획이 없습니다.",
    uncommitted: (phase) => `커밋되지 않았습니다. 지금 ${phase} 단계입니다.`,
    nothingCommitted: "Aegis가 커밋한 것이 없고, 에이전트는 커밋할 수 없습니다.",
    unmerged: (phase) => `병합되지 않았습니다. 지금 ${phase} 단계입니다.`,
    qaFailed: (why) => `합의한 QA는 통과하지 못했습니다. 마지막 결과: ${why}`,
    qaNotRun: "병합한 결과로 합의한 QA를 아직 실행하지 않았습니다.",
    unfinished: (workers) => `끝나지 않은 Worker: ${workers}.`,
  },
};
