import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { isThere } from "../../../src/kit/is-there.ts";
import type { Step } from "../../../src/scripted-model/script.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import { requestsOf } from "../../support/scene.ts";
import {
  approve,
  approved,
  bash,
  call,
  calls,
  propose,
  question,
  says,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const TWO = ["a", "b"];
const SIX = ["a", "b", "c", "d", "e", "f"];
const askAs = (label: string) =>
  call("question", {
    questions: [
      {
        question: "Do you approve the plan?",
        header: "Plan approval",
        options: [{ label, description: "Start" }],
      },
    ],
  });

const arena = sharedArena();

const begin = (commander: Step[]) => arena.begin({ commander });

const exists = (ground: Ground, path: string) => isThere(join(ground.dir, path));

describe("the question about a plan", () => {
  test("is no approval in the model's own words, whatever is answered", async () => {
    const { ground, talk } = await begin([
      calls(propose(TWO)),
      calls(askAs("Approve")),
      calls(call("dispatch_workers")),
      says("Hm?"),
    ]);
    await talk.say("build a and b", { answer: "Approve" });
    expect((await talk.last("question")).text).toContain("Approve");
    expectRefused(await talk.last("dispatch_workers"), "ASK_THE_USER");
    expect((await ground.state()).phase).toBe("DESIGN");
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
  });

  test("is put in the plugin's words: the stored plan, approve, change, cancel", async () => {
    const { ground, talk } = await begin([
      calls(propose(TWO)),
      calls(approve()),
      calls(askAs("Sure, fix the typo")),
      says("Thanks."),
    ]);
    await talk.send("build a and b");
    const asked = await talk.asked();
    expect(asked.text).toContain("Start this plan with 2 Workers?");
    expect(asked.text).toMatch(/^Case: a, b\n/);
    expect(asked.text).not.toContain("Do you approve");
    expect(asked.labels).toEqual(["Approve", "Change", "Cancel", "Choose QA or Workers"]);
    await talk.answer(asked.id, "Approve");
    await talk.idle();
    const [event] = await ground.events("PLAN_APPROVED");
    expect(event?.approval).toMatchObject({ by: "question", answer: "Approve" });
    expect((await ground.state()).phase).toBe("FOUNDATION");
    // Above the question and in the file it names: all that is dispatched, every task word for word.
    const file = /\S+\.md$/m.exec(asked.text)?.[0] ?? "";
    const [shown = ""] = await talk.texts();
    expect(await ground.read(file)).toBe(`${shown}\n`);
    for (const part of ["src/a/**", "~~~\nWrite src/b/ok.txt\n~~~", "test -f src/b/ok.txt"])
      expect(shown).toContain(part);
    // For people only: the model, which wrote it, is not sent it again.
    const requests = requestsOf(arena, talk.session);
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.filter(({ raw }) => raw.includes("~~~"))).toEqual([]);
  });

  // AEGIS_FAULTS=all plays all.
  const answers = ["Change", "Approve, but without b", "approve?", "cancel", ""];
  test.each(answers.slice(0, IS_WHOLE ? answers.length : 2))(
    "answered with “%s” approves nothing",
    async (answer) => {
      const { ground, talk } = await begin([...approved(TWO), says("I see.")]);
      await talk.say("build a and b", { answer });
      expect((await talk.last("question")).text).toContain("[AEGIS USER_DECLINED]");
      expect((await ground.events("PLAN_DECLINED")).map((event) => event.answer)).toEqual([answer]);
      expect((await ground.state()).phase).toBe("DESIGN");
    },
  );

  test.each(["Cancel", "취소"])(
    "answered with “%s” ends the run: shells write again",
    async (answer) => {
      const { ground, talk } = await begin([
        ...approved(TWO),
        calls(bash("echo small > small.txt")),
        says("Done without a swarm."),
      ]);
      await talk.say("build a and b", { answer });
      expect((await talk.last("question")).text).toContain("[AEGIS USER_DECLINED]");
      expect(await ground.events("PLAN_DECLINED")).toEqual([]);
      const state = await ground.state();
      expect([state.phase, state.aborted?.quote]).toEqual(["DONE", answer]);
      expectAccepted(await talk.last("bash"));
      expect(await ground.read("small.txt")).toBe("small\n");
    },
  );

  test("in Korean is answered with 승인", async () => {
    const { ground, talk } = await begin([...approved(TWO), says("시작합니다.")]);
    await talk.send("a와 b를 만들어 줘");
    const asked = await talk.asked();
    expect(asked.labels).toEqual(["승인", "변경", "취소", "QA·Worker 선택"]);
    await talk.answer(asked.id, "승인");
    await talk.idle();
    expect((await ground.state()).phase).toBe("FOUNDATION");
  });

  test("dismissed by the user approves nothing and the model is not sent back", async () => {
    const { ground, talk } = await begin([...approved(TWO), says("Never said.")]);
    await talk.send("build a and b");
    const { id } = await talk.asked();
    await arena.host.rejectQuestion(ground.dir, id);
    await talk.idle();
    expect((await ground.state()).phase).toBe("DESIGN");
    expect(await talk.texts()).not.toContain("Never said.");
  });

  test("does not approve a bigger plan that was put in its place while it was open", async () => {
    const { ground, talk } = await begin([
      calls(propose(TWO)),
      calls(approve()),
      calls(question(), propose(SIX)),
      calls(call("dispatch_workers")),
      says("Hm."),
    ]);
    await talk.send("build a and b");
    const asked = await talk.asked();
    await expect.poll(() => ground.events("PLAN_PROPOSED"), { timeout: 120_000 }).toHaveLength(2);
    await talk.answer(asked.id, "Approve");
    await talk.idle();
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    expectRefused(await talk.last("dispatch_workers"), "ASK_THE_USER");
    expect((await ground.state()).phase).toBe("DESIGN");
  });
});

