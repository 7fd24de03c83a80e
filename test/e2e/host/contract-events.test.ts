import { expect } from "vitest";
import type { HostEvent } from "../../../src/host/events.ts";
import type { UserMessage } from "../../../src/swarm/core/words/approval.ts";
import type { LastTurn } from "../../../src/swarm/ports.ts";
import { facts, LIMIT, type Stage, sharedStage, toolResults } from "../../support/contract.ts";
import { bash, call, calls, question, says } from "../../support/script-lines.ts";

/** What OpenCode reports and stores, and who of us (under src/) relies on it. */
const contract = {
  "a turn is reported as busy, parts and idle": ["swarm/opencode/event-hook.ts"],
  "a retry is reported with its time and reason": [
    "swarm/opencode/event-hook.ts",
    "swarm/app/supervisor.ts",
  ],
  "a refused request ends the turn as an error that is stored": [
    "swarm/opencode/event-hook.ts",
    "swarm/adapters/opencode-host.ts",
  ],
  "abort ends a session as MessageAbortedError and idle": [
    "swarm/adapters/opencode-host.ts",
    "swarm/opencode/event-hook.ts",
    "swarm/app/supervisor.ts",
  ],
  "a permission is asked by event, and our refusal reaches the model": [
    "swarm/opencode/event-hook.ts",
    "swarm/compose/session-calls.ts",
  ],
  "a rejected question is reported and ends the turn": ["swarm/opencode/event-hook.ts"],
  "what is hidden is told from what the user wrote, in order of time": [
    "swarm/compose/session-calls.ts",
    "swarm/core/words/approval.ts",
  ],
  "the newest messages come last under a limit": ["swarm/adapters/opencode-host.ts"],
  "a drawn row is stored, redrawn and kept from the model": [
    "swarm/opencode/live-rows.ts",
    "swarm/opencode/prompt-hooks.ts",
    "swarm/compose/effects.ts",
  ],
};
const { fact, complete } = facts(contract);

const stage = sharedStage();

const lastTurn = (session: string) => stage.helm<LastTurn>("lastTurn", session, stage.main);
const idleAfter = (text: string) => ({ at: expect.any(Number), busy: false, text });

/** Events as the plugin's hook got them; that one is not awaited, so `last` is waited for. */
async function heard(session: string, last: string): Promise<HostEvent["properties"][]> {
  const about = (event: Record<string, unknown>) =>
    (event["properties"] as { sessionID?: string }).sessionID === session;
  await stage.noted("event", (event) => event["type"] === last && about(event));
  return stage
    .notes("event", stage.main)
    .filter(about)
    .map(({ type, properties }) => ({ type, ...(properties as object) }));
}

async function begin(words: string, ...steps: Parameters<Stage["lines"]>[2]): Promise<string> {
  const { host, main } = stage;
  await stage.lines("commander", words, steps);
  const session = await host.createSession(main);
  await host.prompt(session, main, words, "commander");
  return session;
}

function happened(session: string, type: string): Promise<HostEvent> {
  return stage.host.waitEvent((event) => event.type === type && event.sessionID === session, LIMIT);
}

fact("a turn is reported as busy, parts and idle", async () => {
  const session = await stage.turn("work a bit", [calls(bash("echo bit")), says("Worked.")]);
  const events = await heard(session, "session.idle");
  const types = events.map(({ type }) => type);
  expect(events).toContainEqual({
    type: "session.status",
    sessionID: session,
    status: { type: "busy" },
  });
  expect(events.filter(({ type }) => type === "session.idle")).toEqual([
    { type: "session.idle", sessionID: session },
  ]);
  const part = events.find(({ type }) => type === "message.part.updated");
  expect(part).toMatchObject({ part: { sessionID: session } });
  expect(types.indexOf("message.part.updated")).toBeLessThan(types.indexOf("session.idle"));
});

fact("a retry is reported with its time and reason", async () => {
  const error = { status: 429, message: "too much", headers: { "retry-after-ms": "50" } };
  const session = await begin("try again", { text: "Got it.", fail: { error } });
  await stage.host.waitIdle(session, stage.main, LIMIT);
  const events = await heard(session, "session.idle");
  expect(events).toContainEqual({
    type: "session.status",
    sessionID: session,
    status: expect.objectContaining({
      type: "retry",
      message: expect.stringContaining("too much"),
      next: expect.any(Number),
    }),
  });
  const statuses = events.map(({ status }) => status as { next?: number } | undefined);
  const next = statuses.find((status) => status?.next !== undefined)?.next ?? 0;
  // Milliseconds since the epoch, not a pause.
  expect(Math.abs(next - Date.now())).toBeLessThan(LIMIT);
  expect(await lastTurn(session)).toEqual(idleAfter("Got it."));
});

fact("a refused request ends the turn as an error that is stored", async () => {
  const fail = { error: { status: 400, message: "not so" }, times: "always" } as const;
  const session = await begin("fail for good", { text: "never", fail });
  await stage.host.waitIdle(session, stage.main, LIMIT);
  // An idle comes before the error is stored: until then the turn must not look like a finished one.
  const early = await lastTurn(session);
  expect(early.busy || early.error !== undefined).toBe(true);
  await stage.failed(session);
  expect(await lastTurn(session)).toMatchObject({
    busy: false,
    error: { name: "APIError", message: expect.stringContaining("not so") },
  });
  const error = (await heard(session, "session.idle")).find(({ type }) => type === "session.error");
  expect(error).toMatchObject({
    error: { name: "APIError", data: { message: expect.stringContaining("not so") } },
  });
});

