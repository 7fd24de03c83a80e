/** Why an answer of the model, or a request to it, led to no call that ran. */
export const FAULTS = [
  "unknownTool",
  "unreadableCall",
  "refusedCall",
  "failedCall",
  "cutAnswer",
  "wordsOnly",
  "endlessAnswer",
  "contextTooLong",
  "serverError",
] as const;
export type Fault = (typeof FAULTS)[number];

/** What one session has asked of the model. */
export interface RequestCount {
  /** All requests since the count began. */
  total: number;
  /** Requests since the last call that ran. */
  fruitless: number;
  /** Compactions in a row, with fewer than `CALLS_PER_COMPACTION` calls that ran between two of them. */
  compactions: number;
  /** Calls that ran since the last compaction. */
  ranSince: number;
  /** The faults since the last call that ran. */
  faults: Partial<Record<Fault, number>>;
}

export const NO_REQUESTS: RequestCount = {
  total: 0,
  fruitless: 0,
  compactions: 0,
  ranSince: 0,
  faults: {},
};

/** A compaction that makes room for this many calls is useful. */
export const CALLS_PER_COMPACTION = 3;

export type Seen =
  /** A request is about to be sent; `compaction`: the host asks for a summary of the session. */
  | { kind: "request"; compaction: boolean }
  | { kind: "fault"; fault: Fault }
  /** A call of a tool ended without an error. */
  | { kind: "ran" };

export interface RequestLimits {
  requests: number;
  fruitlessRequests: number;
  compactions: number;
}

/** What was counted when an agent is stopped. */
export type Runaway =
  | { kind: "fruitless" | "compactions" | "total"; count: number; faults: RequestCount["faults"] }
  | { kind: "sameCall"; count: number; tool: string };

export function countRequests(before: RequestCount, seen: Seen): RequestCount {
  switch (seen.kind) {
    case "request":
      return {
        ...before,
        total: before.total + 1,
        fruitless: before.fruitless + 1,
        ...(seen.compaction ? { compactions: before.compactions + 1, ranSince: 0 } : {}),
      };
    case "fault":
      return {
        ...before,
        faults: { ...before.faults, [seen.fault]: (before.faults[seen.fault] ?? 0) + 1 },
      };
    case "ran": {
      const ranSince = before.ranSince + 1;
      const useful = ranSince >= CALLS_PER_COMPACTION;
      return {
        ...before,
        ranSince,
        fruitless: 0,
        faults: {},
        compactions: useful ? 0 : before.compactions,
      };
    }
  }
}

/** Judges the next request before it is sent: the limits are what may be sent. */
export function runawayOf(
  { total, fruitless, compactions, faults }: RequestCount,
  limits: RequestLimits,
): Runaway | undefined {
  if (compactions > limits.compactions)
    return { kind: "compactions", count: limits.compactions, faults };
  if (fruitless > limits.fruitlessRequests)
    return { kind: "fruitless", count: limits.fruitlessRequests, faults };
  return total > limits.requests
    ? { kind: "total", count: limits.requests, faults: {} }
    : undefined;
}

/** The cause that a failed Worker is shown with. */
export function failureOf(runaway: Runaway): "LOOP" | "MODEL_ERROR" {
  if (runaway.kind === "compactions") return "MODEL_ERROR";
  if (runaway.kind !== "fruitless") return "LOOP";
  const { contextTooLong = 0, serverError = 0 } = runaway.faults;
  return 2 * (contextTooLong + serverError) > runaway.count ? "MODEL_ERROR" : "LOOP";
}
