import { expect, test } from "vitest";
import { checkConflicts, integrate } from "../../../src/swarm/app/integration.ts";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import { passedScene } from "../../support/passed-scene.ts";

const MESSAGE = { type: "feat", subject: "board" } as const;

const said = (text: string, quote = text) => ({
  quote,
  messages: async () => [
    { id: "m1", createdAt: Date.now() + 1000, texts: [{ text, synthetic: false }] },
  ],
});

test("a commit goes to the branch of the approval; on another branch nothing moves until a person has chosen", async () => {
  const { repo, swarm } = await passedScene();
  await repo.git("switch", "-q", "-c", "other");
  const head = await repo.git("rev-parse", "HEAD");
  const refused = await commitRun(swarm, MESSAGE);
  expect(refused).toMatchObject({ denial: { code: "BRANCH_LEFT" } });
  expect(JSON.stringify(refused)).toContain("git switch main");
  expect(await repo.git("rev-parse", "main", "other")).toBe(`${head}\n${head}`);
  expect(await repo.exists("src/a/new")).toBe(false);
  await repo.git("switch", "-q", "main");
  expect(await commitRun(swarm, MESSAGE)).toMatchObject({ branch: "main" });
  expect(await repo.git("rev-parse", "other")).toBe(head);
});

test.each([
  ["their own words with the name", "Commit it on other, please.", "on other", true],
  ["in Korean", "other 브랜치에 커밋해 주세요", "other 브랜치에", true],
  ["words that they never said", "Go on.", "on other", false],
  ["words without the name", "Yes, go on.", "Yes, go on", false],
  ["words that object", "Do not commit on other!", "on other", false],
  ["the name of a longer branch", "Commit it on other-2.", "other-2", false],
])("a person lands on the other branch by %s", async (_how, text, quote, isChosen) => {
  const { repo, swarm } = await passedScene();
  await repo.git("switch", "-q", "-c", "other");
  const result = await commitRun(swarm, MESSAGE, said(text, quote));
  if (isChosen) expect(result).toMatchObject({ branch: "other" });
  else expect(result).toMatchObject({ denial: { code: "BRANCH_LEFT" } });
  expect(await repo.exists("src/a/new")).toBe(isChosen);
});

test("a deleted branch and a detached HEAD are said, also before the work is merged onto another head", async () => {
  const { repo, swarm, submit } = await passedScene();
  const tree = swarm.run.state.integration?.tree ?? "";
  await submit({ type: "QA_FAILED", tree, results: [], why: "x", suspects: [] });
  await repo.git("switch", "-q", "--detach");
  await repo.git("branch", "-q", "-D", "main");
  expect(await checkConflicts(swarm)).toMatchObject({ denial: { code: "BRANCH_LEFT" } });
  expect(await integrate(swarm)).toMatchObject({ denial: { code: "BRANCH_LEFT" } });
  expect((await checkConflicts(swarm, said("on HEAD", "HEAD"))).denial?.why.en).toContain(
    "detached HEAD",
  );
});

test("a choice holds for that branch alone", async () => {
  const { repo, swarm, submit } = await passedScene();
  const tree = swarm.run.state.integration?.tree ?? "";
  await submit({ type: "QA_FAILED", tree, results: [], why: "x", suspects: [] });
  await repo.git("switch", "-q", "-c", "other");
  expect((await checkConflicts(swarm, said("on other"))).denial).toBeUndefined();
  await repo.git("switch", "-q", "-c", "third");
  expect(await integrate(swarm)).toMatchObject({ denial: { code: "BRANCH_LEFT" } });
  await repo.git("switch", "-q", "other");
  expect(await integrate(swarm)).toHaveProperty("integrated");
});
