import { mkdir, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { acceptReport } from "../../src/swarm/app/evidence.ts";
import { appScene } from "./app-scene.ts";
import { planOf, worker } from "./run-builder.ts";
import type { TempRepo } from "./temp-repo.ts";

const REPORT = { summary: "Done.", changes: [], checks: [] };

/** `app` imports `core` itself, and through a package that no tree of the repository holds. */
export const MONOREPO = {
  ".gitignore": "node_modules/\n.venv/\n",
  "package.json": '{ "name": "top", "private": true, "workspaces": ["packages/*"] }',
  "packages/core/package.json": '{ "name": "@x/core", "version": "1.0.0" }',
  "packages/core/index.js": 'exports.answer = () => "right";\n',
  "packages/app/package.json":
    '{ "name": "@x/app", "version": "1.0.0", "dependencies": { "@x/core": "1.0.0" } }',
  "packages/app/test.js":
    'require("assert").equal(require("@x/core").answer(), "right");\nrequire("assert").equal(require("plain"), "plain");\n',
};

export const BETWEEN = 'require("assert").equal(require("between")(), "right");\n';

/** A package as a registry delivers it. */
export async function addPackage(
  repo: TempRepo,
  folder: string,
  code: string,
  needs: string[] = [],
) {
  const name = folder.replace(/^.*node_modules\//, "");
  const peerDependencies = Object.fromEntries(needs.map((need) => [need, "*"]));
  await repo.write(`${folder}/package.json`, JSON.stringify({ name, peerDependencies }));
  await repo.write(`${folder}/index.js`, code);
}

/** A relative link, as package managers make them. */
export async function linkTo(repo: TempRepo, path: string, target: string) {
  const at = join(repo.dir, path);
  await mkdir(dirname(at), { recursive: true });
  await symlink(relative(dirname(at), join(repo.dir, target)), at);
}

export async function npmInstall(repo: TempRepo) {
  const args = ["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock"];
  await execa("npm", args, { cwd: repo.dir, env: repo.env, extendEnv: false });
}

/** A Worker whose QA is `line`, in a repository that the user has installed. */
export async function installedScene(
  files: Record<string, string>,
  install: (repo: TempRepo) => Promise<void>,
  line: string,
  scope = ["packages/**", "src/**"],
) {
  const scene = await appScene({ files });
  await install(scene.repo);
  await scene.approve(planOf([worker("a", { scope, qa: [line] }), "b"]));
  await scene.freeze();
  const tree = await scene.start("a");
  return { ...scene, tree, report: () => acceptReport(scene.swarm, "a", REPORT) };
}
