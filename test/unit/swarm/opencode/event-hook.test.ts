import { expect, test } from "vitest";
import type { Signal } from "../../../../src/swarm/app/supervisor.ts";
import { watchEvents } from "../../../../src/swarm/opencode/event-hook.ts";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";
import { openings } from "../../../../src/swarm/opencode/openings.ts";
import { planQuestions } from "../../../../src/swarm/opencode/plan-question.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { sessionViews } from "../../../../src/swarm/opencode/session-views.ts";

/** A project with one running Worker; notes what the supervisor and the log are told. */
function scene() {
  const seen: [string, Signal][] = [];
  const logged: string[] = [];
  const log = async (_level: string, message: string) => {
    logged.push(message);
  };
  const project = {
    swarm: { run: { state: { workers: [{ home: { sessionID: "ses_worker" } }] } } },
    supervisor: { observe: (session: string, signal: Signal) => seen.push([session, signal]) },
    sessions: sessionViews(),
    questions: planQuestions(),
    openings: openings(),
    usage: { call: () => undefined, answer: () => undefined, failed: () => undefined },
    readEvent: hostEventReader((problem) => logged.push(problem)),
    settleAsk: () => Promise.reject(new Error("the host is gone")),
    log,
  } as unknown as Project;
  const hear = async (type: string, properties: object) =>
    watchEvents(project)({ event: { type, properties } as never });
  return { project, seen, logged, hear };
}

test("a Scout's sign of life is its Worker's, also after a message that has a parent of its own", async () => {
  const { seen, hear } = scene();
  const sessionID = "ses_scout";
  await hear("session.created", { info: { id: sessionID, parentID: "ses_worker" } });
  await hear("message.updated", { info: { id: "msg_2", sessionID, parentID: "msg_1" } });
  await hear("message.part.delta", { sessionID });
  expect(seen.map(([session]) => session)).toEqual(["ses_worker", "ses_worker", "ses_worker"]);
});

test.each([
  ["session.error", { error: { name: "MessageAbortedError" } }, true],
  ["message.updated", { info: { error: { name: "MessageAbortedError" } } }, true],
  ["question.rejected", { requestID: "que_1" }, true],
  ["session.error", { error: { name: "APIError" } }, false],
  ["message.updated", { info: {} }, false],
])("%s %j: did the user stop the session? %s", async (type, properties, stopped) => {
  const { project, hear } = scene();
  await hear(type, { sessionID: "ses_a", ...properties });
  expect(project.sessions.of("ses_a").stoppedByUser).toBe(stopped);
});

test("a retry is told with its time, a status is no life; any other event is activity, whatever its shape", async () => {
  const { seen, hear, logged } = scene();
  const sessionID = "ses_a";
  await hear("session.status", { sessionID, status: { type: "retry", next: 5, message: "m" } });
  await hear("session.status", { sessionID, status: { type: "busy" } });
  await hear("session.status", { sessionID, status: { type: "retry", next: "soon" } });
  await hear("session.status", { sessionID });
  await hear("something.new", { sessionID });
  expect(seen.map(([, signal]) => signal)).toEqual([
    { kind: "retry", until: 5, message: "m" },
    { kind: "status" },
    ...Array.from({ length: 3 }, () => ({ kind: "activity" })),
  ]);
  expect(logged).toEqual([expect.stringContaining("event session.status has an unknown shape")]);
});

test("what fails is logged and never rejects; a suspended project hears nothing", async () => {
  const { project, seen, logged, hear } = scene();
  const asked = { sessionID: "ses_a", id: "per_1", permission: "bash" };
  await hear("permission.asked", asked);
  expect(logged).toEqual(["event permission.asked: Error: the host is gone"]);
  project.openings.closed("/a");
  await hear("permission.asked", asked);
  expect(logged).toHaveLength(1);
  expect(seen).toHaveLength(1);
});
