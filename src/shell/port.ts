import type { RefusedHost, ShellNetwork } from "./core/network.ts";

/** The paths that one agent shell call may write. All other changes are undone when the call ends. */
export interface ShellCall {
  /** Unique only within its session: some servers restart the numbering of calls in each answer. */
  callID: string;
  sessionID: string;
  /** Directories the call may write. */
  writable: readonly string[];
  /** A tree in which the call may write only some paths: other changes are undone after the call. */
  scoped?: {
    directory: string;
    allowed: (path: string) => boolean;
    exclude: readonly string[];
  };
  /** True if the call may write the user's checkout (FOUNDATION, or no run). */
  checkout: boolean;
  /** Worktrees in which nobody works now. */
  quiet: readonly string[];
  network: ShellNetwork;
  /** Files of the project with secrets; bubblewrap alone can hide them. */
  secrets: "shown" | HiddenSecrets;
}

/** Which secret files a call may read although they are hidden from it. */
export interface HiddenSecrets {
  /** Absolute paths that the approved plan names in full. */
  opened: readonly string[];
  /** The agent's own worktree: what came into it after `madeAt` (epoch milliseconds) is the agent's own. */
  own?: { directory: string; madeAt: number };
}

/** Forbidden changes of a call; all of them were undone. */
export interface ShellOutcome {
  /** Relative paths in the scoped tree. */
  scope: string[];
  /** Paths outside the scoped tree: checkout, other worktrees, version control, configuration, Aegis's state. */
  elsewhere: string[];
  refs: string[];
  /** Paths of files whose setuid or setgid bit was taken off. */
  stripped: string[];
  /** Hosts that the call asked for and that its list does not open; only with a list. */
  refusedHosts: RefusedHost[];
  /** The ref that keeps changed content of the user's checkout from before the restore. */
  rescued?: string;
  /** True if no other agent shell call ran meanwhile, so that this call certainly made the change. */
  alone: boolean;
}

/** The layer that holds agents' shells: two of the kernel's, sandbox-runtime of another package, or none. */
export type SandboxKind = "bubblewrap" | "landlock" | "runtime" | "compare";

/** Confines agent shells: with the kernel if possible, otherwise with compare-and-restore. */
export interface ShellScopes {
  readonly kind: SandboxKind;
  /** False if the kernel lacks a part of the layer: bubblewrap's filter of system calls, Landlock's hold of signals. */
  readonly whole: boolean;
  begin(call: ShellCall): Promise<void>;
  /** True while any agent shell call runs. */
  busy(): boolean;
  /** True while a call runs after which the checkout is compared and restored, because no kernel holds it. */
  compares(): boolean;
  /** Variables for the shell of a running call; undefined for the user's own commands. */
  environment(sessionID: string, callID: string): Record<string, string> | undefined;
  /** Ends a call; undefined if the call was not begun or has ended. */
  end(sessionID: string, callID: string): Promise<ShellOutcome | undefined>;
  /** Ends every call of a session whose end the host did not announce. */
  endSession(sessionID: string): Promise<void>;
}

/** A path that a tool is about to write, with symbolic links resolved. */
export interface LocatedPath {
  /** The absolute real path, where a write would land now. */
  real: string;
  /** The tree that contains the real path. */
  where: "checkout" | "worktree" | "integration" | "outside";
  /** POSIX path relative to that tree's top; the absolute path if it is outside. */
  path: string;
  /** Like `path`, but as the tool names it: links are not resolved. */
  named: string;
  /** True if no tool may write the path. */
  protected: boolean;
  /** True if the path is a file now. */
  exists: boolean;
  /** True if the existing file has a second name. */
  hardLinked: boolean;
  /** True for a pipe, socket or device: a tool may wait for ever at such a file. */
  special: boolean;
}

/** Finds the real location of a file tool's path. */
export interface WritePaths {
  locate(path: string, from: string, ownWorktree: string | undefined): LocatedPath;
}

/** One QA command, run to its end or to its limit. */
export interface CommandResult {
  /** Null if a limit or a signal ended the command. */
  exitCode: number | null;
  timedOut: boolean;
  seconds: number;
  /** The end of stdout and stderr in their original order, 20,000 characters at most. */
  tail: string;
}

/** Runs approved command lines inside the shell scope. Never rejects for a failing command. */
export interface CommandRunner {
  run(command: {
    line: string;
    directory: string;
    /** Directories that the command may write; the rest of the disk is read-only if the OS can enforce that. */
    writable: readonly string[];
    timeoutMs: number;
    signal?: AbortSignal;
  }): Promise<CommandResult>;
}
