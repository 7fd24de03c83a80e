import { chmod, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { tempRepo } from "../../support/temp-repo.ts";

test("describes a checkout from one of its subdirectories", async () => {
  const repo = await tempRepo({ files: { "src/한글 dir/a.ts": "a\n" } });
  const facts = await createGit({ env: repo.env }).inspect(join(repo.dir, "src/한글 dir"));
  expect(facts).toEqual({
    top: repo.dir,
    commonDir: join(repo.dir, ".git"),
    head: await repo.git("rev-parse", "HEAD"),
    branch: "main",
    linkedWorktree: false,
    submodules: [],
    caseInsensitive: false,
    prefix: "src/한글 dir",
    identity: true,
  });
});

test("describes a checkout below a folder with a line break in its name", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const dir = join(repo.dir, "../line\nbreak");
  await rename(repo.dir, dir);
  const facts = await createGit({ env: repo.env }).inspect(dir);
  expect(facts).toMatchObject({ top: dir, commonDir: join(dir, ".git") });
});

test("describes a detached linked worktree without an identity", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  const dir = join(repo.dir, "../linked ");
  await git.addWorktree(repo.dir, dir, "HEAD");
  await repo.git("config", "--unset", "user.email");
  await repo.git("config", "core.ignorecase", "true");
  expect(await git.inspect(dir)).toMatchObject({
    top: dir,
    commonDir: join(repo.dir, ".git"),
    branch: undefined,
    linkedWorktree: true,
    caseInsensitive: true,
    identity: false,
    prefix: "",
  });
});

test("names the submodules", async () => {
  const inner = await tempRepo({ files: { x: "x\n" } });
  const repo = await tempRepo({ files: { a: "a\n" } });
  const link = `160000,${await inner.git("rev-parse", "HEAD")},libs/in ner`;
  await repo.git("update-index", "--add", "--cacheinfo", link);
  const { submodules } = await createGit({ env: repo.env }).inspect(repo.dir);
  expect(submodules).toEqual(["libs/in ner"]);
});

test("reads the repository it is asked about, whatever the caller's git variables say", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const other = await tempRepo({ files: { b: "b\n" } });
  const env = {
    ...repo.env,
    GIT_DIR: join(other.dir, ".git"),
    GIT_WORK_TREE: other.dir,
    GIT_INDEX_FILE: join(other.dir, ".git/index"),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.bare",
    GIT_CONFIG_VALUE_0: "true",
  };
  const git = createGit({ env });
  expect((await git.inspect(repo.dir)).top).toBe(repo.dir);
  const { tree } = await git.snapshot(repo.dir);
  expect([...(await git.files(repo.dir, tree)).keys()]).toEqual(["a"]);
});

test("says why it cannot start", async () => {
  const repo = await tempRepo({ commit: false });
  const git = createGit({ env: repo.env });
  const outside = join(repo.dir, "..");
  await expect(git.inspect(repo.dir)).rejects.toMatchObject({ code: "NO_COMMIT" });
  await expect(git.inspect(outside)).rejects.toMatchObject({
    code: "NOT_A_REPOSITORY",
    hint: "git init && git commit --allow-empty -m init",
  });
  await expect(git.inspect(join(outside, "nowhere"))).rejects.toMatchObject({
    code: "NOT_A_REPOSITORY",
  });
  await repo.git("init", "--quiet", "--bare", "../bare");
  await expect(git.inspect(join(outside, "bare"))).rejects.toMatchObject({
    code: "BARE_REPOSITORY",
  });
});

test("refuses a missing and an old git", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const bin = join(repo.dir, "../bin");
  await mkdir(bin);
  const empty = createGit({ env: { ...repo.env, PATH: bin } });
  await expect(empty.inspect(repo.dir)).rejects.toMatchObject({ code: "GIT_MISSING" });

  const real = await tempRepo();
  const path = repo.env["PATH"] ?? "";
  const script = [
    "#!/bin/sh",
    `for word; do [ "$word" = version ] && echo "git version 2.37.9" && exit 0; done`,
    `PATH='${path}' exec git "$@"`,
  ];
  await writeFile(join(bin, "git"), script.join("\n"));
  await chmod(join(bin, "git"), 0o755);
  await symlink("/bin/sh", join(bin, "sh"));
  const old = createGit({ env: { ...repo.env, PATH: bin } });
  await expect(old.inspect(real.dir)).rejects.toMatchObject({
    code: "GIT_TOO_OLD",
    message: expect.stringContaining("2.37.9"),
  });
});