fact("abort ends a session as MessageAbortedError and idle", async () => {
  const slow = { ...says("word by word ".repeat(9)), chunkMs: 1_000 };
  const session = await begin("work on", slow, says("Resumed."));
  // Before the answer begins an abort shows only in the message.
  await happened(session, "message.part.delta");
  await stage.helm("abort", session);
  await stage.failed(session);
  expect(await lastTurn(session)).toMatchObject({
    busy: false,
    error: { name: "MessageAbortedError" },
  });
  const events = await heard(session, "session.idle");
  const types = events.map(({ type }) => type);
  expect(events[types.indexOf("session.error")]).toMatchObject({
    error: { name: "MessageAbortedError", data: { message: expect.any(String) } },
  });
  // The hook must know that the user stopped it before it sees the idle.
  expect(types.indexOf("session.error")).toBeLessThan(types.indexOf("session.idle"));
  await stage.host.prompt(session, stage.main, "go on", "commander");
  await stage.host.waitIdle(session, stage.main, LIMIT);
  expect(await lastTurn(session)).toEqual(idleAfter("Resumed."));
});

fact("a permission is asked by event, and our refusal reaches the model", async () => {
  const outside = call("read", { filePath: "/etc/hostname" });
  const session = await begin("look outside", calls(outside), says("I stay inside."));
  await happened(session, "permission.asked");
  const asked = (await heard(session, "permission.asked")).find(
    ({ type }) => type === "permission.asked",
  );
  expect(asked).toMatchObject({
    sessionID: session,
    id: expect.any(String),
    permission: "external_directory",
  });
  await stage.helm("settleAsk", session, asked);
  await stage.host.waitIdle(session, stage.main, LIMIT);
  expect(toolResults(stage.requests(session)[1])[0]).toContain(
    "Not permitted here: external_directory. Stay inside your scope and worktree.",
  );
  expect(await lastTurn(session)).toEqual(idleAfter("I stay inside."));
});

fact("a rejected question is reported and ends the turn", async () => {
  const session = await begin("ask and lose", calls(question()), says("Never said."));
  const asked = await happened(session, "question.asked");
  const requestID = String(asked.properties["id"]);
  await stage.host.rejectQuestion(stage.main, requestID);
  await stage.host.waitIdle(session, stage.main, LIMIT);
  const events = await heard(session, "session.idle");
  expect(events).toContainEqual({ type: "question.rejected", sessionID: session, requestID });
  expect(stage.requests(session)).toHaveLength(1);
});

fact("what is hidden is told from what the user wrote, in order of time", async () => {
  const from = Date.now();
  const session = await stage.turn("my words", [says("CLAIM it is"), says("Heard.")]);
  await stage.helm("sayHidden", session, "noted");
  const nudge = { sessionID: session, agent: "commander", text: "woken", synthetic: true };
  await stage.helm("prompt", nudge);
  await stage.host.waitEvent(
    (event) => event.type === "session.idle" && event.sessionID === session,
    LIMIT,
    stage.host.events.length,
  );
  const messages = await stage.helm<UserMessage[]>("userMessages", session);
  expect(messages.map(({ texts }) => texts)).toEqual([
    [
      { text: "my words", synthetic: false },
      { text: "[contract] the phase card", synthetic: true },
    ],
    [{ text: "[contract] not so: go on", synthetic: true }],
    [{ text: "noted", synthetic: true }],
    [{ text: "woken", synthetic: true }],
  ]);
  const times = [from, ...messages.map(({ createdAt }) => createdAt), Date.now()];
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

fact("the newest messages come last under a limit", async () => {
  const steps = ["one", "two", "three"].map((word) => calls(bash(`echo ${word}`)));
  const session = await stage.turn("many steps", [...steps, says("The last.")]);
  const { host, main } = stage;
  const all = (await host.messages(session, main)).map(({ info }) => info.id);
  const some = await host.api("GET", `/session/${session}/message?limit=4`);
  expect((some as { info: { id: string } }[]).map(({ info }) => info.id)).toEqual(all.slice(-4));
  expect(await lastTurn(session)).toEqual(idleAfter("The last."));
});

fact("a drawn row is stored, redrawn and kept from the model", async () => {
  const { host, main } = stage;
  const session = await stage.turn("draw a row", [says("Drawn."), says("Not seen.")]);
  const messageID = String((await host.messages(session, main)).at(-1)?.info.id);
  const input = { description: "w01 api", subagent_type: "worker", prompt: "api" };
  const row = (id: string, state: object) => ({
    id,
    sessionID: session,
    messageID,
    type: "tool",
    tool: "task",
    callID: `call_${id}`,
    state: { input, title: "w01", metadata: { sessionId: "ses_x" }, ...state },
  });
  const stored = async () =>
    (await host.messages(session, main))
      .find(({ info }) => info.id === messageID)
      ?.parts.find(({ id }) => id === "prt_zzzaegis1");
  const running = row("prt_zzzaegis1", { status: "running", time: { start: 1 } });
  await stage.helm("updatePart", running);
  expect(await stored()).toEqual(running);
  await happened(session, "message.part.updated");
  const ended = { status: "completed", output: "done", time: { start: 1, end: 2 } };
  const completed = row("prt_zzzaegis1", ended);
  await stage.helm("updatePart", completed);
  expect(await stored()).toEqual(completed);
  // Another id is not hidden: what the model does not see is our hook's doing.
  await stage.helm("updatePart", row("prt_zzzother1", ended));
  await host.prompt(session, main, "and now", "commander");
  await host.waitIdle(session, main, LIMIT);
  const { raw } = stage.requests(session)[1] ?? {};
  expect(raw).toContain("call_prt_zzzother1");
  expect(raw).not.toContain("call_prt_zzzaegis1");
});

complete();
