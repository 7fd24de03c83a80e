import { expect, test } from "vitest";
import { openings } from "../../../../src/swarm/opencode/openings.ts";
import { sessionViews } from "../../../../src/swarm/opencode/session-views.ts";

test("a session is known from its first look, and a root until a parent is named", () => {
  const views = sessionViews();
  expect(views.known("ses_a")).toBeUndefined();
  expect(views.of("ses_a")).toBe(views.of("ses_a"));
  views.of("ses_b").childOf("ses_a");
  expect(views.known("ses_b")?.parent).toBe("ses_a");
  expect(views.roots()).toEqual(["ses_a"]);
});

test("a message names the agent, a request only where none is named", () => {
  const view = sessionViews().of("ses_a");
  view.requestedBy("scout");
  view.requestedBy("worker");
  expect(view.agent).toBe("scout");
  view.speaksAs("commander");
  expect(view.agent).toBe("commander");
});

test("continuations are limited until the user speaks, who also ends a stop", () => {
  const view = sessionViews().of("ses_a");
  expect([view.continuation(2), view.continuation(2), view.continuation(2)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(view.continuations).toBe(2);
  view.stopped();
  expect(view.stoppedByUser).toBe(true);
  view.userSpoke();
  expect([view.stoppedByUser, view.continuations, view.continuation(1)]).toEqual([false, 0, true]);
});

test("an attempt and the user's words start the counts again", () => {
  const view = sessionViews().of("ses_a");
  const call = { call: "read {}", callID: "call_1", revision: 0 };
  const counted = () => {
    const { total, inARow } = view.counts.call(call);
    return [total, inARow];
  };
  expect([counted(), counted()]).toEqual([
    [1, 1],
    [2, 2],
  ]);
  view.attemptStarted();
  expect(counted()).toEqual([1, 1]);
  view.userSpoke();
  expect(counted()).toEqual([1, 1]);
});

test("every third call of a closed Worker reaches a limit of three; an attempt starts the count again", () => {
  const view = sessionViews().of("ses_a");
  const calls = (times: number) => Array.from({ length: times }, () => view.closedCall(3));
  expect(calls(6)).toEqual([false, false, true, false, false, true]);
  calls(2);
  view.attemptStarted();
  expect(calls(3)).toEqual([false, false, true]);
});

test("a project is suspended when its last directory closes, and no opening alone resumes it", () => {
  const open = openings();
  open.opened("/a");
  open.opened("/b");
  expect([open.closed("/a"), open.suspended]).toEqual([false, false]);
  expect([open.closed("/b"), open.suspended]).toEqual([true, true]);
  open.opened("/a");
  expect(open.suspended).toBe(true);
  open.resume();
  expect(open.suspended).toBe(false);
});

test("that a plan waits is told once per plan, and only after the user has written", () => {
  const view = sessionViews().of("ses-1");
  expect([view.restsBefore(1), view.restsBefore(1)]).toEqual([false, false]);
  view.userSpoke();
  expect([view.restsBefore(1), view.restsBefore(1)]).toEqual([true, false]);
  view.userSpoke();
  expect(view.restsBefore(1)).toBe(false);
  expect(view.restsBefore(2)).toBe(false);
  view.userSpoke();
  expect(view.restsBefore(2)).toBe(true);
});
