/**
 * A refusal, as data: a code, why, and what to do next. Refusals are expected and meant for the
 * model; every one of them is rendered by `denialText` and by nothing else.
 */
export interface Denial {
  code: DenialCode;
  why: string;
  next: string;
}

/** Every refusal there is, with the sentence that says what it protects. README's table is made from it. */
export const DENIAL_CODES = {
  NOT_IN_PHASE: "this step does not belong to the current phase",
  NO_PROPOSAL: "there is no plan to approve or dispatch",
  PLAN_REFUSED: "the plan breaks a rule (overlap, escape, empty QA, cycle, too many Workers)",
  APPROVAL_PENDING: "no shell runs while the user decides",
  ASK_THE_USER: "approval is the user's act",
  QUOTE_NOT_FOUND: "the quoted words are in no real message of the user",
  QUOTE_TOO_OLD: "the quoted words are older than the plan",
  QUOTE_NOT_APPROVAL: "the quoted words do not approve anything",
  USER_DECLINED: "the user did not approve this plan",
  FOUNDATION_OVERLAPS_USER: "foundation edits touch lines the user has changed",
  UNKNOWN_WORKER: "no Worker of this name is in the approved plan",
  NOTHING_TO_DISPATCH: "every named Worker is already under way or finished",
  MODEL_SERVER_DOWN: "the model server does not answer",
  WORKERS_OPEN: "Workers are unfinished",
  WORKER_CLOSED: "this Worker has already reported; it may not write any more",
  WORKER_NOT_RUNNING: "the Worker is not running",
  RETRY_BUDGET: "the Worker has used up its retries",
  NO_WORKER_SESSION: "this session is no Worker of the current run",
  TOOL_NOT_ALLOWED: "this agent has no right to this tool",
  SPAWN_NOT_ALLOWED: "this agent may not start that agent",
  PHASE_FORBIDS_WRITE:
    "the Commander writes only in FOUNDATION and, in the integration worktree, in INTEGRATE",
  OUT_OF_SCOPE: "the path is outside the Worker's scope or worktree",
  PROTECTED_PATH: "the path is version control, configuration or Aegis's own state",
  HARD_LINK: "the file has another name elsewhere",
  READ_ONLY_AGENT: "Scouts and Librarians only read",
  COMMIT_LOCKED: "Git history is moved by the commit tool alone",
  LOOP_DETECTED: "the same call was made again and again",
  TOOL_LIMIT: "the Worker has used up its tool calls",
  EMPTY_DIFF: "nothing was changed",
  QA_FAILED: "a QA command did not pass",
  REPORT_MISMATCH: "the report and the evidence differ",
  CONFLICTS_UNCHECKED: "integration needs a fresh conflict check",
  CONFLICTS_FOUND: "the conflict check found problems",
  NOTHING_INTEGRATED: "there is no integrated tree",
  QA_NOT_RUN: "QA did not run on this tree",
  QA_STALE: "the tree changed after QA",
  BRANCH_MOVED: "the user's branch moved meanwhile",
  USER_CHANGES_OVERLAP: "the result touches lines the user has changed",
  BAD_COMMIT_MESSAGE: "the message is not a Conventional Commit",
  REPOSITORY_UNFIT: "the repository cannot carry a run",
  CLAIM_REFUTED: "done was claimed while work is open",
  SHELL_RUNNING: "a shell command still runs beside this step, or the step beside it",
  RUN_ELSEWHERE: "another OpenCode process drives the run of this project",
  BAD_ARGUMENTS: "the arguments are not understood",
} as const satisfies Record<string, string>;
export type DenialCode = keyof typeof DENIAL_CODES;

export function deny(code: DenialCode, why: string, next: string): Denial {
  return { code, why, next };
}

/** What the model reads, everywhere the same form. */
export function denialText({ code, why, next }: Denial): string {
  return `[AEGIS ${code}] ${why}\nNext: ${next}`;
}
