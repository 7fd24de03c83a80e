import { expect, test } from "vitest";
import type { Signal } from "../../../../src/swarm/app/supervisor.ts";
import { INITIAL, type RunState } from "../../../../src/swarm/core/run/state.ts";
import { watchEvents } from "../../../../src/swarm/opencode/event-hook.ts";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";
import { openings } from "../../../../src/swarm/opencode/openings.ts";
import { planQuestions } from "../../../../src/swarm/opencode/plan-question.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { type SessionView, sessionViews } from "../../../../src/swarm/opencode/session-views.ts";
import { dispatched, settled } from "../../../support/run-builder.ts";

/** A project with one running Worker; notes what the supervisor and the log are told. */
function scene(state: object = { workers: [{ home: { sessionID: "ses_worker" } }] }) {
  const toasts: string[] = [];
  const seen: [string, Signal][] = [];
  const logged: string[] = [];
  const log = async (_level: string, message: string) => {
    logged.push(message);
  };
  const project = {
    swarm: { run: { state } },
    language: { now: "en" },
    toast: async (sentences: readonly string[]) => void toasts.push(...sentences),
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
  return { project, seen, logged, toasts, hear };
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

const error = { name: "MessageAbortedError" };
const GOES_ON = "The Commander's turn has ended. 1 Worker goes on.\nTo stop it: /aegis stop";

/** Esc as OpenCode tells it, in both of its ways. */
async function pressEsc(hear: ReturnType<typeof scene>["hear"], sessionID: string): Promise<void> {
  await hear("message.updated", { sessionID, info: { error } });
  await hear("session.error", { sessionID, error });
}

test("Esc while Workers go on is told once; after the user's next message once more", async () => {
  const { project, toasts, hear } = scene(dispatched("a").start("a").state);
  const view = project.sessions.of("ses_commander");
  view.speaksAs("commander");
  await pressEsc(hear, "ses_commander");
  expect(toasts).toEqual([GOES_ON]);
  view.userSpoke();
  await pressEsc(hear, "ses_commander");
  expect(toasts).toEqual([GOES_ON, GOES_ON]);
});

test.each<[string, RunState, (view: SessionView) => void]>([
  ["a stop of ours", dispatched("a").start("a").state, (view) => view.stopped()],
  ["no Worker is at work", settled("a").state, () => {}],
  ["no run is open", INITIAL, () => {}],
  ["another agent's turn", dispatched("a").start("a").state, (view) => view.speaksAs("build")],
  ["a child's turn", dispatched("a").start("a").state, (view) => view.childOf("ses_other")],
])("nothing is told: %s", async (_why, state, change) => {
  const { project, toasts, hear } = scene(state);
  const view = project.sessions.of("ses_commander");
  view.speaksAs("commander");
  change(view);
  await pressEsc(hear, "ses_commander");
  expect(toasts).toEqual([]);
});
