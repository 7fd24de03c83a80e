import { describe, expect, test } from "vitest";
import type { Attempt, AuditedSession, Observation } from "../../../src/egress/core/observation.ts";
import { countsOf, exitCodeOf, verdictOf } from "../../../src/egress/core/verdict.ts";

const session = (over: Partial<AuditedSession> = {}): AuditedSession => ({
  ...{ name: "headless", finished: true, seconds: 1, requests: 2 },
  ...{ called: ["read"], notCalled: [], languages: 0 },
  ...over,
});
const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  ...{ at: "2026-01-01T00:00:00.000Z", session: "headless", protocol: "dns" },
  ...{ host: "example.test", port: 53, count: 2 },
  ...over,
});
const observed = (over: Partial<Observation> = {}): Observation => ({
  ...{ sessions: [session()], attempts: [], blind: [] },
  ...over,
});

describe("the verdict of an audit", () => {
  test.each<[string, Partial<Observation>, 0 | 1 | 2]>([
    ["everything ran and nothing was attempted", {}, 0],
    ["only the control attempted something", { attempts: [attempt({ session: "control" })] }, 0],
    ["a name was looked up", { attempts: [attempt()] }, 1],
    [
      "something was attempted, and a session did not finish",
      { attempts: [attempt()], sessions: [session({ finished: false, why: "it ended" })] },
      1,
    ],
    [
      "something was attempted, and the control was not seen",
      { attempts: [attempt()], blind: ["x"] },
      1,
    ],
    ["a session did not finish", { sessions: [session(), session({ finished: false })] }, 2],
    ["the control was not seen", { blind: ["look-up"] }, 2],
    ["no session ran", { sessions: [] }, 2],
  ])("if %s", (_, over, code) => {
    expect(exitCodeOf({ verdict: verdictOf(observed(over)), checks: [] })).toBe(code);
  });

  test("counts look-ups and connections, without those of the control", () => {
    const attempts = [
      attempt({ count: 2 }),
      attempt({ protocol: "tcp", port: 443, count: 3 }),
      attempt({ protocol: "udp", host: "", port: 0, count: 1 }),
      attempt({ session: "control", count: 100 }),
    ];
    expect(countsOf(attempts)).toEqual({ lookups: 2, connections: 4 });
  });
});
