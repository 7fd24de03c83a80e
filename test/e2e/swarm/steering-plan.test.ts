import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Arena, sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { SHELL_SCOPES } from "../../support/hostile-shell.ts";
import { expectRefused } from "../../support/refused.ts";
import { requestsOf, toolRuns } from "../../support/scene.ts";
import {
  approve,
  bash,
  calls,
  dispatched,
  frozen,
  heldWorker,
  propose,
  question,
  reported,
  says,
  waited,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";
import { BIN, shell, typeAegis } from "../../support/users-shell.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** The user types `/aegis …`; OpenCode answers such a command with an error. */
async function aegis(arena: Arena, { ground, talk }: { ground: Ground; talk: Talk }, said: string) {
  await typeAegis(arena, ground, talk.session, said);
  const parts = (await arena.host.messages(talk.session, ground.dir)).flatMap((each) => each.parts);
  return parts.map(({ text }) => String(text ?? "")).join("\n");
}

describe("a plan is answered without a model", () => {
  const arena = sharedArena();

  test("after the Commander has shown it and waits: approved; the Commander goes on", async () => {
    const scene = await arena.begin({
      commander: [calls(propose(["a", "b"])), says("I wait."), ...frozen(), says("Frozen.")],
    });
    const { ground, talk } = scene;
    await talk.say("build a and b");
    expect(await aegis(arena, scene, "approve")).toContain("The plan is approved.");
    await expect.poll(() => ground.events("FOUNDATION_FROZEN")).toHaveLength(1);
    const [event] = await ground.events("PLAN_APPROVED");
    expect(event?.approval).toEqual({ by: "act", answer: "/aegis approve", way: "server" });
    const { raw } = requestsOf(arena, talk.session).at(-1) ?? {};
    expect(raw).toContain("The user sends the run on with /aegis approve.");
    expect(await aegis(arena, scene, "approve")).toContain("No plan waits for your answer.");
  });

  test("shown by design_approve without a question after it: approved at once; under another plan's name it is not", async () => {
    const scene = await arena.begin({
      commander: [calls(propose(["a"])), calls(approve()), says(" "), says("Good.")],
    });
    const { ground, talk } = scene;
    await talk.say("build a");
    const number = (await ground.state()).proposal?.number ?? 0;
    expect(await ground.events("PLAN_SHOWN")).toHaveLength(1);
    expect(await aegis(arena, scene, `approve plan-${number + 1}`)).toContain(
      `answers plan ${number + 1}, and plan ${number} now waits`,
    );
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    expect(await aegis(arena, scene, `approve plan-${number}`)).toContain("The plan is approved.");
    expect(await ground.events("PLAN_SHOWN")).toHaveLength(1);
    expect(await ground.events("PLAN_APPROVED")).toHaveLength(1);
  });

  test.skipIf(!IS_WHOLE)(
    "before it was shown: the first command shows it, the next one approves it",
    async () => {
      const scene = await arena.begin({
        commander: [
          calls(propose(["a", "b"])),
          { ...says("Here it is."), hold: "text" },
          says("Approved?"),
        ],
      });
      const { ground, talk } = scene;
      await talk.send("build a and b");
      await expect.poll(() => ground.events("PLAN_PROPOSED")).toHaveLength(1);
      expect(await aegis(arena, scene, "approve")).toMatch(
        /Feature a[\s\S]*Feature b[\s\S]*This is the plan that waits for your answer/,
      );
      expect(await ground.events("PLAN_APPROVED")).toEqual([]);
      expect(await aegis(arena, scene, "approve")).toContain("The plan is approved.");
      expect(await ground.events("PLAN_APPROVED")).toHaveLength(1);
      arena.model.release("text");
      await talk.idle();
    },
  );

  test.skipIf(!IS_WHOLE)(
    "before the Commander asks: its question comes too late, and nobody is asked",
    async () => {
      const scene = await arena.begin({
        commander: [
          calls(propose(["a"])),
          calls(approve()),
          { ...calls(question()), hold: "late" },
          says("Good."),
        ],
      });
      const { ground, talk } = scene;
      await talk.send("build a");
      await arena.model.waitFor(
        ({ session, step }) => session === talk.session && step === 2,
        240_000,
      );
      expect(await aegis(arena, scene, "approve")).toContain("The plan is approved.");
      arena.model.release("late");
      await talk.idle();
      expectRefused(await talk.last("question"), "NO_PROPOSAL");
      expect(await ground.events("PLAN_APPROVED")).toHaveLength(1);
    },
  );

  test("while OpenCode, started in a folder of the project, asks about it: a shell's command is the answer", async () => {
    const ground = await arena.ground({ "packages/x/readme.txt": "x\n" });
    const below = { ...ground, dir: join(ground.dir, "packages/x") };
    const talk = await arena.talk(below, {
      commander: [calls(propose(["a"])), calls(approve()), calls(question()), says("Good.")],
    });
    await talk.send("build a");
    await talk.asked();
    expect(await shell(arena, below, "approve")).toMatchObject({ exitCode: 0, ok: true });
    const [event] = await ground.events("PLAN_APPROVED");
    expect(event?.approval).toMatchObject({ by: "question", answer: "Approve" });
    await talk.idle();
    expect(await talk.texts()).toContain("Good.");
  });

  test.skipIf(!IS_WHOLE)(
    "declined with words that would be a choice: nothing is chosen, the Commander hears them",
    async () => {
      const { ground, talk } = await arena.begin({
        commander: [
          calls(propose(["a", "b"])),
          calls(approve()),
          calls(question()),
          says("I change it."),
        ],
      });
      await talk.send("build a and b");
      await talk.asked();
      const told = await shell(arena, ground, "decline", "QA 2");
      expect(told).toMatchObject({ exitCode: 0, text: expect.stringContaining("is declined") });
      await talk.idle();
      expect(await ground.events("PLAN_CHOICE_MADE")).toEqual([]);
      expect(await ground.events("PLAN_DECLINED")).toHaveLength(1);
      expect((await ground.state()).phase).toBe("DESIGN");
      const { raw } = requestsOf(arena, talk.session).at(-1) ?? {};
      expect(raw).toContain("They want: QA 2");
    },
  );

  test("stop and resume from a shell, and what nobody can do", async () => {
    const ground = await arena.ground();
    expect(await shell(arena, ground, "stop")).toMatchObject({ exitCode: 0, run: null });
    expect(await shell(arena, ground, "approve")).toMatchObject({ exitCode: 1, ok: false });
    const talk = await arena.talk(ground, {
      commander: [...waited(["a"]), calls(waitForAll())],
      workers: { a: heldWorker("a", "work") },
    });
    const idle = talk.say("build a");
    await talk.worker("a");
    await toolRuns(arena, talk.session, "worker_wait");
    expect(await shell(arena, ground, "stop")).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/^Stopped: w01 a\./),
    });
    await idle;
    expect(await shell(arena, ground, "cancel", "w09")).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining("No such Worker"),
    });
    expect(await shell(arena, ground, "resume")).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/^Back at work: w01 a\./),
    });
    await expect.poll(() => ground.events("WORKER_STARTED")).toHaveLength(2);
    expect(await shell(arena, ground, "abort")).toMatchObject({ exitCode: 0 });
    arena.model.release("work");
  });
});

