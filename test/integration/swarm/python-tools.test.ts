import { describe, expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { workspaceFiles } from "../../../src/swarm/adapters/workspace-files.ts";
import { installedScene } from "../../support/installed-scene.ts";
import {
  installPlain,
  noSetuptools,
  type PythonTool,
  pythonFiles,
  pythonTools,
} from "../../support/python-tools.ts";
import { realRunner, sandboxModes } from "../../support/real-runner.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const MODES = await sandboxModes();
const TOOLS = await pythonTools();
/** Runs every script and says which of them failed. */
const QA =
  'failed=; for each in one two plain; do .venv/bin/python checks/uses_$each.py || failed="$failed $each"; done; echo "failed:$failed."; test -z "$failed"';
const CODE = ["packages/one/src/one/__init__.py", "packages/two/two/__init__.py"];
const COMPAT = ["--config-settings", "editable_mode=compat"];
const EDITABLE = ["-e", "packages/one", "-e", "packages/two"];

async function isTested(tool: PythonTool, build: "own" | "setuptools", args: string[]) {
  const scene = await installedScene(
    pythonFiles(build),
    async (repo) => {
      await tool.environment(repo);
      await installPlain(repo, tool);
      await tool.install(repo, ...args);
    },
    QA,
    ["packages/**", "checks/**"],
  );
  const { repo, swarm, tree, report } = scene;
  expect(await swarm.workspace.unfit(repo.dir, swarm.config.worktree.link)).toEqual([]);
  for (const file of CODE) await tree.write(file, 'ANSWER = "broken"\n');
  for (const mode of MODES) {
    swarm.runner = await realRunner(repo, mode);
    expect(await report(), mode).toMatchObject({
      code: "QA_FAILED",
      why: { en: expect.stringContaining("failed: one two.") },
    });
  }
  for (const file of CODE) await tree.write(file, 'ANSWER = "right"\nADDED = 1\n');
  await tree.write("checks/uses_one.py", "import one, two\nassert one.ADDED == two.ADDED == 1\n");
  for (const mode of MODES) {
    const runner = await realRunner(repo, mode);
    const where = { directory: tree.dir, writable: [tree.dir], timeoutMs: 120_000 };
    expect((await runner.run({ line: QA, ...where })).tail, mode).toBe("failed:.\n");
  }
  expect(await report()).toBeUndefined();
}

async function isRefused(
  tool: PythonTool,
  build: "own" | "setuptools",
  { args, why, fix }: { args: string[]; why: RegExp; fix: string },
) {
  const repo = await tempRepo({ files: pythonFiles(build) });
  await tool.environment(repo);
  await tool.install(repo, ...args);
  const { unfit } = workspaceFiles(createGit({ env: repo.env }));
  expect(await unfit(repo.dir, [".venv"])).toMatchObject([
    {
      folder: ".venv",
      why: expect.objectContaining({ en: expect.stringMatching(why) }),
      fix: expect.objectContaining({ en: expect.stringContaining(fix) }),
    },
  ]);
  await tool.install(repo, "-e", "packages/one");
  expect(await unfit(repo.dir, [".venv"])).toEqual([]);
}

const NO_SETUPTOOLS = await noSetuptools();

describe.each(TOOLS)("$name", (tool) => {
  const skipped = (lack: string | undefined) => (lack ? ` (skipped: ${lack})` : "");
  const here = test.skipIf(tool.lack !== undefined);
  const lack = tool.lack ?? NO_SETUPTOOLS;
  const withSetuptools = test.skipIf(lack !== undefined);

  here(
    `QA imports editable installs from the worktree, plain packages as installed${skipped(tool.lack)}`,
    () => isTested(tool, "own", EDITABLE),
  );

  here(
    `an install as a copy is refused, and accepted once it is editable${skipped(tool.lack)}`,
    () =>
      isRefused(tool, "own", {
        args: ["./packages/one"],
        why: /^one is installed as a copy of packages\/one$/,
        fix: "-m pip install -e ./packages/one",
      }),
  );

  withSetuptools(`editable installs of setuptools are tested${skipped(lack)}`, () =>
    isTested(tool, "setuptools", EDITABLE),
  );

  withSetuptools(`editable installs of setuptools' older kind are tested${skipped(lack)}`, () =>
    isTested(tool, "setuptools", [...COMPAT, ...EDITABLE]),
  );

  withSetuptools(
    `setuptools' build folder is refused, and accepted once it is lenient${skipped(lack)}`,
    () =>
      isRefused(tool, "setuptools", {
        args: ["--config-settings", "editable_mode=strict", "-e", "packages/one"],
        why: /imports from packages\/one\/build\/.*, a build folder that git ignores/,
        fix: "editable_mode=lenient",
      }),
  );
});
