import { expect, test } from "vitest";
import type { HostClient } from "../../../../src/swarm/adapters/opencode-host.ts";
import { settleAsk } from "../../../../src/swarm/compose/session-calls.ts";
import { sessionViews } from "../../../../src/swarm/opencode/session-views.ts";

/** Sessions of a Commander, its Worker and the Worker's Scout; notes what is answered. */
function scene() {
  const replies: Record<string, unknown>[] = [];
  const reply = async (answer: Record<string, unknown>) => void replies.push(answer);
  const client = { permission: { reply } } as unknown as HostClient;
  const sessions = sessionViews();
  sessions.of("ses_commander");
  sessions.of("ses_worker").childOf("ses_commander");
  sessions.of("ses_scout").childOf("ses_worker");
  const home = { sessionID: "ses_worker", directory: "/p/w01", base: "b" };
  const run = { state: { workers: [{ home }] } };
  const ask = (sessionID: string) =>
    settleAsk(client, { sessions, run } as never, sessionID, { id: "per_1", permission: "bash" });
  return { replies, ask };
}

test("a permission that is asked inside a Worker is answered with no and the reason, where it was asked", async () => {
  const { replies, ask } = scene();
  await ask("ses_worker");
  expect(replies).toEqual([
    {
      requestID: "per_1",
      reply: "reject",
      message: "Not permitted here: bash. Stay inside your scope and worktree.",
      directory: "/p/w01",
    },
  ]);
});

test("a permission that a Worker's Scout asks for is answered too; the Commander's stays the user's", async () => {
  const { replies, ask } = scene();
  await ask("ses_scout");
  await ask("ses_commander");
  expect(replies).toMatchObject([{ requestID: "per_1", reply: "reject" }]);
});
