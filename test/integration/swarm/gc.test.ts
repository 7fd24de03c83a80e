import { expect, test } from "vitest";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import { appScene } from "../../support/app-scene.ts";
import { planOf, QA_OK } from "../../support/run-builder.ts";

test("git gc --prune=now beside every step takes nothing that the run needs", async () => {
  const scene = await appScene();
  const { repo, swarm, submit } = scene;
  const collect = async () => {
    await repo.git("reflog", "expire", "--expire=now", "--all");
    await repo.git("gc", "--quiet", "--prune=now");
  };
  await repo.write("mine.txt", "uncommitted\n");
  await scene.approve(planOf(["a"]));
  await collect();
  await scene.foundFile("src/shared/one.ts", "1\n");
  await collect();
  await scene.foundFile("src/shared/two.ts", "2\n");
  await scene.foundFile("src/shared/one.ts", "3\n");
  await collect();
  expect(await scene.freeze()).toBeUndefined();
  await collect();
  await (await scene.start("a")).write("src/a/new", "n\n");
  await collect();
  await scene.complete("a");
  await scene.integrate();
  await collect();
  const tree = swarm.run.state.integration?.tree ?? "";
  await submit({ type: "QA_PASSED", tree, results: [QA_OK] });
  await collect();
  expect(await commitRun(swarm, { type: "feat", subject: "board" })).toMatchObject({ tree });
  expect((await repo.git("ls-tree", "-r", "--name-only", "HEAD")).split("\n")).toEqual([
    ...["src/a/new", "src/shared/one.ts", "src/shared/two.ts", "src/shared/types.ts"],
  ]);
  expect(await repo.status()).toEqual(["?? mine.txt"]);
});
