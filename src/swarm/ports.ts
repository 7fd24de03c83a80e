import type { Lease as FileLease } from "../kit/lease.ts";
import type { RunRecord } from "./core/run/events.ts";

/** Time as the app sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `run` once after `ms`; the returned function cancels the call. The timer never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

/** Says which process works on the project. */
export type Lease = FileLease;

/** The append-only truth of a run. One file per run, one line per record. */
export interface Journal {
  /** The newest run of the project with all readable records; undefined if there is no run. */
  latest(): Promise<{ runId: string; records: RunRecord[] } | undefined>;
  /** Resolves after the record is on disk (fsync). If it rejects with a JOURNAL_* error, nothing was accepted. */
  append(runId: string, record: RunRecord): Promise<void>;
  /** A new unique id; ids sort by time. */
  newRunId(): string;
  /** Puts a file beside the journal (a kept patch); returns its path relative to the checkout. */
  keep(runId: string, name: string, content: Uint8Array): Promise<string>;
}

/** Does the model server answer? `probe` always resolves within five seconds. */
export interface ModelServer {
  probe(): Promise<{ up: true } | { up: false; url: string; why: string }>;
}

/** The last turn of an agent's session, read from the host and never from an event alone. */
export interface LastTurn {
  busy: boolean;
  /** Error name and message of the newest assistant message. */
  error?: { name: string; message: string };
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
  /** Aborts the session and its children. Never rejects. */
  abort(sessionID: string): Promise<void>;
  /** Frees the host's resources for a directory. Never rejects. */
  release(directory: string): Promise<void>;
}

/** Prepares worktrees beyond git: links folders that git ignores and a build needs. */
export interface Workspace {
  /** Links `names` that exist in the checkout and that git ignores into the worktree; returns the linked names. */
  link(top: string, directory: string, names: readonly string[]): Promise<string[]>;
  exists(directory: string): Promise<boolean>;
  /** True if anything lies at this path, even a broken link. */
  occupied(path: string): Promise<boolean>;
  /** Removes one of our directory trees that git no longer knows. Never follows links. */
  remove(directory: string): Promise<void>;
}
