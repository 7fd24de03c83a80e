import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { workspaceFiles } from "../../../src/swarm/adapters/workspace-files.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const workspace = workspaceFiles(createGit({ env: process.env }));
const HIDES = "node_modules\npackage.json\npackage-lock.json\nbun.lock\n.gitignore";
const LOCK = `{"lockfileVersion":3,"packages":{"":{"dependencies":{"@opencode-ai/plugin":"*"}}}}`;

/** A checkout after an install, whose `.opencode` git knows, and a worktree of it. */
async function scene(files: Record<string, string> = {}) {
  const repo = await tempRepo({ files: { ".opencode/agents/a.md": "a", ...files } });
  await repo.write(".opencode/.gitignore", files[".opencode/.gitignore"] ?? HIDES);
  await repo.write(".opencode/package-lock.json", LOCK);
  const tree = join(repo.dir, "..", "tree");
  await repo.git("worktree", "add", "--quiet", "--detach", tree);
  return { repo, tree, folder: join(tree, ".opencode") };
}

const status = (repo: TempRepo, tree: string) => repo.git("-C", tree, "status", "--porcelain");

test("a worktree's configuration folder looks installed, so that OpenCode loads nothing for it; git does not show it", async () => {
  const { repo, tree, folder } = await scene();
  for (const _again of [1, 2]) await workspace.link(repo.dir, tree, []);
  expect((await readdir(folder)).sort()).toEqual(
    [".gitignore", "agents", "node_modules", "package-lock.json"].sort(),
  );
  expect(await readFile(join(folder, "package-lock.json"), "utf8")).toBe(LOCK);
  expect(await readdir(join(folder, "node_modules"))).toEqual([]);
  expect(await status(repo, tree)).toBe("");
});

test("nothing is put where git would show it", async () => {
  const { repo, tree, folder } = await scene({ ".opencode/.gitignore": "bun.lock\n" });
  await workspace.link(repo.dir, tree, []);
  expect((await readdir(folder)).sort()).toEqual([".gitignore", "agents"]);
});

test("nothing is put where the checkout has nothing, or a link to something else", async () => {
  const { repo, tree, folder } = await scene();
  await repo.write("elsewhere", LOCK);
  await rm(join(repo.dir, ".opencode/package-lock.json"));
  await repo.link(".opencode/package-lock.json", join(repo.dir, "elsewhere"));
  await workspace.link(repo.dir, tree, []);
  expect(await readdir(folder)).toEqual(["agents"]);
});