/** Writes requests in the name of processes that no agent started, and prints what came of each. */
const FORGED = `
const fs = require("fs");
const state = process.argv[1] + "/.aegis/";
const [journal = "guess.jsonl"] = fs.readdirSync(state + "runs").filter((name) => name.endsWith(".jsonl"));
const to = JSON.parse(fs.readFileSync(state + "lease.json", "utf8")).pid;
const ask = (said, from) => new Promise((done) => {
  const id = said.replace(" ", "-") + from;
  const request = { v: 1, id, runId: journal.slice(0, -6), to, from, said, language: "en" };
  fs.writeFileSync(state + "steering-request-" + id + ".json", JSON.stringify(request));
  const look = setInterval(() => {
    const file = state + "steering-answer-" + id + ".json";
    const answer = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
    if (answer.id !== id) return;
    clearInterval(look);
    console.log(said, answer.done, answer.text);
    done();
  }, 50);
});
(async () => {
  for (const said of ["approve", "cancel b", "stop"]) await ask(said, 1);
  await ask("retry a", 999999);
})();
`;

// `abort-command` plays the same in the quick part.
describe.skipIf(!IS_WHOLE).each(SHELL_SCOPES)("from a Worker's shell ($kind)", ({ sandbox }) => {
  const arena = sharedArena({ sandbox });

  test("no act is done", async () => {
    const ground = await arena.ground();
    const node = `'${process.execPath}'`;
    const asked = `${node} '${BIN}' stop --cwd '${ground.dir}' --wait 60`;
    const command = `${node} -e '${FORGED}' '${ground.dir}' 2>&1; ${asked} 2>&1; env -u AEGIS_CALL setsid ${asked} 2>&1; true`;
    const talk = await arena.talk(ground, {
      commander: [...dispatched(["a", "b"]), calls(waitForAll()), says("Done?")],
      workers: {
        a: [calls(bash(command)), calls(write("src/a/ok.txt", "a\n")), ...reported("a")],
        b: heldWorker("b", "forged"),
      },
    });
    const idle = talk.say("build a and b");
    await expect
      .poll(() => ground.events("WORKER_COMPLETED"), { timeout: 240_000 })
      .toHaveLength(1);
    const shellOf = await talk.last("bash", await talk.worker("a"));
    expect(shellOf.text).toMatch(
      sandbox === "off"
        ? /approve false [\s\S]*cancel b false [\s\S]*stop false [\s\S]*retry a false [\s\S]*OpenCode itself started/
        : /EROFS|read-only/i,
    );
    expect(shellOf.text).not.toMatch(/ true |Stopped/);
    arena.model.release("forged");
    await idle;
    expect(await ground.events("WORKER_CANCELLED")).toEqual([]);
    expect((await ground.events("WORKER_COMPLETED")).map(({ worker }) => worker).sort()).toEqual([
      "a",
      "b",
    ]);
  });
});

describe.skipIf(!IS_WHOLE)("where bubblewrap does not hold the shells", () => {
  const arena = sharedArena({ sandbox: "off" });

  test("a shell's command stops, but approves nothing", async () => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(["a"])), says("I wait.")],
    });
    await talk.say("build a");
    expect(await shell(arena, ground, "approve")).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining("/aegis approve"),
    });
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    expect(await shell(arena, ground, "stop")).toMatchObject({
      ...{ exitCode: 0, text: expect.stringMatching(/^Nothing to stop/) },
    });
  });
});
