import { AegisError } from "../../kit/errors.ts";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { type Language, say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { AnyAsked, RunEvent, RunRecord } from "../core/run/events.ts";
import { evolve, replay } from "../core/run/evolve.ts";
import { decide, type Effect, refusalOf } from "../core/run/machine.ts";
import { INITIAL, type RunState, runOpen } from "../core/run/state.ts";
import type { Clock, Journal, Lease } from "../ports.ts";

/** The only writer of the journal: every change of a run goes through `submit`. */
export interface Run {
  readonly state: RunState;
  /** The file that holds the journal's last line, if that line was cut off when the run was loaded. */
  readonly torn: string | undefined;
  /** Why the last record could not be written; undefined as soon as one could be written again. */
  readonly unwritable: AegisError | undefined;
  /** Why an event of this type cannot happen now, with any evidence. Ask before doing work for the event. */
  refusal(asked: AnyAsked): Denial | undefined;
  /**
   * Judges the event, writes it to disk, folds it, then performs effects. Resolves with a refusal, if any. Rejects if
   * the journal cannot be written; then nothing has happened.
   */
  submit(event: RunEvent): Promise<Denial | undefined>;
  /** Like `submit`, for what is already done in the world: if the journal cannot be written, the event is owed. */
  submitDone(event: RunEvent): Promise<Denial | undefined>;
  /** Writes what is owed. Every submit does so first; ask before you judge by the state. */
  catchUp(): Promise<void>;
  /** Opens a new run unless one is open; `language`: what the user reads. */
  start(sessionID: string, language?: Language): Promise<Denial | undefined>;
  /** Resolves as soon as `settled` holds, `ms` have passed, the signal fires or the journal cannot be written. */
  until(settled: (state: RunState) => boolean, ms: number, signal?: AbortSignal): Promise<void>;
  onChange(listener: (state: RunState, event: RunEvent) => void): () => void;
}

/** An accepted decision on its way to the disk. */
interface Accepted {
  /** The events that are not on disk yet. */
  readonly events: readonly RunEvent[];
  readonly effects: readonly Effect[];
  readonly written: readonly RunEvent[];
  /** The first event tells of something done. */
  readonly isDone?: boolean;
}

/**
 * Loads the newest run of the project. `perform` carries out effects after their event is on disk and must
 * not throw; `onUnwritable` hears of the first record in a row that could not be written. Rejects if the journal
 * cannot be read; we never guess a state.
 */
export async function openRun(parts: {
  journal: Journal;
  lease: Lease;
  clock: Clock;
  perform: (effect: Effect, state: RunState) => void;
  onUnwritable?: (error: AegisError) => void;
}): Promise<Run> {
  const { journal, lease, clock } = parts;
  let torn: string | undefined;
  const load = async (): Promise<RunState> => {
    const newest = await journal.latest();
    torn = newest?.torn;
    return newest ? replay(newest.records) : INITIAL;
  };
  let state = await load();
  const listeners = new Set<(state: RunState, event: RunEvent) => void>();
  const inTurn = inTurnQueue();
  let unwritable: AegisError | undefined;
  const waiting = new Set<() => void>();
  /** A decision of which the disk took only the first events, or no event of something done; it comes first. */
  let owed: Accepted | undefined;

  const append = async (runId: string, entry: RunRecord): Promise<void> => {
    try {
      await journal.append(runId, entry);
      unwritable = undefined;
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      const isFirst = unwritable === undefined;
      unwritable = error;
      for (const finish of waiting) finish();
      if (isFirst) parts.onUnwritable?.(error);
      throw error;
    }
  };

  const record = async (event: RunEvent): Promise<void> => {
    const runId = event.type === "RUN_STARTED" ? event.runId : state.runId;
    if (runId === undefined) return;
    const entry = { seq: state.seq + 1, at: new Date(clock.now()).toISOString(), event };
    await append(runId, entry);
    state = evolve(state, entry);
    if (!runOpen(state)) lease.release();
  };

  const carryOut = async (decision: Accepted): Promise<void> => {
    const { events, effects, written } = decision;
    const done = [...written];
    try {
      for (const accepted of events) {
        await record(accepted);
        done.push(accepted);
      }
      owed = undefined;
    } catch (error) {
      const rest = events.slice(done.length - written.length);
      const isOwed = decision.isDone === true || done.length > 0;
      owed = isOwed ? { ...decision, events: rest, effects, written: done } : undefined;
      throw error;
    }
    // Notify after all records: a listener that waits for the last Worker must also see the new phase.
    for (const accepted of done) for (const listener of listeners) listener(state, accepted);
    for (const effect of effects) parts.perform(effect, state);
  };

  const settleOwed = async (): Promise<void> => {
    if (owed) await carryOut(owed);
  };

  const submitNow = async (event: RunEvent, isDone = false): Promise<Denial | undefined> => {
    await settleOwed();
    // What belongs to no run is noted in none; the journal of an ended run is closed.
    if (OF_OPEN_RUN.has(event.type) && !runOpen(state)) return undefined;
    const decision = decide(state, event, new Date(clock.now()).toISOString());
    if (!decision.accepted) return decision.denial;
    await carryOut({ ...decision, written: [], isDone });
    return undefined;
  };

  /** Another OpenCode may have opened or finished a run of this project meanwhile. */
  const claimed = async (): Promise<Denial | undefined> => {
    const claim = lease.claim();
    if (claim === "held") return runElsewhere(lease.holder());
    if (claim === "taken") state = await load();
    return runOpen(state) ? runElsewhere(undefined) : undefined;
  };

  return {
    get state() {
      return state;
    },
    get torn() {
      return torn;
    },
    get unwritable() {
      return unwritable;
    },
    refusal: (asked) => refusalOf(state, asked),
    submit: (event) => inTurn(() => submitNow(event)),
    submitDone: (event) => inTurn(() => submitNow(event, true)),
    catchUp: () => inTurn(settleOwed),
    start: (sessionID, language) => {
      const spoken = language === undefined ? {} : { language };
      return inTurn(async () => {
        if (runOpen(state)) return undefined;
        const denial = await claimed();
        if (denial) return denial;
        const before = state;
        state = INITIAL;
        try {
          return await submitNow({
            type: "RUN_STARTED",
            runId: journal.newRunId(),
            sessionID,
            order: (before.order ?? 0) + 1,
            ...spoken,
            ...(before.endedAt === undefined ? {} : { previousEndedAt: before.endedAt }),
          });
        } catch (error) {
          state = before;
          lease.release();
          throw error;
        }
      });
    },
    until: (settled, ms, signal) =>
      new Promise((resolve) => {
        if (settled(state) || signal?.aborted) return resolve();
        const finish = () => {
          listeners.delete(check);
          waiting.delete(finish);
          cancel();
          signal?.removeEventListener("abort", finish);
          resolve();
        };
        const check = (next: RunState) => settled(next) && finish();
        listeners.add(check);
        waiting.add(finish);
        const cancel = clock.after(ms, finish);
        signal?.addEventListener("abort", finish);
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const OF_OPEN_RUN: ReadonlySet<RunEvent["type"]> = new Set(["CALL_REFUSED", "LANGUAGE_HEARD"]);

/** True for the error of a journal that the disk does not take. */
export function isUnwritable(error: unknown): error is AegisError {
  return error instanceof AegisError && error.code === "JOURNAL_UNWRITABLE";
}

export function runElsewhere(pid: number | undefined): Denial {
  return deny(
    "RUN_ELSEWHERE",
    pid === undefined
      ? say(
          "Another OpenCode left a run of this project open.",
          "다른 OpenCode가 이 프로젝트의 실행을 끝내지 않은 채 두었습니다.",
        )
      : say(
          `A run of this project is open in another OpenCode (process ${pid}).`,
          `이 프로젝트의 실행이 다른 OpenCode(프로세스 ${pid})에서 진행 중입니다.`,
        ),
    pid === undefined
      ? "Tell the user to restart OpenCode here; it then takes over the run."
      : "Tell the user to continue there, or to end that process and restart OpenCode here.",
    pid === undefined
      ? say(
          "Restart OpenCode here; it then takes the run over.",
          "여기서 OpenCode를 다시 시작하세요. 그러면 실행을 이어받습니다.",
        )
      : say(
          "Go on there, or end that process and restart OpenCode here.",
          "그쪽에서 이어 가거나, 그 프로세스를 끝내고 여기서 OpenCode를 다시 시작하세요.",
        ),
  );
}
