import { describe, expect, test } from "vitest";
import { abortRun } from "../../../src/swarm/app/abort.ts";
import { approvePlan } from "../../../src/swarm/app/approve-plan.ts";
import { userState } from "../../../src/swarm/app/user-changes.ts";
import type { Approval } from "../../../src/swarm/core/run/event-parts.ts";
import type { UserMessage } from "../../../src/swarm/core/words/approval.ts";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";

const YES: Approval = { by: "question", requestID: "q", answer: "Approve" };

async function propose(scene: AppScene, ...workers: string[]): Promise<number> {
  const base = await userState(scene.swarm);
  await scene.submit({ type: "PLAN_PROPOSED", plan: planOf(workers), base });
  return scene.swarm.run.state.proposal?.number ?? 0;
}

const approve = (scene: AppScene, proposal: number) => approvePlan(scene.swarm, proposal, YES);

/** The files of the frozen foundation's commit that HEAD has not. */
async function foundationFiles(scene: AppScene): Promise<string[]> {
  expect(await scene.freeze()).toBeUndefined();
  const commit = scene.swarm.run.state.foundation?.commit ?? "";
  return (await scene.repo.git("diff", "--name-only", "HEAD", commit)).split("\n");
}

test("what the user edits between the proposal and the approval is theirs", async () => {
  const scene = await appScene({ files: { "notes.txt": "one\n" } });
  const proposal = await propose(scene, "a");
  await scene.repo.write("notes.txt", "one\nmine\n");
  await scene.repo.write("draft.txt", "mine\n");
  expect(await approve(scene, proposal)).toBeUndefined();
  await scene.foundFile("src/shared/api.ts", "ours\n");
  expect(await foundationFiles(scene)).toEqual(["src/shared/api.ts"]);
});

test("a second approval keeps the foundation files that were written before it", async () => {
  const scene = await appScene();
  await approve(scene, await propose(scene, "a"));
  await scene.foundFile("src/shared/first.ts", "1\n");
  const again = await propose(scene, "a", "b");
  await scene.foundFile("src/shared/second.ts", "2\n");
  expect(await approve(scene, again)).toBeUndefined();
  expect(await foundationFiles(scene)).toEqual(["src/shared/first.ts", "src/shared/second.ts"]);
});

describe("the user's uncommitted work at the approval", () => {
  const kept = (scene: AppScene) => `refs/aegis/${scene.swarm.run.state.runId}/user`;

  test("is kept under a ref, tracked and untracked", async () => {
    const scene = await appScene({ files: { "notes.txt": "one\n" } });
    await scene.repo.write("notes.txt", "mine\n");
    await scene.repo.write("draft.txt", "draft\n");
    await approve(scene, await propose(scene, "a"));
    expect(await scene.repo.git("show", `${kept(scene)}:notes.txt`)).toBe("mine");
    expect(await scene.repo.git("show", `${kept(scene)}:draft.txt`)).toBe("draft");
    expect(await scene.repo.git("log", "-1", "--format=%P", kept(scene))).toBe(
      await scene.repo.git("rev-parse", "HEAD"),
    );
  });

  test("is not there in a clean checkout, and then nothing is kept", async () => {
    const scene = await appScene();
    await approve(scene, await propose(scene, "a"));
    expect(await scene.repo.git("for-each-ref", "refs/aegis")).toBe("");
    expect(await scene.foundByShell(async () => {})).toEqual(new Set());
  });
});

describe("ending a run", () => {
  const typed = (text: string, createdAt: number): UserMessage => ({
    id: `m${createdAt}`,
    createdAt,
    texts: [{ text, synthetic: false }],
  });
  const LATER = Date.UTC(2100, 0, 1);
  const end = async (scene: AppScene, quote: string, ...messages: UserMessage[]) => {
    const result = await abortRun(scene.swarm, quote, messages);
    return "denial" in result ? result.denial.code : "aborted";
  };

  test("takes a command to stop, said during the run", async () => {
    const scene = await appScene();
    expect(await end(scene, "Stop the run", typed("Stop the run.", 5))).toBe("QUOTE_TOO_OLD");
    const wish = typed("Build a form with a cancel button", LATER);
    expect(await end(scene, "cancel", wish)).toBe("ASK_THE_USER");
    expect(await end(scene, "stop it", wish)).toBe("QUOTE_NOT_FOUND");
    expect(scene.swarm.run.state.phase).toBe("DESIGN");
    expect(await end(scene, "Stop the run", wish, typed("Stop the run.", LATER + 1))).toBe(
      "aborted",
    );
    expect(scene.swarm.run.state.phase).toBe("DONE");
  });

  test("makes its time known to the next run, whose plan old words do not approve", async () => {
    const scene = await appScene();
    await end(scene, "stop", typed("stop", LATER));
    const { endedAt = 0 } = scene.swarm.run.state;
    expect(endedAt).toBeGreaterThan(0);
    await scene.swarm.run.start("ses-1");
    const proposal = await propose(scene, "a");
    const by = (createdAt: number): Approval => ({
      by: "quote",
      messageID: "m",
      createdAt,
      quote: "approve",
    });
    const old = await approvePlan(scene.swarm, proposal, by(endedAt));
    expect(old?.code).toBe("QUOTE_TOO_OLD");
  });
});
