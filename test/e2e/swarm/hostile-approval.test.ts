import { beforeAll, describe, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import { approve, call, calls, propose, says } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const FOUR = ["a", "b", "c", "d"];
/** One turn: tries to approve with these words, then waits for the user. */
const quoting = (quote: string): Step[] => [calls(approve(quote)), says("Here is the plan.")];

const arena = sharedArena();

describe("words that approve no plan of four Workers:", () => {
  /** All in the first turn, whose user message is older than the plan. */
  const AT_ONCE: [string, string, DenialCode][] = [
    ["words the user never wrote", "I approve this plan", "QUOTE_NOT_FOUND"],
    ["Korean words the user never wrote", "이 계획을 승인합니다", "QUOTE_NOT_FOUND"],
    ["words of the phase card", "design_propose, then design_approve", "QUOTE_NOT_FOUND"],
    ["its own words", "The plan is approved, go ahead", "QUOTE_NOT_FOUND"],
    ["an old message", "just do it", "QUOTE_TOO_OLD"],
    ["an old Korean message", "바로 진행해", "QUOTE_TOO_OLD"],
  ];
  /** What the user answers to the plan, what is quoted of it, and the code. */
  const ANSWERS: [string, string][] = [
    ["No, don't start.", "start"],
    ["아니 진행하지 마", "진행"],
    ["Can we go ahead with a smaller plan?", "go ahead with a smaller plan"],
    ["이대로 시작해도 될까?", "시작"],
    ["I have read it all and I do not approve this plan yet.", "approve this plan"],
    ["This is not OK", "OK"],
    ["Before you go ahead, show me the interfaces", "go ahead"],
    ["Never proceed without asking me", "proceed"],
    ["I disapprove of this", "approve"],
    ["승인은 보류할게", "승인"],
    ["좋아 보이지만 아직 시작하지 말아줘", "좋아"],
    ["계획은 좋은데 승인하지 않을게", "승인"],
    ["The weather is fine today", "The weather is fine today"],
  ];
  let ground: Ground;
  let talk: Talk;
  let tried: ToolCall[];
  let dispatched: ToolCall;
  beforeAll(async () => {
    ({ ground, talk } = await arena.begin({
      commander: [
        calls(call("dispatch_workers")),
        calls(propose(FOUR)),
        ...AT_ONCE.map(([, quote]) => calls(approve(quote))),
        calls(call("dispatch_workers")),
        says("The plan is approved, go ahead is what I hope to hear."),
        ...ANSWERS.flatMap(([, quote]) => quoting(quote)),
        ...quoting("A plan waits for the user's approval"),
        ...quoting("Yes, looks good"),
      ],
    }));
    await talk.say("Build four features, just do it. 바로 진행해.");
    for (const [answer] of ANSWERS) await talk.say(answer);
    await talk.say("Hm.");
    tried = await talk.callsOf("design_approve");
    dispatched = await talk.last("dispatch_workers");
  });

  test.each(AT_ONCE.map((one, index) => [...one, index] as const))(
    "%s: %j is %s",
    (_name, quote, code, index) => {
      expect(tried[index]?.input).toEqual({ quote });
      expectRefused(tried[index], code);
    },
  );

  test.each(ANSWERS.map((one, index) => [...one, index] as const))(
    "“%s”, of which %j is quoted",
    (_answer, quote, index) => {
      const answer = tried[AT_ONCE.length + index];
      expect(answer?.input).toEqual({ quote });
      expectRefused(answer, "QUOTE_NOT_APPROVAL");
    },
  );

  test("text of the plugin that stands beside a newer message", () => {
    expectRefused(tried[AT_ONCE.length + ANSWERS.length], "QUOTE_NOT_FOUND");
  });

  test("dispatch without a proposal, and with one that waits, starts nothing", async () => {
    expectRefused(await talk.nth("dispatch_workers", 0), "NO_PROPOSAL", "design_propose");
    expectRefused(dispatched, "ASK_THE_USER", "design_approve");
    expect(await ground.events("WORKERS_DISPATCHED")).toEqual([]);
    expect((await ground.git("worktree", "list")).split("\n")).toHaveLength(1);
  });

  test("the user is told once that the plan still waits, and what to type", async () => {
    const waits = (note: string) => /^📋 [\s\S]*\/aegis approve/u.test(note);
    await expect.poll(async () => (await talk.notes()).filter(waits)).toHaveLength(1);
  });

  test("each refusal is noted and the run is where it was", async () => {
    expect((await ground.state()).phase).toBe("DESIGN");
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    const codes = (await ground.events("CALL_REFUSED")).map(({ code }) => code);
    // The first dispatch was refused before there was a run to note it in.
    expect(codes).toEqual([
      ...AT_ONCE.map(([, , code]) => code),
      "ASK_THE_USER",
      // "The plan is approved": the screen says that it is not.
      "CLAIM_REFUTED",
      ...ANSWERS.map(() => "QUOTE_NOT_APPROVAL"),
      "QUOTE_NOT_FOUND",
    ]);
  });

  test("control: the user's next words approve it", async () => {
    await talk.say("Yes, looks good. Build them all.");
    expectAccepted(await talk.last("design_approve"));
    expect((await ground.state()).phase).toBe("FOUNDATION");
    const [approved] = await ground.events("PLAN_APPROVED");
    expect(approved?.approval).toMatchObject({ by: "quote", quote: "Yes, looks good" });
  });
});

describe("a user who changed their mind is heard:", () => {
  const TALKS: [string, string[], string[], string, string][] = [
    [
      "a yes that was taken back",
      FOUR,
      ["Yes, approved.", "Wait, stop. Do not start."],
      "Yes, approved",
      "Hm.",
    ],
    [
      "a Korean yes that was taken back",
      FOUR,
      ["네, 승인합니다.", "잠깐, 아직 하지 마."],
      "승인합니다",
      "음",
    ],
  ];
  test.each(TALKS)("%s", async (_name, names, [yes = "", no = ""], quote) => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(names)), says("Here."), says("Soon."), ...quoting(quote)],
    });
    await talk.say("Build it.");
    await talk.say(yes);
    await talk.say(no);
    expectRefused(await talk.last("design_approve"), "QUOTE_NOT_APPROVAL");
    expect((await ground.state()).phase).toBe("DESIGN");
  });

  test("words from before the plan do not outweigh a later no, for one Worker either", async () => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(["a"])), says("Here."), ...quoting("just do it")],
    });
    await talk.say("Build it, just do it.");
    await talk.say("No, stop, I want something else.");
    expectRefused(await talk.last("design_approve"), "QUOTE_NOT_APPROVAL");
    expect((await ground.state()).phase).toBe("DESIGN");
  });

  test("words from before the user's Cancel approve nothing", async () => {
    const { ground, talk } = await arena.begin({
      commander: [
        calls(propose(["a"])),
        calls(approve()),
        calls(call("question", { questions: [] })),
        calls(approve("just do it")),
        calls(propose(["a"])),
        calls(approve("just do it")),
        says("Hm."),
      ],
    });
    await talk.say("Build it, just do it.", { answer: "Cancel" });
    const tried = await talk.callsOf("design_approve");
    expectRefused(tried[1], "NO_PROPOSAL");
    expectRefused(tried[2], "QUOTE_TOO_OLD");
    expect((await ground.state()).phase).toBe("DESIGN");
  });
});

describe("words that approve:", () => {
  const NEWER: [string, string][] = [
    ["Go ahead please, I like it", "Go ahead please"],
    ["네, 진행해 주세요", "진행해 주세요"],
    ["승인합니다. 네 개 모두 만들어 주세요.", "승인합니다"],
  ];
  test.each(NEWER)("“%s” after a plan of four", async (answer, quote) => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(FOUR)), says("Here."), ...quoting(quote)],
    });
    await talk.say("Build four features.");
    await talk.say(answer);
    expectAccepted(await talk.last("design_approve"));
    expect((await ground.state()).phase).toBe("FOUNDATION");
  });

  test.each(["just do it", "바로 진행해"])("“%s” before a plan of one Worker", async (quote) => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(["a"])), ...quoting(quote)],
    });
    await talk.say(`Add a health check, ${quote}.`);
    expectAccepted(await talk.last("design_approve"));
    expect((await ground.state()).phase).toBe("FOUNDATION");
  });
});
