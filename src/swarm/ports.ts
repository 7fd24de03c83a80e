import type { Lease as FileLease } from "../kit/lease.ts";
import type { RunRecord } from "./core/run/events.ts";

/** Time as the app sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `run` once after `ms`; the returned function cancels. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

/** Which process works on the project. */
export type Lease = FileLease;

/** The append-only truth of a run. One file per run, one line per record. */
export interface Journal {
  /** The newest run of the project with all readable records; undefined when there is none. */
  latest(): Promise<{ runId: string; records: RunRecord[] } | undefined>;
  /** On disk (fsync) before it resolves. Rejects with JOURNAL_* errors; then nothing was accepted. */
  append(runId: string, record: RunRecord): Promise<void>;
  /** Sortable by time, unique. */
  newRunId(): string;
  /** Puts a file beside the journal (a kept patch); returns its path relative to the checkout. */
  keep(runId: string, name: string, content: Uint8Array): Promise<string>;
}

/** Is the model server there? Answers within five seconds, always. */
export interface ModelServer {
  probe(): Promise<{ up: true } | { up: false; url: string; why: string }>;
}

/** The last thing an agent's session did, read back from the host, never from an event alone. */
export interface LastTurn {
  busy: boolean;
  /** Error name and message of the newest assistant message. */
  error?: { name: string; message: string };
  /** Text of the newest assistant message. */
  text: string;
}

/** The host that runs agents. Methods reject with AegisError(HOST_*) when the host refuses. */
export interface AgentHost {
  /** A session for a Worker in its own directory, guarded before it can be prompted. */
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
  /** Ends what the session and its children run. Never rejects. */
  abort(sessionID: string): Promise<void>;
  /** Frees what the host holds for a directory. Never rejects. */
  release(directory: string): Promise<void>;
}

/** What a fresh worktree needs besides git: folders that are ignored but needed to build. */
export interface Workspace {
  /** Links `names` of the checkout into the worktree where they exist and git ignores them; returns those linked. */
  link(top: string, directory: string, names: readonly string[]): Promise<string[]>;
  exists(directory: string): Promise<boolean>;
  /** Something lies at this path, be it a link that leads nowhere. */
  occupied(path: string): Promise<boolean>;
  /** Removes a directory tree of ours that git no longer knows. Never follows links. */
  remove(directory: string): Promise<void>;
}
