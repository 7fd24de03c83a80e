/** A session as the hooks have seen it. */
export interface SessionView {
  /** The agent that speaks in it; empty until a message or a request names the agent. */
  readonly agent: string;
  /** The session it is a child of: a Worker, a Scout, or any `task` has a parent. */
  readonly parent: string | undefined;
  /** The user pressed Esc or dismissed a question; nothing continues this session until they speak again. */
  readonly stoppedByUser: boolean;
  /** How often we sent the session back to open work since the user last spoke. */
  readonly continuations: number;
  /** A message names the session's agent. */
  speaksAs(agent: string): void;
  /** A request names the agent; a message knows better. */
  requestedBy(agent: string): void;
  childOf(parent: string): void;
  userSpoke(): void;
  stopped(): void;
  /** Takes one of at most `limit` continuations; false when all are used. */
  continuation(limit: number): boolean;
  /** Counts a tool call; `call` is its tool with its arguments. */
  counted(call: string): CallCount;
  /** Counts a call of a Worker that is at its end; true at every `limit`th. */
  closedCall(limit: number): boolean;
  /** A Worker's attempt begins in this session: limits hold per attempt. */
  attemptStarted(): void;
}

export interface CallCount {
  /** Calls of the attempt, this one included. */
  total: number;
  /** The same call in a row, this one included. */
  inARow: number;
}

export interface SessionViews {
  /** The session's view; a session that was never seen gets a fresh one. */
  of(sessionID: string): SessionView;
  /** Undefined for a session that was never seen. */
  known(sessionID: string): SessionView | undefined;
  /** Sessions that are no child of another. */
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
  let closedCalls = 0;
  let count = { call: "", total: 0, inARow: 0 };
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
    },
    stopped() {
      stoppedByUser = true;
    },
    continuation(limit) {
      if (continuations >= limit) return false;
      continuations += 1;
      return true;
    },
    counted(call) {
      count = {
        call,
        total: count.total + 1,
        inARow: count.call === call ? count.inARow + 1 : 1,
      };
      return { total: count.total, inARow: count.inARow };
    },
    closedCall(limit) {
      closedCalls = (closedCalls + 1) % limit;
      return closedCalls === 0;
    },
    attemptStarted() {
      count = { call: "", total: 0, inARow: 0 };
      closedCalls = 0;
    },
  };
}
