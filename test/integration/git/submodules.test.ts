import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { repoAt } from "../../support/repo-at.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const LOCAL = { "protocol.file.allow": "always" };
const ADD = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];

/** A repository with a submodule that has a submodule; the origins are gone afterwards. */
async function scene(): Promise<TempRepo> {
  const deep = await tempRepo({ files: { "deep.txt": "deep\n" } });
  const lib = await tempRepo({ files: { "lib.txt": "lib\n", "old.txt": "" }, config: LOCAL });
  await lib.git(...ADD, "--name", "a deep one", deep.dir, "in/deep");
  await lib.git("commit", "--quiet", "--message=deep");
  const repo = await tempRepo({ files: { a: "a\n" }, config: LOCAL });
  await repo.git(...ADD, lib.dir, "libs/l ib");
  await repo.git(
    ...["-c", "protocol.file.allow=always"],
    ...["submodule", "--quiet", "update", "--init", "--recursive"],
  );
  await repo.git("commit", "--quiet", "--message=lib");
  for (const origin of [deep, lib]) await rm(origin.dir, { recursive: true });
  return repo;
}

test("a worktree's submodules hold their commit, without network and hooks; a reset restores them", async () => {
  const repo = await scene();
  const hook = ".git/modules/libs/l ib/hooks/post-checkout";
  await repo.write(hook, "#!/bin/sh\ntouch ran\n");
  await chmod(join(repo.dir, hook), 0o755);
  const git = createGit({ env: repo.env, commonDir: join(repo.dir, ".git") });
  const dir = join(repo.dir, "../w");
  await git.addWorktree(repo.dir, dir, "HEAD");
  const tree = repoAt(dir, repo.env);
  expect(await tree.read("libs/l ib/lib.txt")).toBe("lib\n");
  expect(await tree.read("libs/l ib/in/deep/deep.txt")).toBe("deep\n");
  const { tree: snapshot } = await git.snapshot(dir);
  expect(snapshot).toBe(await git.treeOf(repo.dir, "HEAD"));

  await tree.write("libs/l ib/lib.txt", "broken\n");
  await tree.write("libs/l ib/in/deep/new.txt", "");
  await tree.delete("libs/l ib/old.txt");
  await git.resetWorktree(dir, "HEAD");
  expect(await tree.read("libs/l ib/lib.txt")).toBe("lib\n");
  expect(await tree.exists("libs/l ib/in/deep/new.txt")).toBe(false);
  expect(await tree.exists("libs/l ib/old.txt")).toBe(true);
  await repo.write("../elsewhere/kept", "");
  await tree.delete("libs/l ib");
  await tree.link("libs/l ib", join(repo.dir, "../elsewhere"));
  await git.resetWorktree(dir, "HEAD");
  expect(await repo.exists("../elsewhere/lib.txt")).toBe(false);
  expect(await repo.exists("../elsewhere/kept")).toBe(true);

  await repo.write("../elsewhere/l ib/kept", "");
  await tree.delete("libs");
  await tree.link("libs", join(repo.dir, "../elsewhere"));
  await git.resetWorktree(dir, "HEAD");
  expect(await repo.exists("../elsewhere/l ib/kept")).toBe(true);

  expect(await repo.git("submodule", "status", "--recursive")).not.toMatch(/^[-+U]/m);
  expect(await repo.status()).toEqual([]);
  await git.removeWorktree(repo.dir, dir);
  expect(await repo.exists("../w")).toBe(false);
  const left = await repo.git("-C", "libs/l ib", "status", "--porcelain", "--ignored");
  expect(left).toBe("");
});

test("a submodule that nobody has fetched stays empty; a commit that is missing is named", async () => {
  const repo = await scene();
  const git = createGit({ env: repo.env });
  expect(await git.unfilledSubmodules(repo.dir)).toEqual([]);
  const missing = `160000,${"1".repeat(40)},libs/l ib`;
  await repo.git("update-index", "--cacheinfo", missing);
  expect(await git.unfilledSubmodules(repo.dir)).toEqual(["libs/l ib"]);
  await repo.git("commit", "--quiet", "--message=ahead");
  const dir = join(repo.dir, "../w");
  await git.addWorktree(repo.dir, dir, "HEAD");
  expect(await repoAt(dir, repo.env).exists("libs/l ib/lib.txt")).toBe(false);
  await repo.git("submodule", "--quiet", "deinit", "--force", "--all");
  expect(await git.unfilledSubmodules(repo.dir)).toEqual([]);
});
