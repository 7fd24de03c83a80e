import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { tempRepo } from "../../support/temp-repo.ts";

test("creates, moves and deletes a ref only from where it was expected", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  const tree = await git.treeOf(repo.dir, "HEAD");
  const commit = (message: string) => git.commitTree(repo.dir, { tree, parents: [], message });
  const [one, two] = [await commit("one"), await commit("two")];
  const ref = "refs/aegis/run/w01";
  const moved = { code: "REF_MOVED" };
  await git.updateRef(repo.dir, ref, one, "");
  await expect(git.updateRef(repo.dir, ref, two, "")).rejects.toMatchObject(moved);
  await expect(git.updateRef(repo.dir, ref, two, two)).rejects.toMatchObject(moved);
  await git.updateRef(repo.dir, ref, two, one);
  expect(await git.refs(repo.dir, "refs/aegis/")).toEqual(
    new Map([
      [ref, two],
      ["HEAD", "refs/heads/main"],
    ]),
  );
  await expect(git.deleteRef(repo.dir, ref, one)).rejects.toMatchObject(moved);
  await git.deleteRef(repo.dir, ref, two);
  await git.deleteRef(repo.dir, ref);
  await expect(git.updateRef(repo.dir, ref, two, one)).rejects.toMatchObject(moved);
  const notARef = git.updateRef(repo.dir, "refs/aegis/..", two);
  await expect(notARef).rejects.toMatchObject({ code: "GIT_FAILED" });
});

test("names the commit of a detached HEAD", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  await repo.git("switch", "--quiet", "--detach");
  const head = await repo.git("rev-parse", "HEAD");
  const expected = new Map([
    ["refs/heads/main", head],
    ["HEAD", head],
  ]);
  expect(await createGit({ env: repo.env }).refs(repo.dir)).toEqual(expected);
});

test("excludes a line once, for all worktrees, also after an unfinished last line", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  const linked = join(repo.dir, "../linked");
  await git.addWorktree(repo.dir, linked, "HEAD");
  await repo.write(".git/info/exclude", "users");
  await Promise.all([git.exclude(repo.dir, "/.aegis/"), git.exclude(linked, "/.aegis/")]);
  const file = join(repo.dir, ".git/info/exclude");
  expect(await readFile(file, "utf8")).toBe("users\n/.aegis/\n");
  await repo.delete(".git/info");
  await git.exclude(repo.dir, "/.aegis/");
  expect(await readFile(file, "utf8")).toBe("/.aegis/\n");
});

test("tries again when a lock goes away", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const lock = ".git/refs/aegis/x.lock";
  await repo.write(lock, "");
  // A git in front of git: it lets the first attempt fail and then removes the lock.
  const bin = join(repo.dir, "../bin");
  const path = repo.env["PATH"] ?? "";
  const body = `PATH='${path}'; export PATH; git "$@"; code=$?; rm -f ${lock}; exit $code`;
  await repo.write("../bin/git", `#!/bin/sh\n${body}\n`);
  await chmod(join(bin, "git"), 0o755);
  const git = createGit({ env: { ...repo.env, PATH: `${bin}:${path}` } });
  await git.updateRef(repo.dir, "refs/aegis/x", "HEAD");
  expect(await repo.git("rev-parse", "refs/aegis/x")).toBe(await repo.git("rev-parse", "HEAD"));
});

test("names a lock that stays, and leaves it alone", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const lock = ".git/refs/aegis/x.lock";
  await repo.write(lock, "");
  const git = createGit({ env: repo.env, lockWaitMs: 50 });
  await expect(git.updateRef(repo.dir, "refs/aegis/x", "HEAD")).rejects.toMatchObject({
    code: "GIT_LOCKED",
    message: expect.stringContaining(join(repo.dir, lock)),
  });
  expect(await repo.exists(lock)).toBe(true);
});
