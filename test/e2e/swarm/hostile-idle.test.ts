import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import {
  idleAfter,
  readAt,
  requestsOf,
  toolRuns,
  until,
  untilSaid,
  userTexts,
} from "../../support/scene.ts";
import {
  approved,
  call,
  calls,
  founded,
  goodWorkers,
  heldWorker,
  landed,
  merged,
  says,
  waited,
  waitForAll,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const arena = sharedArena();

const CARD = "[Aegis] Phase";

describe("a Commander that stops with work of its own left", () => {
  let ground: Ground;
  let talk: Talk;
  const SETUP = approved(["a"]).length;
  const afterEsc: string[] = [];
  beforeAll(async () => {
    ({ ground, talk } = await arena.begin({
      commander: [
        ...approved(["a"]),
        says("Thinking about it."),
        says("Still thinking."),
        says("Hm."),
        says("I have stopped."),
        says("Which colour should the page have?"),
        { text: "A long word …", hold: "esc" },
        ...founded(),
        calls(waitForAll()),
        says("The next step follows."),
        says("Shall I merge?"),
        ...merged(),
        says("The tests come next."),
        ...landed(),
        says("Committed."),
      ],
      workers: goodWorkers(["a"]),
    }));
    await talk.say("build a");
    await idleAfter(arena, talk, ground, SETUP + 3);
    await talk.say("go on");
    await idleAfter(arena, talk, ground, SETUP + 4);
    await talk.send("blue");
    await arena.model.waitFor(
      (r) => r.session === talk.session && r.step === SETUP + 5 && r.agent === "commander",
      120_000,
    );
    await talk.escape();
    await talk.idle();
    afterEsc.push(...(await userTexts(talk)));
    arena.model.release("esc");
    await talk.say("now build it");
    await untilSaid(talk, "Shall I merge?");
    await talk.idle();
    await talk.say("yes");
    await untilSaid(talk, "Committed.");
  });

  test("in FOUNDATION is sent back three times, then left alone", async () => {
    for (const step of [1, 2, 3])
      expect(readAt(arena, talk.session, SETUP + step)).toContain(`${CARD} 2/7 FOUNDATION`);
    expect(readAt(arena, talk.session, SETUP + 4)).toMatch(/^go on/);
  });

  test("is not sent back when it asks the user", () => {
    expect(readAt(arena, talk.session, SETUP + 5)).toMatch(/^blue/);
  });

  test("is not sent back after the user's Esc", async () => {
    expect(afterEsc.at(-1)).toMatch(/^blue/);
    const texts = await userTexts(talk);
    expect(texts[afterEsc.length]).toMatch(/^now build it/);
  });

  test("in INTEGRATE is sent back", async () => {
    const sent = (await userTexts(talk)).filter((text) => text.startsWith(CARD));
    expect(sent.some((text) => text.includes("INTEGRATE"))).toBe(true);
  });

  test("in FINAL_QA is sent back, and the run reaches its commit", async () => {
    const sent = (await userTexts(talk)).filter((text) => text.startsWith(CARD));
    expect(sent.some((text) => text.includes("FINAL_QA"))).toBe(true);
    expect((await ground.state()).phase).toBe("DONE");
    expect(await ground.git("log", "-1", "--format=%s")).toBe("feat: add the feature");
  });
});

describe("the user's Esc during worker_wait", () => {
  let ground: Ground;
  let talk: Talk;
  let before = 0;
  let after: string[] = [];
  beforeAll(async () => {
    ({ ground, talk } = await arena.begin({
      commander: [...waited(["a"]), calls(call("worker_status")), says("Shall I go on?")],
      workers: { a: heldWorker("a", "waited") },
    }));
    await talk.send("build a");
    await talk.answer((await talk.asked()).id, "Approve");
    await toolRuns(arena, talk.session, "worker_wait");
    await talk.escape();
    await talk.idle();
    before = requestsOf(arena, talk.session).length;
    arena.model.release("waited");
    await until(async () => (await ground.events("WORKERS_SETTLED")).length === 1);
    await talk.say("where are we?");
    after = await userTexts(talk);
  });

  test("ends the wait", async () => {
    expect((await talk.last("worker_wait")).status).not.toBe("running");
  });

  test("does not end the Workers", async () => {
    expect((await ground.events("WORKER_COMPLETED")).map(({ worker }) => worker)).toEqual(["a"]);
    expect(await ground.events("WORKER_FAILED")).toEqual([]);
  });

  test("is not followed by a waking of the Commander", () => {
    expect(after.map((text) => text.split("\n")[0])).toEqual(["build a", "where are we?"]);
    expect(requestsOf(arena, talk.session)[before]?.raw).toContain("where are we?");
  });

  test("control: the next message of the user sees the finished Workers", async () => {
    expect((await talk.last("worker_status")).text).toContain("100% — 1/1 completed");
  });
});
