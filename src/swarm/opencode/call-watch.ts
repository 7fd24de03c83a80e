import type { AgentCalls, LiveCall, LiveCalls } from "../core/live-calls.ts";
import type { Clock, LiveCallsFile } from "../ports.ts";

/** Whose session it is: the Commander's, or that of a Worker or of its Scout or Librarian. */
export interface Whose {
  /** Absent: the Commander. */
  readonly worker?: string;
  readonly helper?: "scout" | "librarian";
}

/** Follows the calls of a run's agents and keeps them in a file for people. Nothing here throws, and nobody waits for it. */
export interface CallWatch {
  /** `id` names the call, which is told of again as it goes on. */
  call(run: string, session: string, whose: Whose, call: LiveCall & { id: string }): void;
  /** `since`: when the answer began; undefined when it has ended. */
  answer(run: string, session: string, whose: Whose, since: number | undefined): void;
  /** The session does nothing any more, since this time. */
  idle(session: string, at: number): void;
  /** Reports the first problem. */
  failed(error: unknown): void;
}

/** At most so often the file is written. */
const WRITE_MS = 500;

interface SessionCalls {
  readonly whose: Whose;
  readonly running: Map<string, LiveCall>;
  last?: LiveCall;
  answeringSince?: number;
  restingSince?: number;
}

interface CallWatchParts {
  readonly file: LiveCallsFile;
  /** This process, as the lease names it. */
  readonly pid: () => number;
  readonly clock: Pick<Clock, "after">;
  /** Hears of the first time that the file cannot be written; the run goes on without it. */
  readonly report: (problem: string) => void;
}

export function callWatch({ file, pid, clock, report }: CallWatchParts): CallWatch {
  const sessions = new Map<string, SessionCalls>();
  let run: string | undefined;
  let timer: "none" | "waiting" | "again" = "none";
  let reported = false;
  const failed = (error: unknown): void => {
    if (!reported) report(`what agents do cannot be shown: ${String(error)}`);
    reported = true;
  };
  const write = (): void => {
    if (run === undefined) return;
    file.write({ v: 1, run, pid: pid(), ...agentsIn([...sessions.values()]) }).catch(failed);
  };
  /** The first change is written at once, the next ones together. */
  const changed = (): void => {
    if (timer !== "none") {
      timer = "again";
      return;
    }
    write();
    timer = "waiting";
    clock.after(WRITE_MS, () => {
      const isOld = timer === "again";
      timer = "none";
      if (isOld) changed();
    });
  };
  const sessionOf = (runId: string, session: string, whose: Whose): SessionCalls => {
    if (run !== runId) sessions.clear();
    run = runId;
    const known: SessionCalls = sessions.get(session) ?? { whose, running: new Map() };
    sessions.set(session, known);
    return known;
  };
  return {
    call(runId, session, whose, { id, ...call }) {
      const seen = sessionOf(runId, session, whose);
      if (call.endedAt === undefined) {
        // A call that streams its output is told of many times a second.
        if (isSame(seen.running.get(id), call)) return;
        seen.running.set(id, call);
        delete seen.restingSince;
      } else {
        seen.running.delete(id);
        seen.last = call;
      }
      changed();
    },
    answer(runId, session, whose, since) {
      const seen = sessionOf(runId, session, whose);
      if (seen.answeringSince === since) return;
      if (since === undefined) delete seen.answeringSince;
      else {
        seen.answeringSince = since;
        // What has ended is also told of after the turn.
        delete seen.restingSince;
      }
      changed();
    },
    idle(session, at) {
      const seen = sessions.get(session);
      if (!seen || seen.restingSince !== undefined) return;
      seen.running.clear();
      delete seen.answeringSince;
      seen.restingSince = at;
      changed();
    },
    failed,
  };
}

function isSame(a: LiveCall | undefined, b: LiveCall): boolean {
  return a?.status === b.status && a.about === b.about;
}

function agentsIn(sessions: readonly SessionCalls[]): Pick<LiveCalls, "workers" | "commander"> {
  const of = (worker: string | undefined) =>
    agentOf(sessions.filter(({ whose }) => whose.worker === worker));
  const names = new Set(sessions.flatMap(({ whose }) => whose.worker ?? []));
  return {
    workers: Object.fromEntries([...names].map((name) => [name, of(name)])),
    ...(sessions.some(({ whose }) => whose.worker === undefined)
      ? { commander: of(undefined) }
      : {}),
  };
}

/** The newest call that runs: a Scout's before the call that started the Scout. Else the last one. */
function agentOf(sessions: readonly SessionCalls[]): AgentCalls {
  const running = sessions.flatMap(({ running: calls }) => [...calls.values()]);
  const ended = sessions.flatMap(({ last }) => last ?? []);
  const call =
    newest(running, (each) => each.startedAt) ?? newest(ended, (each) => each.endedAt ?? 0);
  // An agent may have several: a retry in a fresh folder, a new conversation of the user.
  const own = sessions.filter(({ whose }) => whose.helper === undefined);
  const answers = own.flatMap(({ answeringSince }) => answeringSince ?? []);
  const rests = own.flatMap(({ restingSince }) => restingSince ?? []);
  return {
    ...(call ? { call } : {}),
    ...(answers.length > 0 ? { answeringSince: Math.max(...answers) } : {}),
    ...(rests.length === own.length && running.length === 0 && rests.length > 0
      ? { restingSince: Math.max(...rests) }
      : {}),
  };
}

function newest(calls: readonly LiveCall[], at: (call: LiveCall) => number): LiveCall | undefined {
  return calls.toSorted((a, b) => at(b) - at(a))[0];
}
