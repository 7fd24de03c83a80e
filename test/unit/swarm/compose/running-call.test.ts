import { expect, test } from "vitest";
import type { HostClient } from "../../../../src/swarm/adapters/opencode-host.ts";
import { isRunningCall } from "../../../../src/swarm/compose/running-call.ts";

const call = { sessionID: "ses_a", callID: "call_1" };
const bash = (callID: string, status: string) => ({ type: "tool", callID, state: { status } });
const text = { type: "text", text: "call_1" };

/** A host whose session has these messages, each with its parts. */
function hostWith(answer: { messages?: object[][]; status?: number }): HostClient {
  const { messages, status = 200 } = answer;
  const data = messages?.map((parts) => ({ info: {}, parts }));
  const result = { data, error: data ? undefined : { name: "Error" }, response: { status } };
  return { session: { messages: async () => result } } as unknown as HostClient;
}

test.each([
  ["runs", [[bash("call_1", "running")]], true],
  ["is about to run", [[text], [bash("call_1", "pending")], [text]], true],
  ["has returned", [[bash("call_1", "completed"), bash("call_2", "running")]], false],
  ["has failed", [[bash("call_1", "error")]], false],
  ["is in no message", [[text, bash("call_2", "running")]], false],
  [
    "ran in an earlier answer too",
    [[bash("call_1", "running")], [bash("call_1", "completed")]],
    false,
  ],
  ["is there twice", [[bash("call_1", "completed"), bash("call_1", "running")]], true],
])("a call that %s", async (_what, messages, runs) => {
  expect(await isRunningCall(hostWith({ messages }), call)).toBe(runs);
});

test("a call of a deleted session does not run", async () => {
  expect(await isRunningCall(hostWith({ status: 404 }), call)).toBe(false);
});

test("a host that refuses to answer has not said that the call ended", async () => {
  const asked = isRunningCall(hostWith({ status: 500 }), call);
  await expect(asked).rejects.toMatchObject({ code: "HOST_REFUSED" });
});
