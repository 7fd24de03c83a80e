import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { cleanUp } from "../../../src/swarm/app/cleanup.ts";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import { leftBehind, recoverRun } from "../../../src/swarm/app/recovery.ts";
import { recoveredText } from "../../../src/swarm/core/text/recovered.ts";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { killedLanding } from "../../support/killed-landing.ts";
import { planOf, QA_OK } from "../../support/run-builder.ts";

const MESSAGE = { type: "feat", subject: "board" } as const;

/** A run in FINAL_QA whose QA has passed; the user has an edit in a file that the swarm has changed too. */
async function passed(): Promise<AppScene> {
  const ten = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
  const scene = await appScene({ files: { "src/a/list": ten } });
  await scene.approve(planOf(["a"]));
  await scene.freeze();
  const tree = await scene.start("a");
  await tree.write("src/a/list", ten.replace("line 9", "swarm's"));
  await tree.write("src/a/new", "n\n");
  await scene.complete("a");
  await scene.integrate();
  const integrated = scene.swarm.run.state.integration?.tree ?? "";
  await scene.submit({ type: "QA_PASSED", tree: integrated, results: [QA_OK] });
  await scene.repo.write("src/a/list", ten.replace("line 0", "user's"));
  return scene;
}

/** Cuts the commit of the run off before its branch moves, as a kill does. */
async function cutOff({ repo, swarm, submit }: AppScene): Promise<string> {
  const { integration } = swarm.run.state;
  const tree = integration?.tree ?? "";
  const before = await swarm.git.resolve(repo.dir, "HEAD");
  const request = { tree, parents: [before], message: "feat: board" };
  const commit = await swarm.git.commitTree(repo.dir, request);
  await submit({
    type: "COMMIT_PREPARED",
    commit,
    tree,
    before,
    branch: "main",
    subject: "feat: board",
  });
  const landing = await killedLanding(repo);
  const land = {
    top: repo.dir,
    branch: "main",
    expectedHead: before,
    commit,
    base: swarm.run.state.foundation?.commit ?? "",
  };
  await landing.save();
  const steps = await landing.steps(land);
  await landing.restore();
  const at = steps.findLastIndex((step) => step.startsWith("git ") && step.includes("refs/heads"));
  expect(await landing.killed(at + 1, "all", land)).toBe(true);
  return commit;
}

describe("a commit that was cut off on its way into the checkout", () => {
  test("is taken back at the next start, said, and can be repeated", async () => {
    const scene = await passed();
    const { repo, swarm } = scene;
    const before = await repo.read("src/a/list");
    const status = await repo.status();
    const commit = await cutOff(scene);
    expect(await repo.exists("src/a/new")).toBe(true);
    expect(await leftBehind(swarm)).toBe(true);
    const found = await recoverRun(swarm);
    expect(found).toMatchObject({ interrupted: [], landing: { outcome: "taken-back", commit } });
    expect(await repo.read("src/a/list")).toBe(before);
    expect(await repo.exists("src/a/new")).toBe(false);
    expect(await repo.status()).toEqual(status);
    expect(recoveredText(found, "en").join("\n")).toContain(commit.slice(0, 9));
    expect(recoveredText(found, "ko").join("\n")).toContain("되돌렸으니");
    expect(swarm.run.state.resumed?.landing?.outcome).toBe("taken-back");
    expect(await commitRun(swarm, MESSAGE)).toMatchObject({ branch: "main" });
    expect(swarm.run.state.resumed).toBeUndefined();
    expect(await repo.read("src/a/list")).toMatch(/^user's\n(.*\n)*swarm's\n$/);
    expect(await repo.git("rev-list", "--count", "main")).toBe("2");
  });

  test("is taken back also if its run is gone", async () => {
    const scene = await passed();
    const { repo, swarm } = scene;
    const before = await repo.read("src/a/list");
    await cutOff(scene);
    const other = await appScene();
    const stranger = { ...other.swarm, git: swarm.git, top: repo.dir };
    expect(await leftBehind(stranger)).toBe(true);
    expect(await recoverRun(stranger)).toMatchObject({ landing: { outcome: "taken-back" } });
    expect(await repo.read("src/a/list")).toBe(before);
    expect(
      await leftBehind({ ...stranger, run: (await appScene({ begun: false })).swarm.run }),
    ).toBe(false);
  });

  test("what the user wrote after it stays, and what they had before is kept and named", async () => {
    const scene = await passed();
    const { repo, swarm } = scene;
    const before = await repo.read("src/a/list");
    await cutOff(scene);
    await repo.write("src/a/list", "later\n");
    const found = await recoverRun(swarm);
    expect(await repo.read("src/a/list")).toBe("later\n");
    const landing = found.landing;
    const kept = landing?.outcome === "taken-back" ? landing.unclear[0]?.kept : undefined;
    expect(await readFile(kept ?? "", "utf8")).toBe(before);
    expect(recoveredText(found, "en").join("\n")).toContain(kept ?? "?");
  });
});

describe("a clean-up that was cut off", () => {
  test("after the commit is made up at the next start", async () => {
    const { swarm, repo } = await passed();
    expect(await commitRun(swarm, MESSAGE)).toHaveProperty("commit");
    expect((await repo.git("worktree", "list")).split("\n").length).toBeGreaterThan(1);
    expect(await leftBehind(swarm)).toBe(true);
    expect(await recoverRun(swarm)).toEqual({ interrupted: [], cleaned: true });
    expect((await repo.git("worktree", "list")).split("\n")).toHaveLength(1);
    expect(await repo.git("for-each-ref", "refs/aegis")).toBe("");
    expect(await leftBehind(swarm)).toBe(false);
  });

  test("with only the refs left, too", async () => {
    const { swarm, repo } = await passed();
    await commitRun(swarm, MESSAGE);
    await cleanUp(swarm);
    await repo.git("update-ref", `refs/aegis/${swarm.run.state.runId}/w01`, "HEAD");
    expect(await recoverRun(swarm)).toEqual({ interrupted: [], cleaned: true });
    expect(await repo.git("for-each-ref", "refs/aegis")).toBe("");
  });

  test("after an abort it leaves the refs, which hold work that is nowhere else", async () => {
    const { swarm, repo, submit } = await passed();
    await submit({ type: "RUN_ABORTED", quote: "stop", kept: [] });
    const refs = await repo.git("for-each-ref", "refs/aegis");
    expect(refs).not.toBe("");
    expect(await recoverRun(swarm)).toEqual({ interrupted: [], cleaned: true });
    expect(await repo.git("for-each-ref", "refs/aegis")).toBe(refs);
    expect((await repo.git("worktree", "list")).split("\n")).toHaveLength(1);
  });

  test("that fails again is said and stops nothing", async () => {
    const { swarm } = await passed();
    await commitRun(swarm, MESSAGE);
    const broken = {
      ...swarm,
      workspace: { ...swarm.workspace, remove: () => Promise.reject(new Error("busy")) },
    };
    expect(await recoverRun(broken)).toMatchObject({ notCleaned: expect.stringContaining("busy") });
  });
});
