/** What one agent shell call may write. Everything else stays as it was when the call ends. */
export interface ShellCall {
  /** Unique within its session only: some servers number the calls of each answer anew. */
  callID: string;
  sessionID: string;
  /** Directories the call may write. */
  writable: readonly string[];
  /** A tree of which only some paths may be written: the rest is put back after the call. */
  scoped?: {
    directory: string;
    allowed: (path: string) => boolean;
    exclude: readonly string[];
  };
  /** True: the user's checkout may be written (FOUNDATION, or no run). */
  checkout: boolean;
  /** Worktrees in which nobody works now. */
  quiet: readonly string[];
  network: boolean;
}

/** What a call had changed without a right to it; all of it was put back. */
export interface ShellOutcome {
  /** Paths in the scoped tree, relative. */
  scope: string[];
  /** Paths outside it: checkout, other worktrees, version control, configuration, Aegis's state. */
  elsewhere: string[];
  refs: string[];
  /** Where changed content of the user's checkout was kept before it was put back. */
  rescued?: string;
  /** No other agent shell call ran meanwhile, so the change is surely this call's. */
  alone: boolean;
}

/** Confines agent shells: by the kernel where it can, else by comparing and restoring. */
export interface ShellScopes {
  readonly kind: "bubblewrap" | "compare";
  /** Why there is no sandbox; empty with bubblewrap. */
  readonly reason: string;
  begin(call: ShellCall): Promise<void>;
  /** True while any agent shell call runs. */
  busy(): boolean;
  /** Variables for the shell of a call that was begun; undefined for the user's own commands. */
  environment(sessionID: string, callID: string): Record<string, string> | undefined;
  /** Ends a call; undefined when it was not begun or has ended. */
  end(sessionID: string, callID: string): Promise<ShellOutcome | undefined>;
  /** Ends every call of a session whose end the host did not announce. */
  endSession(sessionID: string): Promise<void>;
}

/** A path a tool is about to write, after symbolic links were resolved. */
export interface LocatedPath {
  /** Which tree the real path lies in. */
  where: "checkout" | "worktree" | "integration" | "outside";
  /** POSIX path relative to that tree's top; the absolute path when outside. */
  path: string;
  /** Nobody may write it by a tool. */
  protected: boolean;
  /** The existing file has a second name. */
  hardLinked: boolean;
}

/** Where a file tool's path really leads. */
export interface WritePaths {
  locate(path: string, from: string, ownWorktree: string | undefined): LocatedPath;
}

/** One QA command, run to its end or to its limit. */
export interface CommandResult {
  /** null: ended by a limit or a signal. */
  exitCode: number | null;
  timedOut: boolean;
  seconds: number;
  /** The last part of stdout and stderr in the order they came, 20,000 characters at most. */
  tail: string;
}

/** Runs approved command lines inside the shell scope. Never rejects for a failing command. */
export interface CommandRunner {
  run(command: {
    line: string;
    directory: string;
    /** Directories the command may write; the rest of the disk is read-only where the OS can. */
    writable: readonly string[];
    timeoutMs: number;
    signal?: AbortSignal;
  }): Promise<CommandResult>;
}
