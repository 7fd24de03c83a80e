export type Environment = Readonly<Record<string, string | undefined>>;

// GIT_DIR, GIT_INDEX_FILE, GIT_CONFIG_* and the like would point our git somewhere else than
// the directory we name, for instance when OpenCode itself was started from a git hook.
const KEPT = /^(?!GIT_)|^GIT_(AUTHOR|COMMITTER|SSH|SSL)_|^GIT_EXEC_PATH$/;

/** The caller's environment without git's own switches, and git made quiet and English. */
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
