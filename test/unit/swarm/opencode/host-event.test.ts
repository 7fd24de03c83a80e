import { describe, expect, test } from "vitest";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";

function reader() {
  const problems: string[] = [];
  return { problems, read: hostEventReader((problem) => problems.push(problem)) };
}

const sessionID = "ses_a";
const part = (members: object) => ({ id: "prt_1", messageID: "msg_1", sessionID, ...members });

/** Each interpreted type as the host sends it, and what is read of it. */
const EVENTS: Record<string, { sent: object; read: object }> = {
  "session.created": {
    sent: { sessionID, info: { id: sessionID, parentID: "ses_p", title: "t" } },
    read: { info: { parentID: "ses_p" } },
  },
  "session.updated": { sent: { sessionID, info: { id: sessionID } }, read: { info: {} } },
  "session.status": {
    sent: { sessionID, status: { type: "retry", attempt: 2, message: "busy", next: 17 } },
    read: { status: { type: "retry", message: "busy", next: 17 } },
  },
  "session.error": {
    sent: { sessionID, error: { name: "APIError", data: { message: "no", statusCode: 400 } } },
    read: { error: { name: "APIError", data: { message: "no" } } },
  },
  "message.updated": {
    sent: { sessionID, info: { id: "msg_1", role: "assistant", parentID: "msg_0", sessionID } },
    read: { info: { id: "msg_1", role: "assistant" } },
  },
  "message.part.updated": {
    sent: {
      sessionID,
      part: part({
        type: "tool",
        tool: "bash",
        callID: "c",
        state: { status: "error", error: "no", input: { command: "ls" }, time: { start: 1 } },
      }),
    },
    read: {
      part: {
        type: "tool",
        id: "prt_1",
        messageID: "msg_1",
        tool: "bash",
        callID: "c",
        state: { status: "error", error: "no", input: { command: "ls" }, time: { start: 1 } },
      },
    },
  },
  "permission.asked": {
    sent: { id: "per_1", sessionID, permission: "bash", patterns: [] },
    read: { id: "per_1", permission: "bash" },
  },
};

describe("an event of the host", () => {
  test.each(Object.entries(EVENTS))("%s is read", (type, { sent, read: properties }) => {
    const { read, problems } = reader();
    const seen = read({ id: "evt_1", type, properties: sent });
    expect(seen).toEqual({ sessionID, event: { type, properties } });
    expect(problems).toEqual([]);
  });

  test.each(["session.idle", "question.rejected"])("%s needs nothing but its session", (type) => {
    const { read, problems } = reader();
    expect(read({ type, properties: { sessionID } })).toEqual({ sessionID, event: { type } });
    expect(problems).toEqual([]);
  });

  test("a part that is no tool, and a status that is no retry, need only their type", () => {
    const { read, problems } = reader();
    const text = { sessionID, part: part({ type: "text", text: "x" }) };
    expect(read({ type: "message.part.updated", properties: text })?.event).toMatchObject({
      properties: { part: { type: "text" } },
    });
    const idle = { sessionID, status: { type: "idle" } };
    expect(read({ type: "session.status", properties: idle })?.event).toMatchObject({
      properties: { status: { type: "idle" } },
    });
    expect(problems).toEqual([]);
  });

  test.each([
    ["properties", { sessionID }],
    ["the part", { part: { sessionID } }],
    ["the message", { info: { id: "msg_1", sessionID } }],
    ["the session", { info: { id: sessionID } }],
  ])(
    "of a type we do not know is a sign of life of the session named by %s",
    (_where, properties) => {
      const { read, problems } = reader();
      expect(read({ type: "message.part.delta", properties })).toEqual({ sessionID });
      expect(problems).toEqual([]);
    },
  );

  test("that belongs to no session is ignored; an error may belong to none", () => {
    const { read, problems } = reader();
    expect(read({ type: "file.edited", properties: { file: "a" } })).toBeUndefined();
    expect(read({ type: "session.error", properties: { error: { name: "X" } } })).toBeUndefined();
    expect(problems).toEqual([]);
  });

  test("with an error whose data are unknown still names the error", () => {
    const { read, problems } = reader();
    const error = { name: "MessageAbortedError", data: "odd" };
    const seen = read({ type: "session.error", properties: { sessionID, error } });
    expect(seen?.event).toMatchObject({ properties: { error: { name: "MessageAbortedError" } } });
    expect(problems).toEqual([]);
  });
});

describe("a stream of malformed events", () => {
  const TYPES = [...Object.keys(EVENTS), "session.idle", "question.rejected"];
  const ODD = [undefined, null, 0, "text", [], {}, { sessionID: 7 }, { info: null, part: null }];
  const WRONG = {
    info: "x",
    status: { type: "retry", next: "soon" },
    error: 3,
    part: { type: "tool", callID: 1 },
    permission: null,
  };

  test("throws nothing and is reported once per type", () => {
    const { read, problems } = reader();
    for (let round = 0; round < 50; round += 1)
      for (const type of TYPES) {
        for (const properties of ODD) expect(read({ type, properties })).toBeUndefined();
        read({ type, properties: { sessionID, ...WRONG } });
      }
    expect(problems.map((problem) => problem.split(" ")[1]).toSorted()).toEqual(TYPES.toSorted());
  });

  test("without a type, or that is no object at all, is ignored in silence", () => {
    const { read, problems } = reader();
    for (const raw of [undefined, null, "x", 3, [], {}, { type: 3, properties: { sessionID: 1 } }])
      expect(read(raw)).toBeUndefined();
    expect(problems).toEqual([]);
  });

  test.each(Object.keys(EVENTS))("%s of an unknown shape is still a sign of life", (type) => {
    const { read, problems } = reader();
    expect(read({ type, properties: { sessionID, ...WRONG } })).toEqual({ sessionID });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`event ${type} has an unknown shape and is ignored: properties.`);
  });

  test("of one type hides nothing of another, nor the same type once its shape is right", () => {
    const { read, problems } = reader();
    read({ type: "permission.asked", properties: { sessionID } });
    const asked = EVENTS["permission.asked"];
    expect(read({ type: "permission.asked", properties: asked?.sent })?.event).toBeDefined();
    read({ type: "session.created", properties: { sessionID } });
    expect(problems).toHaveLength(2);
  });
});
