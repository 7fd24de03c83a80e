import { expect, test } from "vitest";
import type { RunState } from "../../../../src/swarm/core/run/state.ts";
import type { UsageLine } from "../../../../src/swarm/core/usage.ts";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";
import { noteUsage } from "../../../../src/swarm/opencode/note-usage.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { sessionViews } from "../../../../src/swarm/opencode/session-views.ts";
import { usageWatch } from "../../../../src/swarm/opencode/usage-watch.ts";
import { dispatched, START, settled } from "../../../support/run-builder.ts";

/** A run whose Worker "a" works in ses-a, and what was written and reported. */
function scene({ state = dispatched("a").start("a").state, fails = false } = {}) {
  const written: [string, UsageLine][] = [];
  const problems: string[] = [];
  const usage = usageWatch(
    {
      append: (runId, line) => {
        written.push([runId, line]);
        return fails ? Promise.reject(new Error("ENOSPC")) : Promise.resolve();
      },
    },
    (problem) => problems.push(problem),
  );
  const sessions = sessionViews();
  const project = { sessions, usage, swarm: { run: { state } } } as unknown as Project;
  const read = hostEventReader((problem) => problems.push(problem));
  const hear = (type: string, properties: object) => {
    const seen = read({ type, properties });
    if (seen?.event) noteUsage(project, seen.sessionID, seen.event);
  };
  return { written, problems, sessions, hear };
}

const TOKENS = { input: 10, output: 5, reasoning: 1, cache: { read: 90, write: 2 } };
const answer = (over: object = {}) => ({
  info: {
    ...{ id: "msg_1", sessionID: "ses-a", role: "assistant", tokens: TOKENS },
    time: { created: START, completed: START + 1000 },
    ...over,
  },
});
const call = (over: object = {}) => ({
  part: {
    ...{ id: "prt_1", sessionID: "ses-a", messageID: "msg_1", type: "tool", tool: "read" },
    callID: "call_1",
    state: { status: "completed", time: { start: START + 10, end: START + 20 } },
    ...over,
  },
});

test("a finished answer is one line, with its tokens and each call once", () => {
  const { written, hear, problems } = scene();
  hear("message.part.updated", call({ state: { status: "running", time: { start: START + 10 } } }));
  hear("message.part.updated", call());
  hear("message.part.updated", call({ id: "prt_2", tool: "edit", state: { status: "error" } }));
  hear("message.updated", answer({ time: { created: START } }));
  expect(written).toEqual([]);
  hear("message.updated", answer());
  hear("message.updated", answer());
  expect(written).toEqual([
    [
      "run-1",
      {
        ...{ v: 1, message: "msg_1", session: "ses-a", agent: "worker", worker: "a" },
        ...{ startedAt: START, endedAt: START + 1000 },
        tokens: { input: 10, output: 5, reasoning: 1, cacheRead: 90, cacheWrite: 2 },
        calls: [
          { tool: "read", status: "completed", startedAt: START + 10, endedAt: START + 20 },
          { tool: "edit", status: "error" },
        ],
      },
    ],
  ]);
  expect(problems).toEqual([]);
});

test("an answer without tokens has none; an error is named", () => {
  const { written, hear } = scene();
  hear("message.updated", answer({ tokens: undefined, error: { name: "APIError" } }));
  expect(written[0]?.[1]).toMatchObject({ error: "APIError", calls: [] });
  expect(written[0]?.[1]).not.toHaveProperty("tokens");
});

test("a Scout works for the Worker that started it", () => {
  const { written, hear, sessions } = scene();
  const scout = sessions.of("ses-s");
  scout.childOf("ses-a");
  scout.speaksAs("scout");
  hear("message.updated", answer({ sessionID: "ses-s" }));
  expect(written[0]?.[1]).toMatchObject({ agent: "scout", worker: "a", parent: "ses-a" });
});

test("other agents, the user's messages and the rows we draw are no part of it", () => {
  const { written, hear, sessions } = scene();
  sessions.of("ses-o").speaksAs("build");
  hear("message.updated", answer({ sessionID: "ses-o" }));
  hear("message.updated", answer({ role: "user" }));
  expect(written).toEqual([]);
  hear("message.part.updated", call({ id: "prt_zzzaegis12345678w01", tool: "task" }));
  hear("message.updated", answer());
  expect(written.map(([, { calls }]) => calls)).toEqual([[]]);
});

test("a run that is over takes the answers that began in it, and no later one", () => {
  const { state } = settled("a").check().integrate().pass().commit();
  const end = state.endedAt ?? 0;
  const { written, hear, sessions } = scene({ state });
  sessions.of("ses-1").speaksAs("commander");
  const late = (id: string, created: number) =>
    answer({ id, sessionID: "ses-1", time: { created, completed: end + 5000 } });
  hear("message.updated", late("msg_a", end - 1));
  hear("message.updated", late("msg_b", end + 1));
  expect(written.map(([, { message }]) => message)).toEqual(["msg_a"]);
  const none = scene({ state: { workers: [] } as unknown as RunState });
  none.hear("message.updated", answer());
  expect(none.written).toEqual([]);
});

test("what cannot be written is said once, and hinders nothing", async () => {
  const { hear, problems, written } = scene({ fails: true });
  for (const id of ["msg_1", "msg_2", "msg_3"]) hear("message.updated", answer({ id }));
  await Promise.resolve();
  await Promise.resolve();
  expect(written).toHaveLength(3);
  expect(problems).toEqual(["figures of the run cannot be written: Error: ENOSPC"]);
});
