import type { InTurn } from "../../kit/in-turn.ts";
import type { Lease } from "../../kit/lease.ts";
import type { Language } from "../../kit/sentence.ts";
import type { ShellScopes, WritePaths } from "../../shell/port.ts";
import type { Supervisor } from "../app/supervisor.ts";
import type { Swarm } from "../app/swarm.ts";
import type { WorkerState } from "../core/run/state.ts";
import type { UserMessage } from "../core/words/approval.ts";

/** A session as the hooks have seen it. */
export interface SessionView {
  agent: string;
  /** A child of another session: a Worker, a Scout, or any `task`. */
  child: boolean;
  /** The user pressed Esc; nothing continues this session until they speak again. */
  stoppedByUser: boolean;
  /** How often we sent the session back to open work since the user last spoke. */
  continuations: number;
  /** Consecutive identical calls, for the loop breaker. */
  repeated: { call: string; times: number };
  toolCalls: number;
  /** Calls of a Worker that is at its end already. */
  closedCalls: number;
}

/** One checkout with its run and everything around it that lives only as long as the process. */
export interface Project {
  swarm: Swarm;
  supervisor: Supervisor;
  shell: ShellScopes;
  paths: WritePaths;
  sessions: Map<string, SessionView>;
  /** The plan question that is being asked, by session. */
  asking: Map<string, { proposal: number; file: string; callID?: string }>;
  /** worker_wait calls that block now: while one waits nobody needs to be woken. */
  waiting: number;
  language: Language;
  /** Session and message in which Workers that start now are shown live. */
  stage?: { sessionID: string; messageID: string };
  /** Where each attempt of a Worker is drawn, from its start to its end. */
  rows: Map<string, { sessionID: string; messageID: string }>;
  /** `opencode run` ends at the first idle: dispatch has to wait there. */
  oneShot: boolean;
  /** The host is closing it, or reloading it. */
  disposing: boolean;
  /** Directories of the user's in which it is open. */
  openIn: Set<string>;
  /** Steps under way that need the trees to stand still. */
  changing: number;
  /** Shell calls that are let through but not yet confined. */
  beginning: number;
  /** Two steps of one message would overtake each other between a check and what it allows. */
  inTurn: InTurn;
  lease: Lease;
  /** Parent of each child session seen. */
  parents: Map<string, string>;
  /** Puts a text for people into a message of the Commander's; the model never reads it. Rejects with HOST_REFUSED. */
  show(place: { sessionID: string; messageID: string }, text: string): Promise<void>;
  /** Stores a message for the model without starting a turn. */
  say(sessionID: string, text: string): Promise<void>;
  /** Answers a permission question that nobody else will answer. */
  settleAsk(sessionID: string, properties: Record<string, unknown>): Promise<void>;
  /** The session's user messages as the host stored them. */
  userMessages(sessionID: string): Promise<UserMessage[]>;
  /** A Worker's diff so far, kept as a commit. */
  keepWork(worker: WorkerState): Promise<string | undefined>;
  /** Starts queued Workers whose turn it is: after a restart nothing else does. */
  startQueued(): void;
  log(level: "info" | "warn" | "error", message: string): Promise<void>;
}

export function sessionOf(project: Project, sessionID: string): SessionView {
  const known = project.sessions.get(sessionID);
  if (known) return known;
  const fresh: SessionView = {
    agent: "",
    child: false,
    stoppedByUser: false,
    continuations: 0,
    repeated: { call: "", times: 0 },
    toolCalls: 0,
    closedCalls: 0,
  };
  project.sessions.set(sessionID, fresh);
  return fresh;
}
