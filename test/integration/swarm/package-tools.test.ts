import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { checkWorktrees } from "../../../src/doctor/local/worktrees.ts";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import { runFinalQa } from "../../../src/swarm/app/final-qa.ts";
import { proposePlan } from "../../../src/swarm/app/propose-plan.ts";
import { appScene } from "../../support/app-scene.ts";
import { type PackageTool, TOOLS, toolNamed, UNFIT } from "../../support/package-tools.ts";
import { realRunner, type SandboxMode, sandboxModes } from "../../support/real-runner.ts";
import { planOf, worker } from "../../support/run-builder.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";
import { installWorkspace, workspaceFiles } from "../../support/tool-workspace.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const MODES = await sandboxModes();
const REPORT = { summary: "Done.", changes: [], checks: [] };

const scriptsOf = (tool: PackageTool) =>
  tool.hidesPeers ? ["own", "inner", "plain"] : ["own", "inner", "between", "plain"];

/** Runs every script and says which of them failed. */
const lineOf = (tool: PackageTool, at: string) =>
  `cd ${at}; failed=; for each in ${scriptsOf(tool).join(" ")}; do ${tool.node ?? "node"} packages/app/$each.js || failed="$failed $each"; done; echo "failed:$failed."; test -z "$failed"`;

/** A Worker in a workspace that the tool has installed; `at` is the folder of the workspace. */
async function toolScene(tool: PackageTool, at = ".") {
  const below = at === "." ? "" : at;
  const scene = await appScene({ files: workspaceFiles(tool, below) });
  const { repo, swarm } = scene;
  await installWorkspace(repo, tool, at);
  const line = lineOf(tool, at);
  const installed = await execa("bash", ["-c", line], { cwd: repo.dir, env: repo.env });
  expect(installed.stdout).toBe("failed:.");
  // What only lies in the checkout is in no integrated tree.
  await repo.git("add", "--all");
  await repo.git("commit", "--quiet", "--message=install");
  const workers = [worker("a", { scope: [at === "." ? "packages/**" : `${at}/**`], qa: [line] })];
  await scene.approve(planOf(workers, { qa: [{ name: "Tests", command: line }] }));
  await scene.freeze();
  const tree = await scene.start("a");
  const write = (path: string, text: string) => tree.write(below ? `${below}/${path}` : path, text);
  const use = async (mode: SandboxMode) => {
    swarm.runner = await realRunner(repo, mode);
  };
  const live = async () => {
    const where = { directory: tree.dir, writable: [tree.dir], timeoutMs: 120_000 };
    return swarm.runner.run({ line, ...where });
  };
  return { ...scene, tree, write, use, live, report: () => acceptReport(swarm, "a", REPORT) };
}

const BROKEN = 'exports.answer = () => "broken";\n';
const MORE = 'exports.answer = () => "right";\nexports.added = 1;\n';
const USES = 'require("assert").equal(require("@x/core").added, 1);\n';

async function isTested(tool: PackageTool, at?: string) {
  const scene = await toolScene(tool, at);
  const { repo, swarm, write, use, live, report } = scene;
  expect(await swarm.workspace.unfit(repo.dir, swarm.config.worktree.link)).toEqual([]);
  await write("packages/core/index.js", BROKEN);
  for (const mode of MODES) {
    await use(mode);
    expect(await report(), mode).toMatchObject({
      code: "QA_FAILED",
      // The plain package is what the user has installed.
      why: { en: expect.stringContaining(`failed: ${scriptsOf(tool).slice(0, -1).join(" ")}.`) },
    });
  }
  await write("packages/core/index.js", MORE);
  await write("packages/app/own.js", USES);
  for (const mode of MODES) {
    await use(mode);
    expect((await live()).tail, mode).toBe("failed:.\n");
  }
  expect(await report()).toBeUndefined();
  expect(await scene.integrate()).toHaveProperty("integrated");
  expect(await runFinalQa(swarm, {})).toMatchObject({ outcome: { passed: true } });
}

describe("QA tests the worktree's packages, and plain dependencies are what the user has installed", () => {
  // Each takes half a minute; one of each tool is played, and all with AEGIS_FAULTS=all.
  const isPlayed = (name: string) => IS_WHOLE || /^(npm|pnpm|Bun)$/.test(name);
  for (const tool of TOOLS)
    test.skipIf(!isPlayed(tool.name))(tool.name, async () => isTested(tool));

  test("npm, in a folder of the repository", async () => isTested(toolNamed("npm"), "web"));

  test.skipIf(MODES.length < 2)("with bubblewrap too", () => {
    expect(MODES).toEqual(["auto", "off"]);
  });
});

/** What a plan is answered, and what doctor says, in a workspace that the tool has installed. */
async function judged(repo: TempRepo) {
  const { swarm } = await appScene({ repo, begun: false });
  const place = { cwd: repo.dir, env: repo.env, packageRoot: "", version: "0", openCodeRange: "*" };
  const checks = await checkWorktrees(place, repo.dir);
  const links = checks.find(({ id }) => id === "git.links");
  return { denial: await proposePlan(swarm, planOf(["a"]), "ses-1"), links };
}

describe("what no worktree can have is refused at the plan and named by doctor, and accepted once it is mended", () => {
  test.each(UNFIT.map((tool) => [tool.name, tool] as const))("%s", async (_name, tool) => {
    const repo = await tempRepo({ files: workspaceFiles(tool) });
    await installWorkspace(repo, tool);
    const unfit = await judged(repo);
    expect(unfit.denial).toMatchObject({
      code: "REPOSITORY_UNFIT",
      why: { en: expect.stringContaining(tool.why) },
    });
    expect(unfit.links).toMatchObject({
      status: "error",
      why: { en: expect.stringContaining(tool.why) },
    });
    await repo.delete("packages/app/node_modules").catch(() => undefined);
    for (const [path, text] of Object.entries(workspaceFiles(tool.mended)))
      await repo.write(path, text);
    await installWorkspace(repo, tool.mended);
    const mended = await judged(repo);
    expect(mended.denial).toBeUndefined();
    expect(mended.links).toMatchObject({ status: "ok" });
  });
});
