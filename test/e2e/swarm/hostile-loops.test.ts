import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { expectNoted } from "../../support/refused.ts";
import { bash, call, calls, goodWorker, says, waited, write } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

/** `limits.identicalCalls` refuses the fifth call in a row; twice as many fail the Worker. */
const LIMIT = 5;
/** Far more than can pass before an aborted session stops. */
const ENDLESS = 20 * LIMIT;
const same = call("read", { filePath: "README.md" });

const arena = sharedArena();
let place: HostilePlace;
let talk: Talk;
let looping: ToolCall[];

beforeAll(async () => {
  place = await hostilePlace(arena);
  talk = await arena.talk(place.ground, {
    commander: [
      ...waited(["a", "b", "c"]),
      ...Array.from({ length: LIMIT }, () => calls(call("worker_status"))),
      says("What now?"),
    ],
    workers: {
      a: [
        calls(write("src/a/half.txt", "half\n")),
        ...Array.from({ length: ENDLESS }, () => calls(same)),
        says("Never reached."),
      ],
      b: [...Array.from({ length: LIMIT }, () => calls(same)), ...goodWorker("b")],
      c: [
        ...Array.from({ length: LIMIT - 1 }, () => calls(same)),
        calls(bash("ls")),
        ...Array.from({ length: LIMIT - 1 }, () => calls(same)),
        ...goodWorker("c"),
      ],
    },
  });
  await talk.say("build a, b and c");
  looping = (await talk.calls(await talk.worker("a"))).slice(1);
});

test("the same call is refused from the fifth time in a row: LOOP_DETECTED", async () => {
  const first = looping.slice(0, LIMIT - 1);
  expect(first.map(({ status }) => status)).toEqual(first.map(() => "completed"));
  await expectNoted(place.ground, looping[LIMIT - 1], "LOOP_DETECTED");
});

test("a Worker that does not stop then is failed with LOOP, and its diff is kept", async () => {
  const failed = await place.ground.events("WORKER_FAILED");
  expect(failed).toMatchObject([{ worker: "a", failure: "LOOP" }]);
  const kept = failed[0]?.commit ?? "";
  expect(await place.ground.git("show", `${kept}:src/a/half.txt`)).toBe("half");
  expect(await place.ground.git("for-each-ref", "--contains", kept, "refs/aegis")).not.toBe("");
  // Some more may be under way when the session is ended; none of them does anything.
  expect(looping.length).toBeLessThan(ENDLESS);
  for (const { text } of looping.slice(2 * LIMIT)) expect(text).not.toContain("# demo");
  expect(await talk.texts(await talk.worker("a"))).not.toContain("Never reached.");
});

test("a Worker that takes another way after the refusal completes", async () => {
  const [, , , , fifth] = await talk.calls(await talk.worker("b"));
  await expectNoted(place.ground, fifth, "LOOP_DETECTED");
  const done = await place.ground.events("WORKER_COMPLETED");
  expect(done.map(({ worker }) => worker).sort()).toEqual(["b", "c"]);
});

test("the same call with others in between is no loop, nor is waiting again and again", async () => {
  const all = [...(await talk.calls(await talk.worker("c"))), ...(await talk.calls())];
  for (const { text } of all) expect(text).not.toContain("LOOP_DETECTED");
});
