import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import { approved, call, calls, propose, says } from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const arena = sharedArena();
let ground: Ground;
let talk: Talk;
const send = () => call("worker_send", { worker: "a", message: "faster" });
const wait = () => call("worker_wait", { until: "change" });
const output = () => call("worker_output", { worker: "a" });

/** Tools that ask for no event: nothing but the phase's card can refuse them. */
beforeAll(async () => {
  ground = await arena.ground();
  talk = await arena.talk(ground, {
    commander: [
      calls(wait()),
      calls(propose(["a"])),
      calls(send()),
      ...approved(["a"]),
      calls(wait()),
      calls(output()),
      calls(call("worker_status")),
      says("So?"),
    ],
  });
  await talk.say("build a");
});

test("worker_wait without a run is refused", async () => {
  expectRefused(await talk.nth("worker_wait", 0), "NOT_IN_PHASE", "needs a run");
});

test("worker_send in DESIGN is refused", async () => {
  expectRefused(await talk.nth("worker_send", 0), "NOT_IN_PHASE", "not possible in DESIGN");
});

test("worker_wait and worker_output in FOUNDATION are refused", async () => {
  expectRefused(await talk.nth("worker_wait", 1), "NOT_IN_PHASE", "foundation_freeze");
  expectRefused(await talk.nth("worker_output", 0), "NOT_IN_PHASE", "foundation_freeze");
});

test("control: what the card lists goes on, and the refusals are in the journal", async () => {
  expectAccepted(await talk.last("worker_status"));
  const noted = (await ground.events("CALL_REFUSED")).map(({ tool }) => tool);
  expect(noted).toEqual(["worker_send", "worker_wait", "worker_output"]);
});
