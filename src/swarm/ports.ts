import type { Lease as FileLease } from "../kit/lease.ts";
import type { Sentence } from "../kit/sentence.ts";
import type { LiveCalls } from "./core/live-calls.ts";
import type { Observed } from "./core/plan/choices.ts";
import type { RunRecord } from "./core/run/events.ts";
import type { TurnError } from "./core/run/server-fault.ts";
import type { ServerAccess } from "./core/run/server-open.ts";
import type { UsageLine } from "./core/usage.ts";

/** Time as the app sees it. */
export interface Clock {
  /** Epoch milliseconds, for people. The clock may be set; measure no time with it. */
  now(): number;
  /** Milliseconds of a clock that cannot be set and that stops while the machine sleeps; its zero has no meaning. */
  steady(): number;
  /** Calls `run` once after `ms`; the returned function cancels the call. The timer never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

/** Says which process works on the project. */
export type Lease = FileLease;

/** The append-only truth of a run. One file per run, one line per record. */
export interface Journal {
  /**
   * The newest run of the project with all readable records; undefined if there is no run. `torn` is the file that now
   * holds a last line that was cut off.
   */
  latest(): Promise<{ runId: string; records: RunRecord[]; torn?: string } | undefined>;
  /** Resolves after the record is on disk (fsync). If it rejects with a JOURNAL_* error, nothing was accepted. */
  append(runId: string, record: RunRecord): Promise<void>;
  /** A new unique id. */
  newRunId(): string;
  /** Puts a file beside the journal (a kept patch); returns its path relative to the checkout. */
  keep(runId: string, name: string, content: Uint8Array): Promise<string>;
}

/** Figures of a run for reports, beside its journal. Nothing else reads them. */
export interface UsageLog {
  /** Rejects with the file system's error. A crash may lose the line. */
  append(runId: string, line: UsageLine): Promise<void>;
}

/** What agents do now, for people who look from another process. */
export interface LiveCallsFile {
  /** Replaces the whole file; a reader sees the old content or the new. Rejects with the file system's error. */
  write(calls: LiveCalls): Promise<void>;
}

/** The model server; both requests always resolve within five seconds. */
export interface ModelServer {
  /** Does it answer? */
  probe(): Promise<{ up: true } | { up: false; url: string; why: Sentence }>;
  /** What it says of its own room and load, which costs it no request to the model. */
  figures(): Promise<Observed["server"]>;
}

/** OpenCode's own HTTP server, through which a program can do what the user can do. */
export interface ControlPlane {
  /** True while OpenCode listens on a port. */
  listens(): boolean;
  /** The port on which OpenCode listens; undefined if it listens on none. */
  port(): number | undefined;
  /** Asks the server whether it refuses a request without the password. Never rejects. */
  access(): Promise<ServerAccess>;
}

/** The last turn of an agent's session, read from the host and never from an event alone. */
export interface LastTurn {
  busy: boolean;
  /** The session holds no message: none of our words has reached it. */
  empty?: true;
  /** When the newest assistant message began, in epoch milliseconds. */
  at?: number;
  /** True if the host says that the session is idle, although its newest message has neither an end nor an error. */
  broken?: boolean;
  /** Error of the newest assistant message. */
  error?: TurnError;
  /** Text of the newest assistant message. */
  text: string;
  /** The message was cut at the token limit. */
  cut?: true;
  /** The message made a call. */
  called?: true;
}

/** The host that runs agents. Methods reject with AegisError(HOST_*) if the host refuses. */
export interface AgentHost {
  /** Opens a session for a Worker in its own directory, guarded before the first prompt. */
  openWorker(request: {
    directory: string;
    parentID: string;
    title: string;
    scope: readonly string[];
    metadata: Record<string, unknown>;
  }): Promise<string>;
  /** Makes sure that the directory's instance runs with our guard, also after a restart. */
  guardDirectory(directory: string): Promise<void>;
  /** Queues a message; a busy session reads it at its next step. Synthetic text is hidden from people. */
  prompt(request: {
    sessionID: string;
    agent: string;
    text: string;
    synthetic: boolean;
  }): Promise<void>;
  lastTurn(sessionID: string, directory: string): Promise<LastTurn>;
  /** Ends the session's turn as the user's Esc does; Workers, which are its children, go on. Never rejects. */
  endTurn(sessionID: string): Promise<void>;
  /** Aborts the session and its children. Never rejects. */
  abort(sessionID: string): Promise<void>;
  /** Frees the host's resources for a directory. Never rejects. */
  release(directory: string): Promise<void>;
}

/** A folder through which QA in a worktree would test the checkout. */
export interface UnfitFolder {
  folder: string;
  why: Sentence;
  fix: Sentence;
}

/** Prepares worktrees beyond git: links folders that git ignores and a build needs. */
export interface Workspace {
  /**
   * Gives the worktree these folders of the checkout, if they exist there and git ignores them, so that nothing in them
   * leads back to files of the checkout that the worktree has itself. With `node_modules` also those of packages below
   * the top. Corrects what an earlier call has made. Returns the folders that the worktree has.
   */
  link(top: string, directory: string, names: readonly string[]): Promise<string[]>;
  /** The folders of these names, and of packages below the top, that `link` cannot make right. */
  unfit(top: string, names: readonly string[]): Promise<UnfitFolder[]>;
  exists(directory: string): Promise<boolean>;
  /** True if anything lies at this path, even a broken link. */
  occupied(path: string): Promise<boolean>;
  /** Removes one of our directory trees that git no longer knows. Never follows links. */
  remove(directory: string): Promise<void>;
}
