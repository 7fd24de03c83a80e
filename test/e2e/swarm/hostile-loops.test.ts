import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { expectNoted, expectTold } from "../../support/refused.ts";
import { until } from "../../support/scene.ts";
import {
  bash,
  call,
  calls,
  dispatched,
  goodWorker,
  goodWorkers,
  heldWorker,
  says,
  waited,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

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

describe("a Commander that repeats a call", () => {
  const again = (tool: string, times: number) =>
    Array.from({ length: times }, () => calls(call(tool)));
  const codes = (list: readonly ToolCall[]) =>
    list.map(({ text }) => /\[AEGIS (\w+)\]/.exec(text)?.[1] ?? "ran");
  const ran = Array.from({ length: LIMIT - 1 }, () => "ran");
  const locked = Array.from({ length: LIMIT + 1 }, () => "LOOP_DETECTED");

  test("is stopped at twice the limit; the user's next words unlock the call", async () => {
    const { ground, talk } = await arena.begin({
      commander: [...waited(["a"]), ...again("check_conflicts", ENDLESS)],
      workers: goodWorkers(["a"]),
    });
    await talk.say("build a");
    const first = await talk.callsOf("check_conflicts");
    // The events that the call itself writes are no change.
    expect(codes(first)).toEqual([...ran, ...locked]);
    expectTold(
      first[LIMIT - 1],
      "LOOP_DETECTED",
      "for the 5th time in a row: no other call and no other result came between, and nothing else in the run has changed",
      "works again after the user's next words",
    );
    const counted = "the same check_conflicts call 10 times in a row";
    const shown = JSON.stringify((await talk.messages()).at(-1)?.info["error"]);
    expect(shown).toContain(`AEGIS ended the turn of the Commander: ${counted}`);
    const noted = (await ground.events("CALL_REFUSED")).at(-1);
    expect(noted).toMatchObject({ code: "RUNAWAY_STOPPED", detail: counted });
    await talk.say("go on");
    const second = (await talk.callsOf("check_conflicts")).slice(first.length);
    expect(codes(second)).toEqual([...ran, ...locked]);
  });

  test.skipIf(!IS_WHOLE)("may repeat it after a change of the run by others", async () => {
    const { ground, talk } = await arena.begin({
      commander: [
        ...dispatched(["a"]),
        { ...calls(same), hold: "started" },
        ...Array.from({ length: LIMIT - 1 }, () => calls(same)),
        { ...calls(same), hold: "completed" },
        says("Shall I check?"),
      ],
      workers: { a: heldWorker("a", "work") },
    });
    await talk.send("build a");
    await talk.answer((await talk.asked()).id, "Approve");
    const session = await talk.worker("a");
    await arena.model.waitFor((request) => request.session === session, 120_000);
    arena.model.release("started");
    await until(async () => (await talk.callsOf("read")).length === LIMIT);
    arena.model.release("work");
    await until(async () => (await ground.events("WORKERS_SETTLED")).length === 1);
    arena.model.release("completed");
    await talk.idle();
    const reads = codes(await talk.callsOf("read"));
    expect(reads).toEqual([...ran, "LOOP_DETECTED", "ran"]);
  });

  test.skipIf(!IS_WHOLE)("may repeat it as long as its result changes", async () => {
    const clock = calls(bash("date +%s%N"));
    const { talk } = await arena.begin({
      commander: [...Array.from({ length: 2 * LIMIT + 1 }, () => clock), says("It goes on.")],
    });
    await talk.say("watch the clock");
    const watched = await talk.callsOf("bash");
    expect(codes(watched)).toEqual(watched.map(() => "ran"));
    expect(watched).toHaveLength(2 * LIMIT + 1);
  });
});
