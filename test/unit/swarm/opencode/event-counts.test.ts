import { expect, test } from "vitest";
import { INITIAL } from "../../../../src/swarm/core/run/state.ts";
import { countEvent, countReturned } from "../../../../src/swarm/opencode/event-counts.ts";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { sessionViews } from "../../../../src/swarm/opencode/session-views.ts";

const sessionID = "ses_a";
const LIMITS = { requests: 99, fruitlessRequests: 1, compactions: 9 };

function scene() {
  const sessions = sessionViews();
  const project = { sessions, swarm: { run: { state: INITIAL } } } as unknown as Project;
  const read = hostEventReader((problem) => {
    throw new Error(problem);
  });
  const { counts } = sessions.of(sessionID);
  const ask = () => counts.request({ compaction: false, part: "" }, LIMITS);
  ask();
  return {
    project,
    ask,
    hear(type: string, properties: object) {
      const event = read({ type, properties: { sessionID, ...properties } })?.event;
      if (event) countEvent(project, sessionID, event);
    },
  };
}

const tool = (name: string, state: object) => ({
  part: { id: "prt_1", sessionID, type: "tool", tool: name, callID: "call_1", state },
});
const missing = "Model tried to call unavailable tool 'invalid'. Available tools: bash, read.";
const answer = (info: object) => ({ info: { id: "msg_1", sessionID, role: "assistant", ...info } });

test.each([
  ["message.part.updated", tool("grab", { status: "error", error: missing }), "unknownTool"],
  ["message.part.updated", tool("read", { status: "error", error: missing }), "unreadableCall"],
  [
    "message.part.updated",
    tool("invalid", { status: "completed", input: { tool: "x", error: "unavailable tool 'x'" } }),
    "unknownTool",
  ],
  [
    "message.part.updated",
    tool("invalid", { status: "completed", input: { tool: "read", error: "JSON parsing failed" } }),
    "unreadableCall",
  ],
  [
    "message.part.updated",
    tool("bash", { status: "error", error: "[AEGIS OUT_OF_SCOPE] no" }),
    "refusedCall",
  ],
  ["message.part.updated", tool("edit", { status: "error", error: "not found" }), "failedCall"],
  ["message.updated", answer({ finish: "length" }), "cutAnswer"],
  ["message.updated", answer({ finish: "stop" }), "wordsOnly"],
  ["message.updated", answer({ finish: "unknown" }), "endlessAnswer"],
  ["session.error", { error: { name: "ContextOverflowError" } }, "contextTooLong"],
  ["session.error", { error: { name: "APIError" } }, "serverError"],
  ["session.status", { status: { type: "retry", next: 5, message: "m" } }, "serverError"],
])("%s %j counts as %s", (type, properties, fault) => {
  const { hear, ask } = scene();
  hear(type, properties);
  expect(ask()).toMatchObject({ kind: "fruitless", faults: { [fault]: 1 } });
});

test.each([
  ["message.part.updated", tool("bash", { status: "completed" })],
  ["message.part.updated", tool("bash", { status: "running" })],
  ["message.part.updated", { part: { id: "prt_1", sessionID, type: "text", text: "x" } }],
  [
    "message.part.updated",
    {
      part: {
        ...tool("task", { status: "error", error: "failed" }).part,
        id: "prt_zzzaegis12345678w01",
      },
    },
  ],
  ["message.updated", answer({})],
  ["message.updated", answer({ finish: "tool-calls" })],
  ["message.updated", answer({ finish: "stop", summary: true })],
  ["message.updated", { info: { id: "msg_1", sessionID, role: "user" } }],
  ["session.error", { error: { name: "MessageAbortedError" } }],
  ["session.status", { status: { type: "busy" } }],
  ["session.idle", {}],
])("%s %j is no fault", (type, properties) => {
  const { hear, ask } = scene();
  hear(type, properties);
  expect(ask()).toMatchObject({ faults: {} });
});

test("a call that returned begins the count again; the host's stand-in for a broken call does not", () => {
  const output = { title: "", output: "x", metadata: {} };
  const { project, ask } = scene();
  countReturned(project, { tool: "read", sessionID, callID: "call_1" }, output);
  expect(ask()).toBeUndefined();
  countReturned(project, { tool: "invalid", sessionID, callID: "call_2" }, output);
  expect(ask()).toMatchObject({ kind: "fruitless" });
});
