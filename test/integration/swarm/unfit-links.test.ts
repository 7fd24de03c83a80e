import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { workspaceFiles } from "../../../src/swarm/adapters/workspace-files.ts";
import { proposePlan } from "../../../src/swarm/app/propose-plan.ts";
import { appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const SITE = ".venv/lib/python3.11/site-packages";
const FILES = { ".gitignore": "node_modules\n.venv\nvendor\nbuild\n", "src/core/a.py": "" };

function directUrl(repo: TempRepo, editable: boolean): string {
  const info = editable ? { editable } : {};
  return JSON.stringify({ url: `file://${repo.dir}/src/core`, dir_info: info });
}

const UNFIT: [string, (repo: TempRepo) => Promise<unknown>, string, string][] = [
  [
    "an editable install by way of a build folder",
    async (repo) => {
      await repo.write(".venv/pyvenv.cfg", "");
      await repo.write("build/editable/core.py", "");
      await repo.write(`${SITE}/core.pth`, `${repo.dir}/build/editable\n`);
    },
    "core.pth imports from build/editable, a build folder that git ignores",
    "editable_mode=lenient",
  ],
  [
    "an environment of another kind",
    async (repo) => repo.write(`${SITE}/core.pth`, `${repo.dir}/src\n`),
    "core.pth imports from src, and .venv is not an environment of python -m venv",
    "python3 -m venv .venv",
  ],
  [
    "a package that is installed as a copy",
    async (repo) => {
      await repo.write(".venv/pyvenv.cfg", "");
      await repo.write(`${SITE}/core-1.0.dist-info/direct_url.json`, directUrl(repo, false));
    },
    "core is installed as a copy of src/core",
    ".venv/bin/python -m pip install -e ./src/core",
  ],
  [
    "a linked package from outside that imports from the checkout",
    async (repo) => {
      await repo.link("../other/node_modules/core", `${repo.dir}/src/core`);
      await repo.link("node_modules/other", "../../other");
    },
    "other is linked from",
    "Install other into node_modules",
  ],
  [
    "Composer's autoloader",
    async (repo) => repo.write("vendor/composer/autoload_real.php", ""),
    "Composer's autoloader follows the link",
    "worktree.setup",
  ],
  [
    "a link to another folder of the checkout",
    async (repo) => repo.link("vendor/x/core", "../../src/core"),
    "vendor/x/core is a link to another folder of the checkout",
    "worktree.setup",
  ],
];

test.each(UNFIT)("is refused: %s", async (_name, install, why, fix) => {
  const { repo, swarm } = await appScene({ files: FILES, begun: false });
  swarm.config.worktree.link = ["node_modules", ".venv", "vendor"];
  await install(repo);
  const denial = await proposePlan(swarm, planOf(["a"]), "ses-1");
  expect(denial).toMatchObject({
    code: "REPOSITORY_UNFIT",
    why: { en: expect.stringContaining(why) },
    next: expect.stringContaining(fix),
  });
  expect(swarm.run.state.proposal).toBeUndefined();
});

test("is refused: a submodule whose commit was not fetched", async () => {
  const lib = await tempRepo({ files: { lib: "" } });
  const { repo, swarm } = await appScene({ begun: false });
  const allow = ["-c", "protocol.file.allow=always"];
  await repo.git(...allow, "submodule", "--quiet", "add", lib.dir, "lib");
  await repo.git("update-index", "--cacheinfo", `160000,${"1".repeat(40)},lib`);
  const denial = await proposePlan(swarm, planOf(["a"]), "ses-1");
  expect(denial).toMatchObject({
    code: "REPOSITORY_UNFIT",
    why: { en: expect.stringContaining("submodule lib") },
  });
  await repo.git("reset", "--quiet", "--hard");
  expect(await proposePlan(swarm, planOf(["a"]), "ses-1")).toBeUndefined();
});

test("is refused: a filter whose program is missing", async () => {
  const files = { ".gitattributes": "*.bin filter=lfs\n", "t.bin": "" };
  const { repo, swarm } = await appScene({ files, begun: false });
  await repo.git("config", "filter.lfs.process", "no-lfs filter-process");
  expect(await proposePlan(swarm, planOf(["a"]), "ses-1")).toMatchObject({
    code: "REPOSITORY_UNFIT",
    why: { en: "t.bin needs the filter lfs, and its program no-lfs is not installed." },
  });
});

test("is accepted: what a worktree can have of its own, and what leads nowhere near the checkout", async () => {
  const repo = await tempRepo({ files: FILES });
  await repo.write(".venv/pyvenv.cfg", "");
  await repo.write(`${SITE}/core.pth`, `${repo.dir}/src\nimport os\n# ${repo.dir}/build\n`);
  await repo.write(`${SITE}/core-1.0.dist-info/direct_url.json`, directUrl(repo, true));
  await repo.write(`${SITE}/far.pth`, "/usr/lib\n");
  await repo.link("node_modules/core", "../src/core");
  await repo.link("../other/node_modules/plain", "../elsewhere");
  await repo.link("node_modules/other", "../../other");
  await repo.link("vendor/a", "b");
  await repo.write("vendor/b/file", "");
  const workspace = workspaceFiles(createGit({ env: repo.env }));
  expect(await workspace.unfit(repo.dir, ["node_modules", ".venv", "vendor"])).toEqual([]);
});
