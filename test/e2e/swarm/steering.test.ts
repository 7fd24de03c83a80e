import { expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { requestsOf, toolRuns } from "../../support/scene.ts";
import { calls, heldWorker, waited, waitForAll } from "../../support/script-lines.ts";
import { typeAegis } from "../../support/users-shell.ts";

const arena = sharedArena();

/** The texts that people see in a session and no model reads; without the notes of the run. */
async function shown(ground: Ground, session: string): Promise<string[]> {
  const parts = (await arena.host.messages(session, ground.dir)).flatMap((each) => each.parts);
  return parts.flatMap(({ type, id, ignored, text }) =>
    type === "text" && (ignored === true || /^prt_zzzaegis.{8}[^nx]/.test(String(id)))
      ? [String(text)]
      : [],
  );
}

/** The user types `/aegis …`; resolves with the text that appears. OpenCode answers such a command with an error. */
async function aegis(ground: Ground, session: string, said: string): Promise<string> {
  const before = await shown(ground, session);
  await typeAegis(arena, ground, session, said);
  const after = await shown(ground, session);
  expect(after).toHaveLength(before.length + 1);
  return after.at(-1) ?? "";
}

test("status, stop, resume and abort by /aegis: in a fresh conversation, in a turn, at rest; no model is asked", async () => {
  const ground = await arena.ground();
  const lines = {
    commander: [...waited(["a", "b"]), calls(waitForAll())],
    workers: { a: heldWorker("a", "work"), b: heldWorker("b", "work") },
  };
  const talk = await arena.talk(ground, lines);
  const type = (said: string) => aegis(ground, talk.session, said);
  const asked = () => arena.model.requests.length;

  expect(await type("")).toMatch(/^No run was started here\.\n\nshell scope: /);
  expect(await type("abort yes")).toContain("No run is open.");
  expect(await type("sotp")).toMatch(/Did you mean \/aegis stop\?[\s\S]*\/aegis resume/);
  expect(asked()).toBe(0);

  const idle = talk.say("build a and b");
  await Promise.all([talk.worker("a"), talk.worker("b")]);
  await toolRuns(arena, talk.session, "worker_wait");
  await expect.poll(() => asked()).toBe(lines.commander.length - 1 + 2);
  const before = asked();
  expect(await type("status")).toMatch(/4\/7 MONITORING[\s\S]*w01[\s\S]*w02/);
  expect(await type("stop")).toMatch(/Stopped: w01 a, w02 b\.[\s\S]*turn has ended[\s\S]*resume/);
  await idle;
  expect(await type("상태")).toMatch(/5\/7 INTEGRATE[\s\S]*\/aegis resume/);
  expect(asked()).toBe(before);

  // A Korean word was the last that said a language.
  expect(await type("resume")).toMatch(/다시 일합니다: w01 a, w02 b\.\nCommander가 이어 갑니다\./);
  await expect.poll(() => ground.events("WORKER_STARTED")).toHaveLength(4);
  const [first, second, ...again] = await ground.events("WORKER_STARTED");
  expect(again.map(({ sessionID }) => sessionID).sort()).toEqual(
    [first?.sessionID, second?.sessionID].sort(),
  );
  expect((await ground.state()).workers.map(({ retries }) => retries)).toEqual([0, 0]);
  // The Commander's and both Workers' requests are there; the Workers' answers are held.
  await expect.poll(asked).toBe(before + 3);
  // What people read is in no request, also not in the one that the resume made.
  const read = requestsOf(arena, talk.session).map(({ raw }) => raw);
  expect(read).toHaveLength(lines.commander.length);
  expect(read.filter((raw) => /Stopped: w01|No run was started here/.test(raw))).toEqual([]);
  expect(await type("cancel w09")).toMatch(/: w01 a, w02 b/);
  expect(await type("retry w02 Use Decimal.")).toMatch(/^w02 b is not retried: /);
  expect(await type("cancel w02")).toMatch(/^Cancelled: w02 b\. Its diff is kept/);
  expect((await ground.events("WORKER_CANCELLED")).at(-1)?.worker).toBe("b");
  expect(await type("abort")).toContain("type: /aegis abort yes");
  expect((await ground.state()).phase).toBe("MONITORING");
  expect(await type("abort yes")).toMatch(/is aborted/);
  const { phase, aborted } = await ground.state();
  expect([phase, aborted?.quote]).toEqual(["DONE", "(/aegis abort yes)"]);
  expect(await type("report")).toMatch(/aborted · ended [\s\S]*oh-my-qwencoder report/);
  expect(asked()).toBe(before + 3);
  arena.model.release("work");
});

test("a retry while the Commander waits, then a stop: the hidden word of the retry does not look like a turn, and resume sends the Commander on", async () => {
  const ground = await arena.ground();
  const lines = {
    commander: [...waited(["a", "b"]), calls(waitForAll())],
    workers: { a: heldWorker("a", "later"), b: heldWorker("b", "later") },
  };
  const talk = await arena.talk(ground, lines);
  const type = (said: string) => aegis(ground, talk.session, said);
  const commanders = () => requestsOf(arena, talk.session).length;

  const idle = talk.say("build a and b");
  await Promise.all([talk.worker("a"), talk.worker("b")]);
  await toolRuns(arena, talk.session, "worker_wait");
  expect(await type("cancel w01")).toMatch(/^Cancelled: w01 a\./);
  expect(await type("retry w01")).toMatch(/^Back at work: w01 a\.\nThe Commander goes on\./);
  await expect.poll(() => ground.events("WORKER_STARTED")).toHaveLength(3);
  expect(await type("stop")).toMatch(/Stopped: w01 a, w02 b\.[\s\S]*turn has ended/);
  await idle;
  const before = commanders();
  expect(await type("resume")).toMatch(/Back at work: w01 a, w02 b\.\nThe Commander goes on\./);
  await expect.poll(commanders, { timeout: 60_000 }).toBe(before + 1);
  expect(await type("abort yes")).toMatch(/is aborted/);
  arena.model.release("later");
});
