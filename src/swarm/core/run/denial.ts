import type { Sentence } from "../../../kit/sentence.ts";

/**
 * A refusal as data: a code, the reason, and the next step. Refusals are expected. The model reads the English reason
 * and the step (`denialText`); people read the reason in their language.
 */
export interface Denial {
  code: DenialCode;
  why: Sentence;
  next: string;
  /** The step that only the user can take, if there is one. */
  usersStep?: Sentence;
}

/** Every refusal code with a sentence that explains it. README's table is generated from this list. */
export const DENIAL_CODES = {
  NOT_IN_PHASE: "this step does not belong to the current phase",
  NO_PROPOSAL: "there is no plan to approve or dispatch",
  SERVER_OPEN:
    "OpenCode listens on a port without a password, so a program could speak for the user",
  PLAN_REFUSED: "the plan breaks a rule (overlap, escape, empty QA, cycle, too many Workers)",
  APPROVAL_PENDING: "no shell runs while the user decides",
  ASK_THE_USER: "only the user can approve",
  QUOTE_NOT_FOUND: "no real message of the user contains the quoted words",
  QUOTE_TOO_OLD: "the quoted words are older than the plan",
  QUOTE_NOT_APPROVAL: "the quoted words do not approve anything",
  NO_SUCH_CHOICE: "the plan cannot bear that QA strategy or number of Workers",
  USER_DECLINED: "the user did not approve this plan",
  FOUNDATION_OVERLAPS_USER: "foundation edits touch lines the user has changed",
  UNKNOWN_WORKER: "the approved plan has no Worker of this name",
  NOTHING_TO_DISPATCH: "every named Worker is already running or finished",
  MODEL_SERVER_DOWN: "the model server does not answer",
  WORKERS_OPEN: "some Workers are unfinished",
  WORKER_CLOSED: "this Worker has already reported and may not write any more",
  WORKER_NOT_RUNNING: "the Worker is not running",
  RETRY_BUDGET: "the Worker has used up its retries",
  NO_WORKER_SESSION: "this session is not a Worker of the current run",
  TOOL_NOT_ALLOWED: "this agent may not use this tool",
  SPAWN_NOT_ALLOWED: "this agent may not start that agent",
  PHASE_FORBIDS_WRITE:
    "the Commander writes only in FOUNDATION and, in the integration worktree, in INTEGRATE",
  OUT_OF_SCOPE: "the path is outside the Worker's scope or worktree",
  PROTECTED_PATH: "the path is version control, configuration or Aegis's own state",
  SECRET_FILE: "the file may hold secrets, which are kept from Workers, Scouts and Librarians",
  HOST_NOT_ALLOWED: "the user's list does not open this host to the Commander's shell",
  HARD_LINK: "the file has another name elsewhere",
  NOT_A_FILE: "the path is a pipe, a socket or a device",
  FILE_UNREAD: "a write would replace a file that the agent has not read",
  READ_ONLY_AGENT: "Scouts and Librarians only read",
  COMMIT_LOCKED: "only the commit tool changes git history",
  LOOP_DETECTED: "the same call was repeated too often",
  RUNAWAY_STOPPED:
    "the agent asked the model again and again without an end, so its turn was ended",
  TOOL_LIMIT: "the Worker has used up its tool calls",
  EMPTY_DIFF: "nothing was changed",
  NESTED_REPOSITORY: "a folder with its own .git is in no commit",
  QA_FAILED: "a QA command did not pass",
  REPORT_MISMATCH: "the report and the evidence differ",
  CONFLICTS_UNCHECKED: "integration needs a fresh conflict check",
  CONFLICTS_FOUND: "the conflict check found problems",
  NOTHING_INTEGRATED: "there is no integrated tree",
  QA_NOT_RUN: "QA did not run on this tree",
  QA_STALE: "the tree changed after QA",
  BRANCH_MOVED: "the user's branch has moved",
  BRANCH_LEFT: "the checkout is on another branch than at the start of the run",
  USER_CHANGES_OVERLAP: "the result touches lines the user has changed",
  BAD_COMMIT_MESSAGE: "the message is not a Conventional Commit",
  REPOSITORY_UNFIT: "a run is not possible in this repository",
  CLAIM_REFUTED: "the Commander said that the work is done, and some work is still open",
  SHELL_RUNNING:
    "a shell command is still running beside this step, or this step beside a shell command",
  RUN_ELSEWHERE: "another OpenCode process drives the run of this project",
  BAD_ARGUMENTS: "the arguments cannot be read",
  OPENCODE_UNSUPPORTED: "this is OpenCode 2, and Aegis needs OpenCode 1.x",
} as const satisfies Record<string, string>;
export type DenialCode = keyof typeof DENIAL_CODES;

export function deny(code: DenialCode, why: Sentence, next: string, usersStep?: Sentence): Denial {
  return { code, why, next, ...(usersStep ? { usersStep } : {}) };
}

/** The text of a refusal for the model, always in the same form. */
export function denialText({ code, why, next }: Denial): string {
  return `[AEGIS ${code}] ${why.en}\nNext: ${next}`;
}
