import { type SessionCounts, sessionCounts } from "./session-counts.ts";

/** A session as the hooks have seen it. */
export interface SessionView {
  /** The agent that speaks in the session; empty until a message or a request names the agent. */
  readonly agent: string;
  /** The parent session: a Worker, a Scout, or any `task` has one. */
  readonly parent: string | undefined;
  /** The user pressed Esc or dismissed a question, or we ended a runaway: nothing continues this session until they write. */
  readonly stoppedByUser: boolean;
  /** How often we sent the session back to open work since the user last wrote. */
  readonly continuations: number;
  /** How often the user has written. */
  readonly spoken: number;
  /** Sets the agent that a message names. */
  speaksAs(agent: string): void;
  /** Sets the agent that a request names, unless a message has already named one. */
  requestedBy(agent: string): void;
  childOf(parent: string): void;
  userSpoke(): void;
  stopped(): void;
  /** Takes one of at most `limit` continuations; false if all are used. */
  continuation(limit: number): boolean;
  /** The session rests with open work and is sent back no more; true once until the user writes. */
  rests(): boolean;
  /** The session rests while this plan waits: true once, if the user has written since it first rested so. */
  restsBefore(plan: number): boolean;
  /** Counts a call of a closed Worker; true at every `limit`th call. */
  closedCall(limit: number): boolean;
  /** The session has read or written the whole file; `file` is its real place. */
  saw(file: string): void;
  hasSeen(file: string): boolean;
  /** Resets the counts: a Worker's attempt begins in this session, and limits hold per attempt. */
  attemptStarted(): void;
  /** What the session has asked of the model and of its tools. */
  readonly counts: SessionCounts;
}

export interface SessionViews {
  /** The session's view; an unknown session gets a new view. */
  of(sessionID: string): SessionView;
  /** The session's view; undefined for an unknown session. */
  known(sessionID: string): SessionView | undefined;
  /** Sessions without a parent. */
  roots(): string[];
}

export function sessionViews(): SessionViews {
  const views = new Map<string, SessionView>();
  return {
    of(sessionID) {
      const view = views.get(sessionID) ?? sessionView();
      views.set(sessionID, view);
      return view;
    },
    known: (sessionID) => views.get(sessionID),
    roots: () => [...views].flatMap(([id, { parent }]) => (parent === undefined ? [id] : [])),
  };
}

function sessionView(): SessionView {
  let agent = "";
  let parent: string | undefined;
  let stoppedByUser = false;
  let continuations = 0;
  let resting = false;
  let spoken = 0;
  let waiting: { plan: number; spoken: number; told: boolean } | undefined;
  let closedCalls = 0;
  const counts = sessionCounts();
  const seen = new Set<string>();
  return {
    get agent() {
      return agent;
    },
    get parent() {
      return parent;
    },
    get stoppedByUser() {
      return stoppedByUser;
    },
    get continuations() {
      return continuations;
    },
    get spoken() {
      return spoken;
    },
    speaksAs(name) {
      agent = name;
    },
    requestedBy(name) {
      agent ||= name;
    },
    childOf(sessionID) {
      parent = sessionID;
    },
    userSpoke() {
      stoppedByUser = false;
      continuations = 0;
      resting = false;
      spoken += 1;
      counts.restart();
    },
    stopped() {
      stoppedByUser = true;
    },
    continuation(limit) {
      if (continuations >= limit) return false;
      continuations += 1;
      return true;
    },
    rests() {
      const isNew = !resting;
      resting = true;
      return isNew;
    },
    restsBefore(plan) {
      if (waiting?.plan !== plan) {
        waiting = { plan, spoken, told: false };
        return false;
      }
      if (waiting.told || waiting.spoken === spoken) return false;
      waiting.told = true;
      return true;
    },
    closedCall(limit) {
      closedCalls = (closedCalls + 1) % limit;
      return closedCalls === 0;
    },
    saw(file) {
      seen.add(file);
    },
    hasSeen: (file) => seen.has(file),
    attemptStarted() {
      counts.restart();
      closedCalls = 0;
    },
    counts,
  };
}
