import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectRefused } from "../../support/refused.ts";
import { requestsOf } from "../../support/scene.ts";
import {
  approve,
  approved,
  call,
  calls,
  founded,
  goodWorkers,
  heldWorker,
  landed,
  merged,
  propose,
  question,
  says,
  waitForAll,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";
import { typeAegis } from "../../support/users-shell.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const TWO = ["a", "b"];
const CHOOSE = "Choose QA or Workers";
const arena = sharedArena();

/** The next question must be about the plan or its choices; the user answers it, and its text is returned. */
async function answered(talk: Talk, answer: string): Promise<{ text: string; labels: string[] }> {
  const asked = await talk.asked();
  await talk.answer(asked.id, answer);
  return asked;
}

/** The user types `/aegis …`. OpenCode answers such a command with an error. */
async function type(ground: Ground, talk: Talk, said: string): Promise<void> {
  await typeAegis(arena, ground, talk.session, said);
}

const choicesOf = async (ground: Ground) =>
  (await ground.events("PLAN_CHOICE_MADE")).map(({ choices, answer }) => [choices, answer]);

describe("the choices of a plan", () => {
  test("are the user's: by an option, by typed words; QA and the number of Workers follow; a model's claim gains nothing", async () => {
    const own = { question: "QA?", header: "QA", options: [{ label: "QA 4", description: "" }] };
    const { ground, talk } = await arena.begin({
      commander: [
        calls(propose(TWO)),
        calls(call("question", { questions: [own] })),
        calls(approve("QA 4, Workers 2")),
        calls(approve()),
        calls(question()),
        // A model that asks for the approval once more does not take the choices away from the user.
        calls(approve()),
        ...Array.from({ length: 4 }, () => calls(question())),
        ...founded(),
        calls(waitForAll()),
        ...(IS_WHOLE ? [...merged(), ...landed(), says("Done.")] : []),
      ],
      workers: { a: heldWorker("a", "first"), b: heldWorker("b", "second") },
    });
    await talk.send("build a and b. QA 4, Workers 2");
    // The model's own question, and the user's words in another place, are no choice.
    await answered(talk, "QA 4");
    const first = await answered(talk, CHOOSE);
    expectRefused(await talk.nth("design_approve", 0), "QUOTE_NOT_APPROVAL");
    expect(await choicesOf(ground)).toEqual([]);
    expect(first.text).toMatch(
      /\nNew project · QA 1 \(2 \+ 1 runs\): own checks, then the plan's\n/,
    );
    expect(first.text).toMatch(
      /\nWorkers at a time: 2 of 2\. Server: 16 full sessions, \d running\n/,
    );
    expect(first.labels).toEqual(["Approve", "Change", "Cancel", CHOOSE]);
    const menu = await answered(talk, "QA 3");
    expect(menu.labels).toEqual(["QA 2", "QA 3", "QA 4", "Workers 1", "Back"]);
    const third = await answered(talk, "Workers 9");
    expect(third.text).toMatch(/ · QA 3 \(0 \+ 3 runs\): .* \(yours\)\n/);
    const fourth = await answered(talk, "작업자 1명");
    expect(fourth.text).toMatch(
      /^“Workers 9” is no choice of this plan\. QA: 1, 2, 3, 4\. Workers: 1 to 2\./,
    );
    const last = await answered(talk, "Approve");
    expect(last.text).toMatch(/\nWorkers at a time: 1 of 2 \(yours\)\. /);
    expect(await choicesOf(ground)).toEqual([
      [{ strategy: "commander-all" }, "QA 3"],
      [{ workers: 1 }, "작업자 1명"],
    ]);
    // The plan above the question and its file are the plan that is approved.
    const file = /\S+\.md$/m.exec(last.text)?.[0] ?? "";
    const [shown = ""] = await talk.texts();
    expect(await ground.read(file)).toBe(`${shown}\n`);
    expect(shown).toContain("▸ **QA 3 (0 + 3 runs): ");

    await talk.worker("a");
    expect((await ground.state()).workers.map(({ now }) => now.status)).toEqual([
      "running",
      "queued",
    ]);
    // Sent back while the only place is taken: the answer does not say that it works.
    await type(ground, talk, "cancel w02");
    await type(ground, talk, "retry w02");
    expect((await talk.texts()).join("\n")).toContain(
      "Back at work: w02 b.\nOne Worker works at a time; the others wait.",
    );
    arena.model.release("first");
    await talk.worker("b");
    const [started] = await ground.events("WORKER_COMPLETED");
    expect([started?.worker, started?.qa]).toEqual(["a", []]);
    // No option stands in what the model is sent.
    const raw = requestsOf(arena, talk.session).map((each) => each.raw);
    expect(raw.filter((text) => text.includes("full sessions"))).toEqual([]);
    if (!IS_WHOLE) return void (await type(ground, talk, "abort yes"));
    arena.model.release("second");
    await talk.idle();
    expect(await ground.events("PLAN_PROPOSED")).toHaveLength(1);
    const [passed] = await ground.events("QA_PASSED");
    expect(passed?.results.map(({ command }) => command)).toEqual([
      "test -f src/a/ok.txt && test -f src/b/ok.txt",
      "test -f src/a/ok.txt",
      "test -f src/b/ok.txt",
    ]);
    expect((await ground.state()).phase).toBe("DONE");
  });

  test
    .skipIf(!IS_WHOLE)
    .each(["QA 5", "2", "Workers 0", "QA 2 or 3", "approve QA 2", "QA 2?", "QA"])(
    "answered with “%s” are named again, and nothing is recorded",
    async (answer) => {
      const { ground, talk } = await arena.begin({
        commander: [...approved(TWO), calls(question()), says("I see.")],
      });
      await talk.send("build a and b");
      await answered(talk, answer);
      const again = await answered(talk, "Cancel");
      expect(again.text).toContain(`“${answer}” is no choice of this plan. QA: 1, 2, 3, 4.`);
      await talk.idle();
      expect(await choicesOf(ground)).toEqual([]);
      expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    },
  );

  test.skipIf(!IS_WHOLE).each(["Approve", "Cancel", "승인", "yes", ""])(
    "the question about them, answered with “%s”, approves and ends nothing",
    async (answer) => {
      const { ground, talk } = await arena.begin({
        commander: [...approved(TWO), calls(question()), calls(question()), says("I see.")],
      });
      await talk.send("build a and b");
      await answered(talk, CHOOSE);
      await answered(talk, answer);
      await answered(talk, "Change");
      await talk.idle();
      expect(await ground.events("PLAN_APPROVED")).toEqual([]);
      expect(await ground.events("RUN_ABORTED")).toEqual([]);
      expect((await ground.events("PLAN_DECLINED")).map((each) => each.answer)).toEqual(["Change"]);
    },
  );

  test("hold for a changed plan, and words from before a choice approve nothing", async () => {
    const { ground, talk } = await arena.begin({
      commander: [
        calls(propose(TWO)),
        says("This is the plan."),
        calls(approve("approve")),
        says("And now?"),
        calls(propose(["a"])),
        calls(approve()),
        calls(question()),
        says("Good."),
      ],
      workers: goodWorkers([]),
    });
    await talk.say("build a and b");
    await type(ground, talk, "Workers 9");
    await type(ground, talk, "QA 3");
    expect(await choicesOf(ground)).toEqual([[{ strategy: "commander-all" }, "/aegis QA 3"]]);
    expect((await ground.state()).proposal?.shownAt).toBeUndefined();
    await talk.say("approve");
    expectRefused(await talk.last("design_approve"), "QUOTE_TOO_OLD");
    await talk.send("only a, please");
    const asked = await answered(talk, "Approve");
    expect(asked.text).toMatch(/ · QA 3 \(0 \+ 1 runs?\): .* \(yours\)\n/);
    await talk.idle();
    const { approved: plan } = await ground.state();
    expect([plan?.plan.qa_strategy, plan?.plan.workers.length]).toEqual(["commander-all", 1]);
  });
});
