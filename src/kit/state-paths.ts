/**
 * Paths of the product's files in a project, in git and in the user's folders. Pure text: nothing here reads the disk.
 */

/** Folder of a project's state. */
export const STATE_FOLDER = ".aegis";
/** Line for git's exclude file that hides this folder. */
export const STATE_LINE = `/${STATE_FOLDER}/`;
/** Journals; the plans and patches of a run lie beside its journal. */
export const RUNS = `${STATE_FOLDER}/runs`;
/** Worktrees of the Workers and of the integration. */
export const WORKTREES = `${STATE_FOLDER}/worktrees`;
/** Reports for people, one HTML file per run. */
export const REPORTS = `${STATE_FOLDER}/reports`;
/** A project's settings. */
export const SETTINGS_FILE = ".opencode/aegis.jsonc";
/** Name of our folder in the user's configuration and state folders, and in a managed configuration. */
export const PRODUCT_FOLDER = "oh-my-qwencoder";
/** The user's settings, relative to the user's configuration folder. */
export const USER_SETTINGS_FILE = `${PRODUCT_FOLDER}/aegis.jsonc`;

/** Folder that the jail of `oh-my-qwencoder run` has for us, read-only; outside the jail there is none. */
export const JAIL_FOLDER = "/run/oh-my-qwencoder";
/** Names the process outside with which the jail ends: the holder of every lease that is taken in the jail. */
export const JAIL_HOLDER = `${JAIL_FOLDER}/holder.json`;

/** Prefix of all our refs. */
export const REFS = "refs/aegis";

/** Absolute paths in the main checkout at `top`. */
export interface StatePaths {
  readonly folder: string;
  readonly runs: string;
  readonly worktrees: string;
  readonly reports: string;
  /** File that names the process that drives the project. */
  readonly lease: string;
  /** File in which that process shows what the agents do now. */
  readonly liveCalls: string;
  /**
   * How the files begin in which the user asks the process that drives the project to end the run; `requestFile` names
   * each, so that commands in several shells never share one.
   */
  readonly abortRequest: string;
  /** That process's answers, if it refuses. */
  readonly abortRefusal: string;
  /** The same for other acts, such as a stop. */
  readonly steeringRequest: string;
  readonly steeringAnswer: string;
  /** Folder in which an install keeps its records. */
  readonly install: string;
}

export function statePaths(top: string): StatePaths {
  return {
    folder: below(top, STATE_FOLDER),
    runs: below(top, RUNS),
    worktrees: below(top, WORKTREES),
    reports: below(top, REPORTS),
    lease: below(top, `${STATE_FOLDER}/lease.json`),
    liveCalls: below(top, `${STATE_FOLDER}/live-calls.json`),
    abortRequest: below(top, `${STATE_FOLDER}/abort-request-`),
    abortRefusal: below(top, `${STATE_FOLDER}/abort-refused-`),
    steeringRequest: below(top, `${STATE_FOLDER}/steering-request-`),
    steeringAnswer: below(top, `${STATE_FOLDER}/steering-answer-`),
    install: below(top, `${STATE_FOLDER}/install`),
  };
}

/** The file of one request, or of the answer to it. `id` must be a name that leads nowhere else. */
export function requestFile(beginning: string, id: string): string {
  return `${beginning}${id}.json`;
}

/** True if the directory is, or lies in, one of our worktrees of the checkout at `top`. */
export function isInWorktrees(top: string, directory: string): boolean {
  return directory.startsWith(`${below(top, WORKTREES)}/`);
}

/** Prefix of all refs of one run; with `name`, the ref with that name. A state without a run has no id. */
export function runRef(runId: string | undefined, name?: string): string {
  return [REFS, runId ?? "run", ...(name === undefined ? [] : [name])].join("/");
}

function below(top: string, path: string): string {
  return top.endsWith("/") ? `${top}${path}` : `${top}/${path}`;
}
