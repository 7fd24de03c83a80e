import type { Environment } from "../kit/environment.ts";

/*
 * The fence around git: the product runs every git command with these settings and this environment, so that
 * no hook, daemon or submodule of the user's repository starts.
 */
export const SAFE_SETTINGS: readonly string[] = settings(
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.quotepath=off",
  "core.safecrlf=false",
  "gc.auto=0",
  "submodule.recurse=false",
  "advice.addEmbeddedRepo=false",
);

/**
 * For our own indexes. With the user's sparse rules, git would take files outside the rules from the index or the
 * disk; with a split index, it would keep a part of the index in a file of its own.
 */
export const OWN_INDEX: readonly string[] = settings(
  "core.splitIndex=false",
  "core.sparseCheckout=false",
  "index.sparse=false",
);

/** Without this setting, git accepts a folder that only looks like a bare repository if the .git file is gone. */
export const NO_BARE: readonly string[] = settings("safe.bareRepository=explicit");

// GIT_DIR, GIT_INDEX_FILE, GIT_CONFIG_* and the like would point git at a directory other than the one we name, for
// instance if OpenCode itself was started from a git hook.
const KEPT = /^(?!GIT_)|^GIT_(AUTHOR|COMMITTER|SSH|SSL)_|^GIT_EXEC_PATH$/;

/** The caller's environment without git's own variables; git asks no questions and answers in English. */
export function childEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && KEPT.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
  };
}

function settings(...values: readonly string[]): string[] {
  return values.flatMap((value) => ["-c", value]);
}
