import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AegisError } from "../../../src/kit/errors.ts";
import { checkConflicts, integrate } from "../../../src/swarm/app/integration.ts";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import type { Denial } from "../../../src/swarm/core/run/denial.ts";
import type { AppScene } from "../../support/app-scene.ts";
import { passedScene } from "../../support/passed-scene.ts";
import { QA_OK } from "../../support/run-builder.ts";

const MESSAGE = { type: "feat", subject: "board" } as const;

/** What a step says to the model and the user: a refusal, or an error that names the way out. */
async function saying(step: Promise<object>): Promise<string> {
  try {
    const { denial } = (await step) as { denial?: Denial };
    return denial ? `${denial.code} ${denial.why.en} ${denial.next}` : "no refusal";
  } catch (error) {
    if (!(error instanceof AegisError)) throw error;
    return `${error.code} ${error.message} ${error.hint}`;
  }
}

test.each([
  [
    "names a branch that is deleted",
    (scene: AppScene) => scene.repo.git("update-ref", "-d", "refs/heads/main"),
    (scene: AppScene, head: string) => scene.repo.git("update-ref", "refs/heads/main", head),
    /BRANCH_GONE .*branch main, .*its branch is gone.* git update-ref refs\/heads\/main [0-9a-f]{40}/,
  ],
  [
    "is a file that is gone",
    ({ repo }: AppScene) => rename(join(repo.dir, ".git/HEAD"), join(repo.dir, "../HEAD")),
    ({ repo }: AppScene) => rename(join(repo.dir, "../HEAD"), join(repo.dir, ".git/HEAD")),
    /NOT_A_REPOSITORY/,
  ],
] as const)(
  "HEAD %s: each step stops with what to do, worktrees and diffs stay, and with it back the run goes on",
  async (_what, lose, restore, says) => {
    const scene = await passedScene();
    const { repo, swarm, integration } = scene;
    const head = await repo.git("rev-parse", "HEAD");
    const kept = swarm.run.state.workers[0]?.home?.directory ?? "";
    await lose(scene);
    expect(await saying(commitRun(swarm, MESSAGE))).toMatch(says);
    expect(await repo.exists("src/a/new")).toBe(false);
    expect(await integration.read("src/a/new")).toBe("n\n");
    expect(await repo.exists(join(kept, "src/a/new").slice(repo.dir.length + 1))).toBe(true);
    expect(swarm.run.state.phase).toBe("FINAL_QA");
    await restore(scene, head);
    // The earlier steps as well, once QA has failed.
    const tree = swarm.run.state.integration?.tree ?? "";
    await scene.submit({ type: "QA_FAILED", tree, results: [], why: "x", suspects: [] });
    await lose(scene);
    expect(await saying(checkConflicts(swarm))).toMatch(says);
    expect(await saying(integrate(swarm))).toMatch(says);
    await restore(scene, head);
    await scene.integrate();
    const again = swarm.run.state.integration?.tree ?? "";
    await scene.submit({ type: "QA_PASSED", tree: again, results: [QA_OK] });
    expect(await commitRun(swarm, MESSAGE)).toMatchObject({ branch: "main" });
    expect(await repo.git("rev-parse", "HEAD^")).toBe(head);
  },
);
