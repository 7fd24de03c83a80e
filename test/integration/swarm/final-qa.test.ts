import { expect, test } from "vitest";
import { runFinalQa } from "../../../src/swarm/app/final-qa.ts";
import { type AppSceneOptions, appScene } from "../../support/app-scene.ts";
import { planOf, worker } from "../../support/run-builder.ts";

/** A run in FINAL_QA whose final QA is these commands. */
async function integrated(commands: string[], options: AppSceneOptions = {}) {
  const scene = await appScene(options);
  const qa = commands.map((command, index) => ({ name: `Q${index}`, command }));
  await scene.approve(planOf([worker("a")], { qa }));
  await scene.freeze();
  const tree = await scene.start("a");
  await tree.write("src/a/ok.txt", "ok\n");
  await scene.complete("a");
  expect(await scene.integrate()).toHaveProperty("integrated");
  const final = async (only?: string[]) => {
    const result = await runFinalQa(scene.swarm, { only });
    if ("denial" in result) throw new Error(result.denial.why.en);
    return result.outcome;
  };
  return { ...scene, final };
}

const codes = ({ results }: { results: { exitCode: number | null }[] }) =>
  results.map(({ exitCode }) => exitCode);

test.each([
  ["a new file", "echo x > src/new.txt", "src/new.txt"],
  ["a new repository", "git init -q lib && touch lib/new.txt", "lib/new.txt"],
])("%s of one command is not there for the next", async (_what, make, path) => {
  const { final } = await integrated([`${make} && test -e ${path}`, `test ! -e ${path}`]);
  expect(codes(await final())).toEqual([0, 0]);
});

test("control: what git ignores lives from command to command of one run", async () => {
  const { final, swarm } = await integrated(
    ["mkdir dist && touch dist/app.js", "test -f dist/app.js"],
    { files: { ".gitignore": "dist/\n" } },
  );
  expect(codes(await final())).toEqual([0, 0]);
  expect(swarm.run.state.qa?.type).toBe("QA_PASSED");
});

test("an ignored file of an earlier run is gone in the next", async () => {
  const { final } = await integrated(["mkdir dist && touch dist/app.js", "test -f dist/app.js"], {
    files: { ".gitignore": "dist/\n" },
  });
  expect(codes(await final(["Q0"]))).toEqual([0]);
  expect(codes(await final(["Q1"]))).toEqual([1]);
});

test("a command that changes tracked files ends the run without a pass", async () => {
  const { final, integration, swarm } = await integrated(["echo x > src/a/ok.txt", "true"]);
  const outcome = await final();
  expect(outcome).toMatchObject({ passed: false, results: [{ exitCode: 0 }] });
  expect(outcome.why).toContain("src/a/ok.txt");
  expect(swarm.run.state.phase).toBe("INTEGRATE");
  expect(await integration.read("src/a/ok.txt")).toBe("ok\n");
});

test("worktree.setup prepares the worktree, and its failure is a failed QA", async () => {
  const { final, swarm } = await integrated(["test -f gen/out.txt"], {
    files: { ".gitignore": "gen/\n" },
    setup: "mkdir gen && touch gen/out.txt",
  });
  expect(codes(await final())).toEqual([0]);
  swarm.config.worktree.setup = "exit 9";
  expect(await final()).toMatchObject({ passed: false, results: [{ name: "worktree.setup" }] });
});

test("a command that puts another repository in place of the worktree passes nothing", async () => {
  const { final, integration, swarm } = await integrated(["rm .git && git init -q ."]);
  await expect(final()).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
  expect(swarm.run.state.qa).toBeUndefined();
  expect(await integration.git("rev-parse", "HEAD")).toBe(swarm.run.state.integration?.commit);
});
