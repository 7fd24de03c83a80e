import { chmod, readFile } from "node:fs/promises";
import { execa } from "execa";
import { expect, test } from "vitest";
import {
  addPackage,
  BETWEEN,
  installedScene,
  linkTo,
  MONOREPO,
  npmInstall,
} from "../../support/installed-scene.ts";
import type { TempRepo } from "../../support/temp-repo.ts";

const CORE = "packages/core/index.js";
const ANSWERS = 'module.exports = () => require("@x/core").answer();\n';

/** Installs the workspaces' links by hand, and packages as they come from a registry. */
async function hoisted(repo: TempRepo) {
  await npmInstall(repo);
  await addPackage(repo, "node_modules/plain", 'module.exports = "plain";\n');
  await addPackage(repo, "node_modules/@y/far", ANSWERS, ["@x/core"]);
  await addPackage(repo, "node_modules/between", 'module.exports = require("@y/far");\n', [
    "@y/far",
  ]);
}

/** Each package beside the links to its dependencies, as pnpm (`.pnpm`) and Bun (`.bun`) keep it. */
const isolated = (store: string) => async (repo: TempRepo) => {
  const kept = (name: string) => `node_modules/${store}/${name}@1.0.0/node_modules`;
  await addPackage(repo, `${kept("plain")}/plain`, 'module.exports = "plain";\n');
  await addPackage(repo, `${kept("far")}/@y/far`, ANSWERS);
  await linkTo(repo, `${kept("far")}/@x/core`, "packages/core");
  await addPackage(repo, `${kept("between")}/between`, 'module.exports = require("@y/far");\n');
  await linkTo(repo, `${kept("between")}/@y/far`, `${kept("far")}/@y/far`);
  await linkTo(repo, "packages/app/node_modules/@x/core", "packages/core");
  await linkTo(repo, "packages/app/node_modules/plain", `${kept("plain")}/plain`);
  await linkTo(repo, "packages/app/node_modules/between", `${kept("between")}/between`);
};

/** `npm link`: by way of a folder of the user. */
async function globally(repo: TempRepo) {
  await repo.link("../global/core", `${repo.dir}/packages/core`);
  await repo.link("node_modules/@x/core", `${repo.dir}/../global/core`);
  await addPackage(repo, "node_modules/plain", 'module.exports = "plain";\n');
  await addPackage(repo, "node_modules/between", ANSWERS, ["@x/core"]);
}

/** Yarn's and pnpm's way with `file:`. */
async function copied(repo: TempRepo) {
  await addPackage(repo, "node_modules/plain", 'module.exports = "plain";\n');
  await addPackage(repo, "node_modules/@x/core", MONOREPO[CORE]);
  await addPackage(repo, "node_modules/between", ANSWERS, ["@x/core"]);
}

const BY_FILE = {
  ...MONOREPO,
  "package.json": '{ "name": "top", "dependencies": { "@x/core": "file:packages/core" } }',
};

test.each([
  ["npm workspaces", MONOREPO, hoisted],
  ["pnpm", MONOREPO, isolated(".pnpm")],
  ["Bun, isolated", MONOREPO, isolated(".bun")],
  ["npm link", MONOREPO, globally],
  ["copies of file: dependencies", BY_FILE, copied],
])("QA imports packages of the tree under test: %s", async (_name, files, install) => {
  const all = { ...files, "packages/app/between.js": BETWEEN };
  const line = "node packages/app/test.js && node packages/app/between.js";
  const { tree, report } = await installedScene(all, install, line);
  await tree.write(CORE, 'exports.answer = () => "broken";\n');
  expect(await report()).toMatchObject({ code: "QA_FAILED" });
  await tree.write(CORE, `${MONOREPO[CORE]}exports.added = 1;\n`);
  await tree.write(
    "packages/app/between.js",
    `require("assert").equal(require("@x/core").added, 1);\n${BETWEEN}`,
  );
  expect(await report()).toBeUndefined();
});

test("a package between that imports a package of the tree under test is broken by it", async () => {
  const files = { ...MONOREPO, "packages/app/between.js": BETWEEN };
  for (const install of [hoisted, isolated(".pnpm")]) {
    const { tree, report } = await installedScene(files, install, "node packages/app/between.js");
    await tree.write(CORE, 'exports.answer = () => "broken";\n');
    expect(await report()).toMatchObject({ code: "QA_FAILED" });
  }
});

