/** Where this product keeps what it keeps: in a project, in git, and in the user's folders. Text alone, no look at a disk. */

/** Folder of a project's state. */
export const STATE_FOLDER = ".aegis";
/** Of git's exclude file: hides that folder. */
export const STATE_LINE = `/${STATE_FOLDER}/`;
/** Journals, and beside each its run's plans and patches. */
export const RUNS = `${STATE_FOLDER}/runs`;
/** Worktrees of the Workers and of the integration. */
export const WORKTREES = `${STATE_FOLDER}/worktrees`;
/** A project's settings. */
export const SETTINGS_FILE = ".opencode/aegis.jsonc";
/** Our folder in the user's folders for configuration and state, and in a managed configuration. */
export const PRODUCT_FOLDER = "oh-my-qwencoder";
/** The user's settings, in their folder for configuration. */
export const USER_SETTINGS_FILE = `${PRODUCT_FOLDER}/aegis.jsonc`;

/** All refs of ours. */
export const REFS = "refs/aegis";

/** Absolute paths in the main checkout at `top`. */
export interface StatePaths {
  readonly folder: string;
  readonly runs: string;
  readonly worktrees: string;
  /** Names the process that drives the project. */
  readonly lease: string;
  /** What an install keeps about itself. */
  readonly install: string;
}

export function statePaths(top: string): StatePaths {
  return {
    folder: below(top, STATE_FOLDER),
    runs: below(top, RUNS),
    worktrees: below(top, WORKTREES),
    lease: below(top, `${STATE_FOLDER}/lease.json`),
    install: below(top, `${STATE_FOLDER}/install`),
  };
}

/** The directory is a worktree of ours in the checkout at `top`, or lies in one. */
export function isInWorktrees(top: string, directory: string): boolean {
  return directory.startsWith(`${below(top, WORKTREES)}/`);
}

/** The refs of one run all begin so; with a name the one ref of that name. A state without a run has no id. */
export function runRef(runId: string | undefined, name?: string): string {
  return [REFS, runId ?? "run", ...(name === undefined ? [] : [name])].join("/");
}

function below(top: string, path: string): string {
  return top.endsWith("/") ? `${top}${path}` : `${top}/${path}`;
}
