import type { DenialCode } from "../run/denial.ts";

/**
 * When a refusal is worth a line for people. `at once`: a person has to act, or would believe that something happened.
 * `repeated`: an agent errs and mends it itself, so that only a row of the same refusals is news. `never`: the refusal
 * is a step of the agent's ordinary work, or the conversation shows it elsewhere.
 */
export type Worth = "at once" | "repeated" | "never";

/** A row of this many equal refusals is news. */
export const REPEATED = 3;

export const REFUSAL_WORTH: Record<DenialCode, Worth> = {
  NOT_IN_PHASE: "repeated",
  NO_PROPOSAL: "at once",
  SERVER_OPEN: "at once",
  PLAN_REFUSED: "repeated",
  APPROVAL_PENDING: "repeated",
  ASK_THE_USER: "at once",
  NO_SUCH_CHOICE: "at once",
  QUOTE_NOT_FOUND: "at once",
  QUOTE_TOO_OLD: "at once",
  QUOTE_NOT_APPROVAL: "at once",
  // The answer to the question stands in the conversation.
  USER_DECLINED: "never",
  FOUNDATION_OVERLAPS_USER: "at once",
  UNKNOWN_WORKER: "repeated",
  NOTHING_TO_DISPATCH: "never",
  MODEL_SERVER_DOWN: "at once",
  WORKERS_OPEN: "repeated",
  WORKER_CLOSED: "repeated",
  WORKER_NOT_RUNNING: "never",
  RETRY_BUDGET: "at once",
  NO_WORKER_SESSION: "repeated",
  TOOL_NOT_ALLOWED: "repeated",
  SPAWN_NOT_ALLOWED: "repeated",
  PHASE_FORBIDS_WRITE: "repeated",
  OUT_OF_SCOPE: "repeated",
  PROTECTED_PATH: "repeated",
  SECRET_FILE: "repeated",
  // The answer of the shell names the host and the key; the Commander tells the user.
  HOST_NOT_ALLOWED: "repeated",
  HARD_LINK: "repeated",
  NOT_A_FILE: "repeated",
  FILE_UNREAD: "never",
  READ_ONLY_AGENT: "repeated",
  COMMIT_LOCKED: "at once",
  LOOP_DETECTED: "at once",
  RUNAWAY_STOPPED: "at once",
  TOOL_LIMIT: "at once",
  EMPTY_DIFF: "repeated",
  NESTED_REPOSITORY: "at once",
  QA_FAILED: "repeated",
  REPORT_MISMATCH: "repeated",
  CONFLICTS_UNCHECKED: "never",
  // Its problems are in the note of the check.
  CONFLICTS_FOUND: "never",
  NOTHING_INTEGRATED: "repeated",
  QA_NOT_RUN: "at once",
  QA_STALE: "at once",
  BRANCH_MOVED: "at once",
  BRANCH_LEFT: "at once",
  USER_CHANGES_OVERLAP: "at once",
  BAD_COMMIT_MESSAGE: "repeated",
  REPOSITORY_UNFIT: "at once",
  // The false words are marked where they stand.
  CLAIM_REFUTED: "never",
  SHELL_RUNNING: "repeated",
  RUN_ELSEWHERE: "at once",
  BAD_ARGUMENTS: "repeated",
  OPENCODE_UNSUPPORTED: "at once",
};