test("a file or package that the tree no longer has is not found in the checkout", async () => {
  const files = {
    ...MONOREPO,
    "packages/core/deep.js": "module.exports = 1;\n",
    "packages/app/test.js": 'require("@x/core/deep.js");\n',
  };
  const { tree, report, repo } = await installedScene(
    files,
    npmInstall,
    "node packages/app/test.js",
  );
  await tree.delete("packages/core/deep.js");
  expect(await report()).toMatchObject({
    code: "QA_FAILED",
    why: { en: expect.stringContaining("deep.js") },
  });
  await tree.write("packages/core/deep.js", "module.exports = 1;\n");
  await tree.delete("packages/core/package.json");
  await tree.write("packages/app/test.js", 'require("@x/core");\n');
  await tree.delete(CORE);
  expect(await report()).toMatchObject({ code: "QA_FAILED" });
  expect(await repo.read(CORE)).toBe(MONOREPO[CORE]);
});

test("commands of packages: scripts that name the checkout, links to the tree, programs", async () => {
  const binary = Buffer.from([0x7f, 0, 0xff, 0xfe]);
  const files = { ...MONOREPO, "packages/core/bin.js": "#!/usr/bin/env node\n" };
  const bins = async (repo: TempRepo) => {
    const bin = "packages/app/node_modules/.bin";
    await repo.write(
      `${bin}/absolute`,
      `#!/bin/sh\nexec node "${repo.dir}/packages/core/bin.js"\n`,
    );
    await chmod(`${repo.dir}/${bin}/absolute`, 0o755);
    await chmod(`${repo.dir}/packages/core/bin.js`, 0o755);
    await linkTo(repo, `${bin}/linked`, "packages/core/bin.js");
    await repo.write(`${bin}/program`, binary);
  };
  for (const name of ["absolute", "linked"]) {
    const line = `packages/app/node_modules/.bin/${name}`;
    const { tree, report } = await installedScene(files, bins, line);
    const program = `${tree.dir}/packages/app/node_modules/.bin/program`;
    expect(await readFile(program)).toEqual(binary);
    await tree.write("packages/core/bin.js", "#!/usr/bin/env node\nprocess.exit(3);\n");
    expect((await report())?.why.en).toContain("ended with 3");
  }
});

test("plain dependencies stay what the user has installed", async () => {
  const plain = async (repo: TempRepo) =>
    addPackage(repo, "node_modules/plain", 'module.exports = "plain";\n');
  const files = { ".gitignore": "node_modules\n", "src/t.js": 'require("plain");\n' };
  const { tree, report } = await installedScene(files, plain, "node src/t.js && ! test -e src/no");
  await tree.write("src/no", "");
  expect(await report()).toMatchObject({ code: "QA_FAILED" });
  await tree.delete("src/no");
  await tree.write("src/yes", "");
  expect(await report()).toBeUndefined();
});

test("no link is ever part of a diff, and a reset leaves and corrects them", async () => {
  const { tree, swarm, repo } = await installedScene(MONOREPO, isolated(".pnpm"), "true");
  // A Worker may take the rule away that hides them in the checkout.
  await tree.write(".gitignore", "");
  await tree.write("packages/app/new.js", "");
  const names = swarm.config.worktree.link;
  const { tree: now } = await swarm.git.snapshot(tree.dir, { exclude: names });
  const changes = await swarm.git.changes(repo.dir, "HEAD", now);
  expect(changes.map(({ path }) => path)).toEqual([".gitignore", "packages/app/new.js"]);
  await tree.delete("packages/app/node_modules/plain");
  await tree.delete("packages/app/node_modules/@x/core");
  await tree.link("packages/app/node_modules/@x/core", `${repo.dir}/packages/core`);
  await swarm.git.resetWorktree(tree.dir, "HEAD");
  const given = ["node_modules", "packages/app/node_modules"];
  expect(await swarm.workspace.link(repo.dir, tree.dir, names)).toEqual(given);
  const script = 'console.log(require.resolve("@x/core"), require("plain"))';
  const { stdout } = await execa("node", ["-e", script], { cwd: `${tree.dir}/packages/app` });
  expect(stdout).toBe(`${tree.dir}/${CORE} plain`);
});

test("a folder of the tree that is a link gets nothing: it leads out of the worktree", async () => {
  const { tree, swarm, repo } = await installedScene(MONOREPO, isolated(".pnpm"), "true");
  await repo.write("../elsewhere/kept", "");
  await tree.delete("packages/app");
  await tree.link("packages/app", `${repo.dir}/../elsewhere`);
  const names = swarm.config.worktree.link;
  expect(await swarm.workspace.link(repo.dir, tree.dir, names)).toEqual(["node_modules"]);
  expect(await repo.exists("../elsewhere/node_modules")).toBe(false);
});
