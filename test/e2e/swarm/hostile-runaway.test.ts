import { beforeAll, describe, expect, test } from "vitest";
import type { Script, Step } from "../../../src/scripted-model/script.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { childrenOf } from "../../support/hostile.ts";
import { requestsOf } from "../../support/scene.ts";
import {
  approved,
  call,
  calls,
  goodWorker,
  says,
  script,
  task,
  waited,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** `limits.fruitlessRequests`. */
const FRUITLESS = 40;
/** Far more answers than may be asked for. */
const ENDLESS = 3 * FRUITLESS;
const OVERFLOW = "This model's maximum context length is 131072 tokens.";

const endless = (step: (index: number) => Step): Step[] =>
  Array.from({ length: ENDLESS }, (_, index) => step(index));
const tooLong: Step = {
  text: "never",
  fail: { error: { status: 400, message: OVERFLOW }, times: "always" },
};

/** Answers without an end that never reach a tool, with what is counted and how many requests are sent. */
const RUNAWAYS: Record<string, { steps: Step[]; counted: string; sent: number }> = {
  unknown: {
    steps: endless((index) => calls(call(`tool_${index}`, { path: `file-${index}` }))),
    counted: "40 requests in a row without a call that ran: 40 calls of unknown tools",
    sent: FRUITLESS,
  },
  broken: {
    steps: endless((index) => ({ calls: [{ tool: "read", args: `{"filePath": "file-${index}` }] })),
    counted: "40 requests in a row without a call that ran: 40 calls with unreadable arguments",
    sent: FRUITLESS,
  },
  cut: {
    steps: endless((index) => ({
      calls: [{ tool: "write", args: `{"filePath": "src/cut/${index}` }],
      finish: "length",
    })),
    counted:
      "40 requests in a row without a call that ran: 40 calls with unreadable arguments, 40 answers cut at the token limit",
    sent: FRUITLESS,
  },
  overflow: {
    steps: endless(() => tooLong),
    counted:
      'context overflow: 3 compactions in a row with fewer than 3 calls that ran between them: 4 errors "the context is too long for the model"',
    // Four requests, with a compaction after each of the first three.
    sent: 7,
  },
};
const NAMES = Object.keys(RUNAWAYS);
const stepsOf = (name: string): Step[] => RUNAWAYS[name]?.steps ?? [];

/** After a compaction the first words of a session are its summary. */
const afterCompaction = (lines: Script, agent: "worker" | "scout" | "commander"): Script => ({
  ...lines,
  actors: [
    ...lines.actors.map((actor) =>
      actor.agent === "commander" ? { ...actor, match: "build" } : actor,
    ),
    { agent, steps: stepsOf("overflow") },
  ],
});

const arena = sharedArena();

describe("a Worker whose calls never run", () => {
  let ground: Ground;
  let talk: Talk;
  beforeAll(async () => {
    ground = await arena.ground();
    talk = await arena.talk(ground, {});
    const workers = {
      ...Object.fromEntries(NAMES.map((name) => [name, stepsOf(name)])),
      empty: endless(() => says("")),
      // One call that runs in time starts the count again.
      late: [
        ...stepsOf("unknown").slice(0, FRUITLESS - 1),
        ...goodWorker("late").slice(0, 1),
        ...stepsOf("unknown").slice(0, FRUITLESS - 1),
        ...goodWorker("late").slice(1),
      ],
    };
    const commander = [...waited(Object.keys(workers)), says("Shall I retry?")];
    await arena.model.setScript(afterCompaction(script({ commander, workers }), "worker"));
    await talk.say("build");
  });

  test.each(NAMES)("is failed with what was counted: %s", async (name) => {
    const failed = (await ground.events("WORKER_FAILED")).find(({ worker }) => worker === name);
    expect(failed).toMatchObject({
      failure: name === "overflow" ? "MODEL_ERROR" : "LOOP",
      why: RUNAWAYS[name]?.counted,
    });
    expect(requestsOf(arena, await talk.worker(name))).toHaveLength(RUNAWAYS[name]?.sent ?? 0);
  });

  test("that only says nothing is failed after two reminders", async () => {
    const failed = (await ground.events("WORKER_FAILED")).find(({ worker }) => worker === "empty");
    expect(failed).toMatchObject({ failure: "NO_REPORT", why: "no answer and no report" });
    expect(requestsOf(arena, await talk.worker("empty"))).toHaveLength(3);
  });

  test("control: a call that runs starts the count again", async () => {
    expect((await ground.events("WORKER_COMPLETED")).map(({ worker }) => worker)).toEqual(["late"]);
  });
});

/** The last error that a session shows. */
async function shownError(talk: Talk, session = talk.session): Promise<string> {
  const errors = (await talk.messages(session)).flatMap(({ info }) => info["error"] ?? []);
  return (errors.at(-1) as { data: { message: string } } | undefined)?.data.message ?? "";
}

describe.each(IS_WHOLE ? ["unknown", "overflow"] : ["unknown"])(
  "a Commander whose calls never run: %s",
  (name) => {
    const { steps, counted, sent } = RUNAWAYS[name] as (typeof RUNAWAYS)[string];
    const before = approved(["a"]);
    let ground: Ground;
    let talk: Talk;
    const requests: number[] = [];
    let told = "";
    beforeAll(async () => {
      ground = await arena.ground();
      talk = await arena.talk(ground, {});
      const lines = script({ commander: [...before, ...steps] });
      await arena.model.setScript(afterCompaction(lines, "commander"));
      await talk.say("build a");
      requests.push(requestsOf(arena, talk.session).length);
      told = await shownError(talk);
      await talk.say("go on");
      requests.push(requestsOf(arena, talk.session).length);
    });

    test("is stopped, and the user is told what was counted and what to say", async () => {
      expect(requests[0]).toBe(before.length + sent);
      expect(told).toContain(`AEGIS ended the turn of the Commander: ${counted}.`);
      expect(told).toContain('write "go on"');
      const [noted] = await ground.events("CALL_REFUSED");
      expect(noted).toMatchObject({ who: "commander", code: "RUNAWAY_STOPPED", detail: counted });
    });

    test("starts a new count with the user's next words", async () => {
      // OpenCode begins the turn after an overflow with a compaction.
      const again = name === "overflow" ? sent - 1 : sent;
      expect(requests).toEqual([before.length + sent, before.length + sent + again]);
      expect(await ground.events("CALL_REFUSED")).toHaveLength(2);
    });
  },
);

describe("a Scout whose calls never run", () => {
  const kinds = ["broken", "overflow"];
  let ground: Ground;
  let talk: Talk;
  beforeAll(async () => {
    ground = await arena.ground();
    talk = await arena.talk(ground, {});
    const lines = script({
      commander: [
        ...approved(["a"]),
        ...kinds.map((name) => calls(task("scout", `find ${name}`))),
        says("Shall I read myself?"),
      ],
      scouts: Object.fromEntries(kinds.map((name) => [`find ${name}`, stepsOf(name)])),
    });
    await arena.model.setScript(afterCompaction(lines, "scout"));
    await talk.say("build a");
  });

  test.each(kinds)("is stopped, and its caller reads what was counted: %s", async (name) => {
    const index = kinds.indexOf(name);
    const { counted, sent } = RUNAWAYS[name] as (typeof RUNAWAYS)[string];
    const { id } = (await childrenOf(arena, talk))[kinds.length - 1 - index] ?? { id: "" };
    expect(requestsOf(arena, id)).toHaveLength(sent);
    const { text } = await talk.nth("task", index);
    expect(text).toContain(`AEGIS ended the turn of the Scout: ${counted}.`);
    const noted = (await ground.events("CALL_REFUSED"))[index];
    expect(noted).toMatchObject({ who: "scout", code: "RUNAWAY_STOPPED", detail: counted });
  });

  test("control: the Commander goes on", async () => {
    expect((await talk.texts()).at(-1)).toBe("Shall I read myself?");
  });
});
