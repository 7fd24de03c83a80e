import { execFileSync } from "node:child_process";
import { chmod, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { wholeState } from "../../support/land-scene.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

async function snapshotOf(repo: TempRepo, exclude?: string[]): Promise<Record<string, string>> {
  const git = createGit({ env: repo.env });
  const options = exclude === undefined ? {} : { exclude };
  const { tree } = await git.snapshot(repo.dir, options);
  const found: Record<string, string> = {};
  for (const [path, { mode }] of await git.files(repo.dir, tree)) {
    const text = mode === "160000" ? "" : (await git.blob(repo.dir, tree, path))?.toString();
    found[path] = `${mode} ${text}`;
  }
  return found;
}

test("takes the work tree, not the index, and leaves no trace", async () => {
  const repo = await tempRepo({
    files: {
      kept: "kept\n",
      edited: "1\n",
      gone: "1\n",
      unstaged: "1\n",
      run: "x\n",
      ".gitignore": "*.log\n",
    },
  });
  await repo.write("edited", "staged\n");
  await repo.git("add", "edited");
  await repo.write("edited", "work tree\n");
  await repo.delete("gone");
  await repo.git("rm", "--quiet", "--cached", "unstaged");
  await repo.write("new", "new\n");
  await repo.git("add", "new");
  await repo.delete("new");
  await repo.write("intent", "intent\n");
  await repo.git("add", "--intent-to-add", "intent");
  await repo.write("debug.log", "ignored\n");
  await repo.link("link", "nowhere");
  await chmod(join(repo.dir, "run"), 0o755);
  const before = await wholeState(repo);
  expect(await snapshotOf(repo)).toEqual({
    ".gitignore": "100644 *.log\n",
    kept: "100644 kept\n",
    edited: "100644 work tree\n",
    unstaged: "100644 1\n",
    intent: "100644 intent\n",
    link: "120000 nowhere",
    run: "100755 x\n",
  });
  expect(await wholeState(repo)).toEqual(before);
});

test("carries every kind of name", async () => {
  const names = [
    "with space",
    "line\nfeed",
    "한글.txt",
    "한글 NFD.txt".normalize("NFD"),
    '"q"',
    ":(top)x",
    "-dash",
    "*",
  ];
  const repo = await tempRepo();
  for (const name of names) await repo.write(`dir/${name}`, `${name}\n`);
  const found = await snapshotOf(repo);
  expect(Object.keys(found).sort()).toEqual(names.map((name) => `dir/${name}`).sort());
});

test("carries a name that is not UTF-8 and says so only when it must be shown", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  await writeFile(Buffer.concat([Buffer.from(`${repo.dir}/`), Buffer.from([0xc7, 0xd1])]), "x");
  const { tree } = await git.snapshot(repo.dir);
  expect(await repo.git("ls-tree", "--name-only", tree)).toContain('"\\307\\321"');
  await expect(git.files(repo.dir, tree)).rejects.toMatchObject({ code: "NAME_NOT_UTF8" });
});

test("follows files that become folders, and folders that become links", async () => {
  const repo = await tempRepo({ files: { a: "a\n", "b/x": "x\n", "b/y": "y\n", "c/x": "x\n" } });
  await repo.delete("a");
  await repo.write("a/deep/file", "1\n");
  await repo.delete("b");
  await repo.write("b", "file\n");
  await repo.delete("c");
  await repo.link("c", "a");
  expect(await snapshotOf(repo)).toEqual({
    "a/deep/file": "100644 1\n",
    b: "100644 file\n",
    c: "120000 a",
  });
});

test("stores line endings the way a commit would", async () => {
  const repo = await tempRepo({ files: { a: "1\n2\n" }, config: { "core.autocrlf": "true" } });
  await repo.git("config", "core.safecrlf", "true");
  await repo.write("a", "1\r\n2\r\n3\r\n");
  await repo.write("mixed", "1\r\n2\n");
  expect(await snapshotOf(repo)).toEqual({ a: "100644 1\n2\n3\n", mixed: "100644 1\n2\n" });
});

test("keeps submodules as staged and leaves nested repositories out", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  for (const name of ["sub", "lost", "files", "file", "nested", "empty"]) {
    await repo.git("init", "--quiet", name);
    const there = ["-C", name, "-c", "user.name=x", "-c", "user.email=x@y"];
    if (name !== "empty") await repo.git(...there, "commit", "--quiet", "--allow-empty", "-m1");
  }
  await repo.git("-c", "advice.addEmbeddedRepo=false", "add", "sub", "lost", "files", "file");
  const staged = await repo.git("rev-parse", ":sub");
  await repo.git(
    "-C",
    "sub",
    "-c",
    "user.name=x",
    "-c",
    "user.email=x@y",
    "commit",
    "-qm2",
    "--allow-empty",
  );
  await repo.delete("lost");
  await repo.delete("files");
  await repo.write("files/plain", "x\n");
  await repo.delete("file");
  await repo.write("file", "x\n");
  await repo.write("nested/file", "x\n");
  const git = createGit({ env: repo.env });
  const { tree, nested } = await git.snapshot(repo.dir);
  expect(nested).toEqual(["empty", "nested"]);
  const files = await git.files(repo.dir, tree);
  expect([...files.keys()]).toEqual(["a", "file", "files", "lost", "sub"]);
  expect(files.get("file")?.mode).toBe("160000");
  expect(files.get("sub")).toEqual({ mode: "160000", oid: staged });
});