describe("while the question is open", () => {
  const AGENTS = ["build", "commander"];
  let ground: Ground;
  let talk: Talk;
  const sessions: Record<string, string> = {};
  beforeAll(async () => {
    ground = await arena.ground();
    const shell: Step[] = [calls(bash("touch touched && echo ran")), says("Done.")];
    talk = await arena.talk(ground, { commander: approved(TWO), other: [...shell, ...shell] });
    await arena.model.setScript({
      name: "two sessions",
      actors: [
        { agent: "commander", match: "^SIDE", steps: shell },
        { agent: "commander", steps: [...approved(TWO), says("Thanks.")] },
        { agent: "other", steps: [...shell, calls(bash("echo ran")), says("Done.")] },
      ],
    });
    await talk.send("build a and b");
    const asked = await talk.asked();
    for (const agent of AGENTS) {
      const session = await arena.host.createSession(ground.dir, agent);
      sessions[agent] = session;
      await arena.host.prompt(session, ground.dir, "SIDE: run it", agent);
      await arena.host.waitIdle(session, ground.dir, 240_000);
    }
    await talk.answer(asked.id, "Approve");
    await talk.idle();
  });

  test.each(AGENTS)("no shell of another session (%s) of the project runs", async (agent) => {
    expectRefused(await talk.last("bash", sessions[agent]), "APPROVAL_PENDING");
    expect(await exists(ground, "touched")).toBe(false);
    const refused = await ground.events("CALL_REFUSED");
    expect(refused.map(({ code }) => code)).toEqual(["APPROVAL_PENDING", "APPROVAL_PENDING"]);
  });

  test("control: the answer still approves, and then shells run again", async () => {
    expect((await ground.state()).phase).toBe("FOUNDATION");
    const session = sessions["build"] ?? "";
    await arena.host.prompt(session, ground.dir, "again", "build");
    await arena.host.waitIdle(session, ground.dir, 240_000);
    const again = await talk.last("bash", session);
    expectAccepted(again);
    expect(again.text).toContain("ran");
  });

  test.each([
    ["before", (shell: Step["calls"]) => [...(shell ?? []), question()]],
    ["after", (shell: Step["calls"]) => [question(), ...(shell ?? [])]],
  ] as const)("no shell of the same answer, put %s it, runs beside it", async (_where, order) => {
    const place = await arena.ground();
    const shell = bash("touch beside; sleep 2; touch later");
    const beside = await arena.talk(place, {
      commander: [calls(propose(TWO)), calls(approve()), { calls: order([shell]) }, says("Hm.")],
    });
    await beside.say("build a and b");
    const [ran, asked] = [await beside.last("bash"), await beside.last("question")];
    // Either may come first; never do both take place.
    const refused = [ran, asked].filter(({ text }) => text.includes("[AEGIS APPROVAL_PENDING]"));
    expect(refused.length, `${ran.text}\n${asked.text}`).toBeGreaterThan(0);
    expect(await exists(place, "later")).toBe(false);
  });
});
