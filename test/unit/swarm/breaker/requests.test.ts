import { describe, expect, test } from "vitest";
import {
  CALLS_PER_COMPACTION,
  countRequests,
  FAULTS,
  failureOf,
  NO_REQUESTS,
  type RequestCount,
  runawayOf,
  type Seen,
} from "../../../../src/swarm/core/breaker/requests.ts";
import { countedText, stoppedText } from "../../../../src/swarm/core/text/runaway-text.ts";

const LIMITS = { requests: 30, fruitlessRequests: 6, compactions: 2 };
const request: Seen = { kind: "request", compaction: false };
const compaction: Seen = { kind: "request", compaction: true };
const ran: Seen = { kind: "ran" };
const fault = (name: (typeof FAULTS)[number]): Seen => ({ kind: "fault", fault: name });
const times = (count: number, ...seen: Seen[]): Seen[] =>
  Array.from({ length: count }, () => seen).flat();

/** Counts until the first request that may not be sent; returns the number of requests sent. */
function play(seen: readonly Seen[]) {
  let count: RequestCount = NO_REQUESTS;
  let sent = 0;
  for (const each of seen) {
    count = countRequests(count, each);
    if (each.kind !== "request") continue;
    const runaway = runawayOf(count, LIMITS);
    if (runaway) return { sent, runaway, why: countedText(runaway, "en") };
    sent += 1;
  }
  return { sent };
}

describe("an agent without an end", () => {
  test.each(FAULTS)("is stopped after the limit of fruitless requests: %s", (name) => {
    const { sent, runaway, why } = play(times(20, request, fault(name)));
    expect(sent).toBe(LIMITS.fruitlessRequests);
    expect(runaway).toEqual({ kind: "fruitless", count: 6, faults: { [name]: 6 } });
    expect(why).toMatch(/^6 requests in a row without a call that ran: 6 \w/);
  });

  test("is stopped after the limit also if nothing is known of its answers", () => {
    expect(play(times(20, request)).why).toBe("6 requests in a row without a call that ran");
  });

  test("that compacts again after each compaction is stopped", () => {
    const { sent, why } = play(times(9, request, fault("contextTooLong"), compaction));
    expect(sent).toBe(5);
    expect(why).toBe(
      'context overflow: 2 compactions in a row with fewer than 3 calls that ran between them: 3 errors "the context is too long for the model"',
    );
  });

  test("that runs a call or two after each compaction is stopped too", () => {
    const few = times(CALLS_PER_COMPACTION - 1, request, ran);
    expect(play(times(9, ...few, compaction)).runaway?.kind).toBe("compactions");
  });

  test("whose calls run is stopped at the limit of all requests", () => {
    expect(play(times(99, request, ran))).toEqual({
      sent: LIMITS.requests,
      runaway: { kind: "total", count: 30, faults: {} },
      why: "30 requests without an end",
    });
  });
});

describe("a healthy agent is not stopped", () => {
  test.each([
    [
      "a call that runs just in time",
      times(3, ...times(5, request, fault("failedCall")), request, ran),
    ],
    ["a call that runs beside refused calls", times(12, request, fault("refusedCall"), ran)],
    [
      "compactions with enough calls between them",
      times(5, ...times(CALLS_PER_COMPACTION, request, ran), compaction),
    ],
    ["as many requests as allowed", times(LIMITS.requests, request, ran)],
  ])("%s", (_what, seen) => {
    expect(play(seen)).toEqual({ sent: seen.filter(({ kind }) => kind === "request").length });
  });
});

test("what was counted is listed in one order, singular for one", () => {
  const faults = { serverError: 1, unknownTool: 4, failedCall: 1 };
  const runaway = { kind: "fruitless", count: 6, faults } as const;
  expect(countedText(runaway, "en")).toBe(
    "6 requests in a row without a call that ran: 4 calls of unknown tools, 1 failed call, 1 error of the model server",
  );
  expect(countedText(runaway, "ko")).toBe(
    "실행된 호출 없이 모델 요청 연속 6번: 없는 도구 호출 4번, 실패한 호출 1번, 모델 서버 오류 1번",
  );
});

test.each([
  [{ kind: "sameCall", count: 10, tool: "read" }, "LOOP"],
  [{ kind: "total", count: 10, faults: {} }, "LOOP"],
  [{ kind: "compactions", count: 2, faults: {} }, "MODEL_ERROR"],
  [{ kind: "fruitless", count: 6, faults: { serverError: 3, contextTooLong: 1 } }, "MODEL_ERROR"],
  [{ kind: "fruitless", count: 6, faults: { serverError: 3, unknownTool: 3 } }, "LOOP"],
] as const)("a Worker stopped for %j fails with %s", (runaway, failure) => {
  expect(failureOf(runaway)).toBe(failure);
});

describe.each(["en", "ko"] as const)("the text in a stopped session (%s)", (language) => {
  test.each([
    { role: "commander" },
    { role: "scout" },
    { role: "librarian" },
    { role: "worker", worker: "api" },
  ] as const)("names $role and holds what was counted", (actor) => {
    for (const kind of ["fruitless", "compactions"] as const) {
      const runaway = { kind, count: 6, faults: { cutAnswer: 6 } };
      const text = stoppedText(runaway, actor, language);
      expect(text).toContain(countedText(runaway, language));
      expect(text.toLowerCase()).toContain(actor.role);
    }
  });

  test("tells the user what to write", () => {
    const runaway = { kind: "sameCall", count: 10, tool: "commit" } as const;
    expect(stoppedText(runaway, { role: "commander" }, language)).toMatch(/"(go on|계속해)"/);
  });
});