test("gives excluded paths as HEAD has them", async () => {
  const repo = await tempRepo({ files: { "dir/a": "1\n", b: "1\n", ".gitignore": "ignored\n" } });
  await repo.write("dir/a", "2\n");
  await repo.git("add", "dir/a");
  await repo.write("dir/new", "2\n");
  await repo.write("dirt", "2\n");
  await repo.write("ignored/x", "2\n");
  await repo.delete("b");
  expect(await snapshotOf(repo, ["dir/", "b", "ignored", "*"])).toEqual({
    ".gitignore": "100644 ignored\n",
    "dir/a": "100644 1\n",
    b: "100644 1\n",
    dirt: "100644 2\n",
  });
});

test("sees changes that index flags hide from git", async () => {
  const repo = await tempRepo({ files: { assumed: "1\n", skipped: "1\n", absent: "1\n" } });
  await repo.git("update-index", "--assume-unchanged", "assumed");
  await repo.git("update-index", "--skip-worktree", "skipped", "absent");
  await repo.write("assumed", "22\n");
  await repo.write("skipped", "22\n");
  await repo.delete("absent");
  expect(await snapshotOf(repo)).toEqual({
    absent: "100644 1\n",
    assumed: "100644 22\n",
    skipped: "100644 22\n",
  });
});

test("sees a link that leads nowhere also where git was told not to look", async () => {
  const repo = await tempRepo({ files: { skipped: "1\n" } });
  await repo.git("update-index", "--skip-worktree", "skipped");
  await repo.delete("skipped");
  await repo.link("skipped", "nowhere");
  expect(await snapshotOf(repo)).toEqual({ skipped: "120000 nowhere" });
});

test("sees an edit of the same size and time as the staged file", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const file = join(repo.dir, "a");
  const second = 1_700_000_000;
  await utimes(file, second, second);
  await repo.git("update-index", "--refresh");
  await utimes(join(repo.dir, ".git/index"), second, second);
  await writeFile(file, "2\n");
  await utimes(file, second, second);
  // Git must not be able to tell by the change time either.
  await repo.git("config", "core.trustctime", "false");
  expect((await stat(file)).mtimeMs).toBe(second * 1000);
  expect(await snapshotOf(repo)).toEqual({ a: "100644 2\n" });
});

test("works below the top, in a linked worktree, without an index and with a split one", async () => {
  const repo = await tempRepo({ files: { a: "a\n", "dir/b": "b\n" } });
  const git = createGit({ env: repo.env });
  const tree = await repo.git("rev-parse", "HEAD^{tree}");
  expect(await git.snapshot(join(repo.dir, "dir"))).toEqual({ tree, nested: [] });
  const linked = join(repo.dir, "../linked");
  await git.addWorktree(repo.dir, linked, "HEAD");
  expect(await git.snapshot(linked)).toEqual({ tree, nested: [] });
  await repo.git("update-index", "--split-index");
  const index = await readFile(join(repo.dir, ".git/index"));
  expect(await git.snapshot(repo.dir)).toEqual({ tree, nested: [] });
  expect(await readFile(join(repo.dir, ".git/index"))).toEqual(index);
  await repo.delete(".git/index");
  expect(await git.snapshot(repo.dir)).toEqual({ tree, nested: [] });
  await repo.delete("a");
  await repo.delete("dir");
  expect(await git.snapshot(repo.dir)).toEqual({
    tree: await repo.git("hash-object", "-t", "tree", "/dev/null"),
    nested: [],
  });
});

test("refuses an unresolved merge", async () => {
  const repo = await tempRepo({ files: { 한글: "1\n" } });
  await repo.git("switch", "--quiet", "--create", "side");
  await repo.write("한글", "side\n");
  await repo.git("commit", "--quiet", "--all", "--message=side");
  await repo.git("switch", "--quiet", "main");
  await repo.write("한글", "main\n");
  await repo.git("commit", "--quiet", "--all", "--message=main");
  await expect(repo.git("merge", "side")).rejects.toThrow();
  await expect(snapshotOf(repo)).rejects.toMatchObject({
    code: "UNMERGED_INDEX",
    message: expect.stringContaining("한글"),
  });
});

test("ignores a foreign index lock", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  await repo.write(".git/index.lock", "");
  await repo.write("a", "b\n");
  expect(await snapshotOf(repo)).toEqual({ a: "100644 b\n" });
  expect(execFileSync("ls", [join(repo.dir, ".git")]).toString()).not.toContain("aegis");
});
