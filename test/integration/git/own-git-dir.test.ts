import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { createRunner } from "../../../src/git/run-git.ts";
import { locateTree } from "../../../src/shell/compare/git.ts";
import { repoAt } from "../../support/repo-at.ts";
import { tempRepo } from "../../support/temp-repo.ts";

/** A worktree, and a repository beside it whose configuration runs a program that leaves a mark. */
async function scene() {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const commonDir = join(repo.dir, ".git");
  const git = createGit({ env: repo.env, commonDir });
  const dir = join(repo.dir, "../w");
  await git.addWorktree(repo.dir, dir, "HEAD");
  const worker = repoAt(dir, repo.env);
  const mark = join(repo.dir, "../ran");
  const program = join(repo.dir, "../program");
  await writeFile(program, `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  await chmod(program, 0o755);
  await worker.write(".gitattributes", "* filter=evil\n");
  await worker.write("a", "changed\n");
  const ran = () => repo.exists("../ran");
  return { repo, commonDir, git, dir, worker, program, ran };
}

async function replaceGit(dir: string, env: Record<string, string>, program: string) {
  const at = repoAt(dir, env);
  await rm(join(dir, ".git"));
  await at.git("init", "--quiet", "--separate-git-dir", join(dir, "hidden"));
  await at.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-mx");
  await at.git("config", "filter.evil.clean", program);
  await at.git("config", "filter.evil.smudge", program);
}

test("a replaced .git file is refused before any program of its configuration runs", async () => {
  const { repo, git, dir, program, ran } = await scene();
  await replaceGit(dir, repo.env, program);
  await expect(git.snapshot(dir)).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
  await expect(git.resetWorktree(dir, "main")).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
  expect(await ran()).toBe(false);
});

test("control: without knowing the repository the program would run", async () => {
  const { repo, dir, program, ran } = await scene();
  await replaceGit(dir, repo.env, program);
  await createGit({ env: repo.env }).snapshot(dir);
  expect(await ran()).toBe(true);
});

test("a .git folder and a broken .git file in a worktree are refused too", async () => {
  const { git, dir, repo } = await scene();
  await rm(join(dir, ".git"));
  await repoAt(dir, repo.env).git("init", "--quiet");
  await expect(git.snapshot(dir)).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
  await rm(join(dir, ".git"), { recursive: true });
  await writeFile(join(dir, ".git"), "gitdir: /nowhere/at/all\n");
  await expect(git.snapshot(dir)).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
});

test("a worktree that looks like a bare repository, its .git file gone, is not taken for one", async () => {
  const { repo, git, program, ran } = await scene();
  const inside = join(repo.dir, "inside");
  await mkdir(inside);
  await repo.write("inside/a", "1\n");
  await repoAt(inside, repo.env).git("init", "--quiet");
  for (const name of ["HEAD", "config", "objects", "refs"])
    await rename(join(inside, ".git", name), join(inside, name));
  await rm(join(inside, ".git"), { recursive: true });
  const bare = repoAt(inside, repo.env);
  await bare.git("config", "-f", "config", "core.bare", "false");
  await bare.git("config", "-f", "config", "core.worktree", inside);
  await bare.git("config", "-f", "config", "filter.evil.clean", program);
  await bare.write(".gitattributes", "* filter=evil\n");
  await expect(git.snapshot(inside)).rejects.toThrow();
  expect(await ran()).toBe(false);
});

test("the checkout and its own worktrees are accepted, also through a link and with a moved git dir", async () => {
  const { repo, git, dir, worker } = await scene();
  expect((await git.snapshot(dir)).tree).toMatch(/^[0-9a-f]{40}$/);
  await git.snapshot(repo.dir);
  await worker.write("deep/file", "x\n");
  await git.snapshot(join(dir, "deep"));
  const moved = await tempRepo({ files: { a: "1\n" } });
  const elsewhere = join(moved.dir, "../elsewhere");
  await moved.git("init", "--quiet", "--separate-git-dir", elsewhere);
  await createGit({ env: moved.env, commonDir: elsewhere }).snapshot(moved.dir);
});

test("compare-and-restore refuses a tree of another repository", async () => {
  const { repo, commonDir, dir, program } = await scene();
  const runner = createRunner({ env: repo.env });
  expect((await locateTree(runner, dir, commonDir)).dir).toBe(dir);
  await replaceGit(dir, repo.env, program);
  await expect(locateTree(runner, dir, commonDir)).rejects.toMatchObject({
    code: "FOREIGN_GIT_DIR",
  });
});
