import {
  type CallRow,
  countCall,
  countResult,
  NO_CALLS,
  newRow,
  withoutResult,
} from "../core/breaker/calls.ts";
import {
  countRequests,
  type Fault,
  NO_REQUESTS,
  type RequestCount,
  type RequestLimits,
  type Runaway,
  runawayOf,
} from "../core/breaker/requests.ts";

/** What one session has asked of the model and of its tools, for the breakers. */
export interface SessionCounts {
  /** Counts a request before it is sent; a runaway's request is not sent. `part` names the part of the work. */
  request(
    request: { compaction: boolean; part: string },
    limits: RequestLimits,
  ): Runaway | undefined;
  /** Counts a fault; `id` names what the host may report again. */
  fault(fault: Fault, id?: string): void;
  /** Counts a tool call; `revision` changes with the run. */
  call(call: { call: string; callID: string; revision: number }): CallRow;
  /** Notes that the last call was refused as a repetition. */
  callRefused(): void;
  /** Notes the result of a call. */
  result(result: { callID: string; result: string; revision: number }): void;
  /** Notes that a call ended without an error. */
  ran(): void;
  /** The next request is not sent, until someone speaks. */
  endTurn(runaway: Runaway): void;
  /** Someone speaks to the session: only the totals go on. */
  addressed(): void;
  /** All counts start again: a Worker's attempt begins, or the user speaks. */
  restart(): void;
}

export function sessionCounts(): SessionCounts {
  let requests: RequestCount = NO_REQUESTS;
  let calls: CallRow = NO_CALLS;
  let ended: Runaway | undefined;
  let part = "";
  const reported = new Set<string>();
  const addressed = (): void => {
    requests = { ...NO_REQUESTS, total: requests.total };
    calls = newRow(calls);
    ended = undefined;
    reported.clear();
  };
  return {
    request({ compaction, part: now }, limits) {
      if (now !== part) requests = { ...requests, total: 0 };
      part = now;
      ended ??= runawayOf(countRequests(requests, { kind: "request", compaction }), limits);
      if (!ended) requests = countRequests(requests, { kind: "request", compaction });
      return ended;
    },
    fault(fault, id) {
      if (id !== undefined && reported.has(id)) return;
      if (id !== undefined) reported.add(id);
      requests = countRequests(requests, { kind: "fault", fault });
    },
    call(call) {
      calls = countCall(calls, call);
      return calls;
    },
    callRefused() {
      calls = withoutResult(calls);
    },
    result(result) {
      calls = countResult(calls, result);
    },
    ran() {
      requests = countRequests(requests, { kind: "ran" });
    },
    endTurn(runaway) {
      ended ??= runaway;
    },
    addressed,
    restart() {
      addressed();
      requests = NO_REQUESTS;
      calls = NO_CALLS;
    },
  };
}
