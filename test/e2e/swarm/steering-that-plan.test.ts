import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { approve, calls, propose, question, says } from "../../support/script-lines.ts";
import { shell } from "../../support/users-shell.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** Leaves a request as a command writes it, and resolves with the answer. */
async function left(ground: Ground, asked: { from: number; plan?: number | undefined }) {
  const at = (name: string) => join(ground.dir, ".aegis", name);
  const { pid } = JSON.parse(await readFile(at("lease.json"), "utf8")) as { pid: number };
  const { runId } = await ground.state();
  const id = `left-${asked.from}`;
  const request = { v: 1, id, runId, to: pid, said: "approve", language: "en", ...asked };
  await writeFile(at(`steering-request-${id}.json`), JSON.stringify(request));
  const answer = async () =>
    JSON.parse(await readFile(at(`steering-answer-${id}.json`), "utf8").catch(() => "{}"));
  await expect.poll(answer).toMatchObject({ id });
  return (await answer()) as { done: boolean; text: string };
}

describe("a shell's command answers the plan that its user has read", () => {
  const arena = sharedArena();

  test("a plan that replaces the one the command has shown is shown before it is approved", async () => {
    const { ground, talk } = await arena.begin({
      commander: [
        calls(propose(["a"])),
        { ...calls(propose(["a", "b"])), hold: "second" },
        says("I wait."),
      ],
    });
    const idle = talk.say("build a");
    await expect.poll(() => ground.events("PLAN_PROPOSED")).toHaveLength(1);
    const first = await shell(arena, ground, "approve");
    expect(first).toMatchObject({ exitCode: 1, text: expect.stringContaining("Feature a") });
    arena.model.release("second");
    await idle;
    expect(await ground.events("PLAN_SHOWN")).toHaveLength(2);
    const second = await shell(arena, ground, "approve");
    expect(second).toMatchObject({ exitCode: 1, text: expect.stringContaining("Feature b") });
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    const third = await shell(arena, ground, "approve");
    expect(third).toMatchObject({ exitCode: 0, text: "The plan is approved." });
  });

  test("what a killed command has left, and what was typed before this plan, approve nothing", async () => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(["a"])), says("I wait.")],
    });
    await talk.say("build a");
    const { proposal } = await ground.state();
    const plan = proposal?.number ?? 0;
    expect(await left(ground, { from: 2 ** 22 + 1, plan })).toMatchObject({
      ...{ done: false, text: expect.stringContaining("has ended") },
    });
    expect(await left(ground, { from: process.pid, plan: plan - 1 })).toMatchObject({
      ...{ done: false, text: expect.stringContaining("Feature a") },
    });
    expect(await ground.events("PLAN_APPROVED")).toEqual([]);
    expect(await left(ground, { from: process.ppid, plan })).toMatchObject({ done: true });
  });

  test.skipIf(!IS_WHOLE)("approved while OpenCode asks which choices", async () => {
    const { ground, talk } = await arena.begin({
      commander: [
        ...[calls(propose(["a", "b"])), calls(approve())],
        ...[calls(question()), calls(question()), says("Good.")],
      ],
    });
    const idle = talk.send("build a and b");
    await talk.answer((await talk.asked()).id, "Choose QA or Workers");
    await talk.asked();
    const told = await shell(arena, ground, "approve");
    expect(told).toMatchObject({ exitCode: 0, text: "The plan is approved." });
    await idle;
    await talk.idle();
    const [event] = await ground.events("PLAN_APPROVED");
    expect(event?.approval).toMatchObject({ by: "question", answer: "Approve" });
    expect(await talk.texts()).toContain("Good.");
  });
});
