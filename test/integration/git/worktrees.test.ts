import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { repoAt } from "../../support/repo-at.ts";
import { tempRepo } from "../../support/temp-repo.ts";

test("adds many worktrees at once, without the repository's hooks", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  await repo.write(".git/hooks/post-checkout", "#!/bin/sh\nexit 1\n");
  await chmod(join(repo.dir, ".git/hooks/post-checkout"), 0o755);
  await repo.git("config", "core.hooksPath", join(repo.dir, ".git/hooks"));
  const head = await repo.git("rev-parse", "HEAD");
  const dirs = Array.from({ length: 6 }, (_, i) => join(repo.dir, `../work trees/w${i}`));
  await Promise.all(dirs.map((dir) => git.addWorktree(repo.dir, dir, head)));
  const listed = await git.listWorktrees(repo.dir);
  expect(listed[0]).toMatchObject({ dir: repo.dir, head, branch: "main" });
  expect(
    listed
      .slice(1)
      .map(({ dir }) => dir)
      .sort(),
  ).toEqual(dirs.map((dir) => join(dir)));
  expect(listed[1]).toEqual({ dir: expect.anything(), head, locked: false, prunable: false });
});

test("eight at a time, none fails", async () => {
  // 240 in `test:faults`.
  const rounds = process.env["AEGIS_FAULTS"] === "all" ? 30 : 3;
  const repo = await tempRepo({ files: { a: "a\n" } });
  // A branch with an upstream: git would write the configuration for each worktree with a branch of its own.
  await repo.git("config", "branch.autoSetupMerge", "always");
  const git = createGit({ env: repo.env });
  const made: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const dirs = Array.from({ length: 8 }, (_, i) => join(repo.dir, `../r${round}-w${i}`));
    await Promise.all(dirs.map((dir) => git.addWorktree(repo.dir, dir, "HEAD")));
    made.push(...dirs);
    for (const dir of dirs) expect(await repoAt(dir, repo.env).read("a")).toBe("a\n");
  }
  expect(await git.listWorktrees(repo.dir)).toHaveLength(made.length + 1);
  expect(made).toHaveLength(8 * rounds);
});

test("one failed task does not stop the queue", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  await repo.write("../taken/file", "x");
  const failing = git.addWorktree(repo.dir, join(repo.dir, "../taken"), "HEAD");
  const working = git.addWorktree(repo.dir, join(repo.dir, "../free"), "HEAD");
  await expect(failing).rejects.toMatchObject({ code: "GIT_FAILED" });
  await working;
});

test("resets a worktree, moves no branch and keeps ignored files", async () => {
  const repo = await tempRepo({ files: { a: "1\n", ".gitignore": "node_modules\n" } });
  const git = createGit({ env: repo.env });
  const dir = join(repo.dir, "../w");
  await git.addWorktree(repo.dir, dir, "HEAD");
  const worker = repoAt(dir, repo.env);
  await worker.git("switch", "--quiet", "--create", "mine");
  await worker.write("a", "2\n");
  await worker.git("commit", "--quiet", "--all", "--message=mine");
  await worker.write("a", "3\n");
  await worker.write("new/file", "x\n");
  await worker.write("node_modules/x", "x\n");
  const mine = await repo.git("rev-parse", "mine");
  await git.resetWorktree(dir, "main");
  expect(await worker.status()).toEqual([]);
  expect(await worker.read("a")).toBe("1\n");
  expect(await worker.exists("new")).toBe(false);
  expect(await worker.exists("node_modules/x")).toBe(true);
  expect(await repo.git("rev-parse", "mine")).toBe(mine);
  expect((await git.inspect(dir)).branch).toBeUndefined();
});

test("removes a worktree that is dirty, locked, broken or gone, and nothing else", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const git = createGit({ env: repo.env });
  const at = (name: string) => join(repo.dir, "..", name);
  for (const name of ["dirty", "locked", "broken", "gone", "unplugged"]) {
    await git.addWorktree(repo.dir, at(name), "HEAD");
  }
  await repo.write("../dirty/new", "x\n");
  await repo.git("worktree", "lock", at("locked"));
  await rm(join(at("broken"), ".git"));
  await rm(at("gone"), { recursive: true });
  await rm(at("unplugged"), { recursive: true });
  for (const name of ["dirty", "locked", "broken", "gone", "never"]) {
    await git.removeWorktree(repo.dir, at(name));
    expect(await repo.exists(`../${name}`)).toBe(false);
  }
  const left = await git.listWorktrees(repo.dir);
  expect(left.map(({ dir, prunable }) => [dir, prunable])).toEqual([
    [repo.dir, false],
    [at("unplugged"), true],
  ]);
  await git.addWorktree(repo.dir, at("unplugged"), "HEAD");
  await repo.write("../folder/file", "x\n");
  for (const dir of [at("folder"), repo.dir]) {
    const refused = git.removeWorktree(repo.dir, dir);
    await expect(refused).rejects.toMatchObject({ code: "NOT_A_WORKTREE" });
  }
});

test("a folder that is no worktree is never reset: git would take the checkout around it", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const git = createGit({ env: repo.env });
  await repo.write("a", "the user's own\n");
  await repo.write("inside/x", "x\n");
  const reset = git.resetWorktree(join(repo.dir, "inside"), "main");
  await expect(reset).rejects.toMatchObject({ code: "NOT_A_WORKTREE" });
  expect(await repo.read("a")).toBe("the user's own\n");
  expect(await repo.exists("inside/x")).toBe(true);
});
