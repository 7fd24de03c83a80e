import type { UsageLine, UsedCall } from "../core/usage.ts";
import type { UsageLog } from "../ports.ts";

/** Gathers what each answer of the run's agents has used, and writes it. Nothing here throws, and nobody waits for it. */
export interface UsageWatch {
  /** Notes a call of the answer that a session is writing; `id` names the call, which is told of again as it goes on. */
  call(place: { session: string; message: string; id: string }, call: UsedCall): void;
  /** Writes the line of an answer that has ended; does nothing for one that was written before. */
  answer(runId: string, line: Omit<UsageLine, "calls">): void;
  /** Reports the first problem. */
  failed(error: unknown): void;
}

/** `report` hears of the first line that cannot be written; the run goes on without figures. */
export function usageWatch(log: UsageLog, report: (problem: string) => void): UsageWatch {
  /** The calls of the answer that each session is writing. */
  const open = new Map<string, { message: string; calls: Map<string, UsedCall> }>();
  const written = new Set<string>();
  let reported = false;
  const failed = (error: unknown): void => {
    if (!reported) report(`figures of the run cannot be written: ${String(error)}`);
    reported = true;
  };
  return {
    call({ session, message, id }, call) {
      if (written.has(message)) return;
      const known = open.get(session);
      const answer = known?.message === message ? known : { message, calls: new Map() };
      open.set(session, answer);
      answer.calls.set(id, call);
    },
    answer(runId, line) {
      const { message, session } = line;
      if (written.has(message)) return;
      written.add(message);
      const own = open.get(session);
      open.delete(session);
      const calls = own?.message === message ? [...own.calls.values()] : [];
      log.append(runId, { ...line, calls }).catch(failed);
    },
    failed,
  };
}
