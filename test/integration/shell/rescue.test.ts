import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchTrees } from "../../../src/shell/compare/tree-watch.ts";
import { copyProject, git, runner, sharedProject, userShell } from "./guarded-project.ts";

const original = await sharedProject();
const nothing = { worktree: [], checkout: [], refs: [], gitFiles: [], protected: [], stripped: [] };

test("what is put back in the checkout is kept under refs/aegis/rescued", async () => {
  const project = await copyProject(original);
  const status = await git(project.checkout, "status", "--porcelain");
  for (const number of [1, 2]) {
    const watch = await watchTrees(runner, {
      checkout: { dir: project.checkout },
      gitDir: project.gitDir,
    });
    await userShell(
      project,
      project.checkout,
      `echo ${number} > tracked.txt; rm draft.txt; git add .`,
    );
    const result = await watch.settle();
    expect(result).toEqual({
      ...nothing,
      checkout: ["draft.txt", "tracked.txt"],
      gitFiles: [join(project.gitDir, "index")],
      rescued: `refs/aegis/rescued/${number}`,
    });
    expect(await git(project.checkout, "show", `${result.rescued}:tracked.txt`)).toBe(`${number}`);
  }
  expect(await git(project.checkout, "status", "--porcelain")).toBe(status);
  expect(await readFile(join(project.checkout, "tracked.txt"), "utf8")).toBe("one\nmine\n");
});

test("a commit that was taken off its branch is kept, with the changed files", async () => {
  const project = await copyProject(original);
  const watch = await watchTrees(runner, {
    checkout: { dir: project.checkout },
    gitDir: project.gitDir,
  });
  await userShell(project, project.checkout, "git commit -qam stray; echo more > more.txt");
  const stray = await git(project.checkout, "rev-parse", "main");
  const result = await watch.settle();
  expect(result).toMatchObject({ refs: ["refs/heads/main"], checkout: ["more.txt"] });
  const rescued = result.rescued ?? "";
  expect(await git(project.checkout, "rev-list", rescued)).toContain(stray);
  const kept = await git(project.checkout, "log", "--format=%T", rescued);
  const trees = await Promise.all(
    kept.split("\n").map((tree) => git(project.checkout, "ls-tree", "-r", "--name-only", tree)),
  );
  expect(trees.join("\n")).toContain("more.txt");
  expect(await git(project.checkout, "rev-parse", "main")).not.toBe(stray);
});

test("a merge begun in the checkout is not left half done", async () => {
  const project = await copyProject(original);
  const watch = await watchTrees(runner, {
    checkout: { dir: project.checkout },
    gitDir: project.gitDir,
  });
  await userShell(project, project.checkout, "git merge --no-commit --no-ff topic");
  const result = await watch.settle();
  expect(result.gitFiles).toContain(join(project.gitDir, "MERGE_HEAD"));
  expect(await git(project.checkout, "status")).not.toContain("merge");
});

test("a journal may grow but not lose what it had", async () => {
  const project = await copyProject(original);
  const journal = join(project.root, "run.jsonl");
  await writeFile(journal, "first\n");
  const watch = () => watchTrees(runner, { appendOnly: [journal] });
  const quiet = await watch();
  await appendFile(journal, "second\n");
  expect(await quiet.settle()).toEqual(nothing);
  const hurt = await watch();
  await writeFile(journal, "first\nforged\n");
  expect(await hurt.settle()).toEqual({ ...nothing, protected: [journal] });
  expect(await readFile(journal, "utf8")).toBe("first\nsecond\n");
});

test("protected paths come back, those that did not exist go", async () => {
  const project = await copyProject(original);
  const config = join(project.checkout, ".opencode");
  const plugin = join(config, "plugin", "evil.js");
  const absent = join(project.checkout, "opencode.jsonc");
  await mkdir(config);
  await writeFile(join(config, "aegis.jsonc"), "{}");
  const watch = await watchTrees(runner, { protect: [config, absent] });
  await rm(config, { recursive: true });
  await mkdir(join(config, "plugin"), { recursive: true });
  await writeFile(plugin, "evil");
  await writeFile(absent, "{}");
  const result = await watch.settle();
  expect(result.protected.sort()).toEqual(
    [join(config, "aegis.jsonc"), join(config, "plugin"), plugin, absent].sort(),
  );
  expect(await readFile(join(config, "aegis.jsonc"), "utf8")).toBe("{}");
  await expect(readFile(plugin)).rejects.toThrow("ENOENT");
  await expect(readFile(absent)).rejects.toThrow("ENOENT");
});

test("a cache of earlier looks does not hide a change of the same size", async () => {
  const project = await copyProject(original);
  const file = join(project.checkout, "tracked.txt");
  const cache = new Map();
  for (const text of ["one\nabcd\n", "one\nefgh\n", "one\nijkl\n"]) {
    const watch = await watchTrees(runner, { checkout: { dir: project.checkout }, cache });
    await writeFile(file, text);
    expect((await watch.settle()).checkout).toEqual(["tracked.txt"]);
    expect(await readFile(file, "utf8")).toBe("one\nmine\n");
  }
});

test("tracked files that an ignore rule names are watched, a repository inside is no fault", async () => {
  const project = await copyProject(original);
  await mkdir(join(project.checkout, "ignored"));
  await writeFile(join(project.checkout, "ignored/kept.txt"), "kept\n");
  await git(project.checkout, "add", "--force", "ignored/kept.txt");
  await git(project.checkout, "init", "--quiet", "nested");
  const watch = await watchTrees(runner, { checkout: { dir: project.checkout } });
  await writeFile(join(project.checkout, "ignored/kept.txt"), "gone\n");
  expect((await watch.settle()).checkout).toEqual(["ignored/kept.txt"]);
  expect(await readFile(join(project.checkout, "ignored/kept.txt"), "utf8")).toBe("kept\n");
});

test("nothing is removed through a symlink that was allowed to take a directory's place", async () => {
  const project = await copyProject(original);
  const outside = join(project.root, "outside");
  await mkdir(outside);
  await writeFile(join(outside, "b.ts"), "theirs\n");
  const watch = await watchTrees(runner, {
    worktree: {
      dir: project.checkout,
      allowed: (path) => path === "src",
      exclude: [],
      rescue: false,
    },
  });
  await userShell(project, project.checkout, `rm -r src; ln -s ${outside} src`);
  expect((await watch.settle()).worktree.sort()).toEqual(["src/a/a.ts", "src/b.ts"]);
  expect(await readFile(join(outside, "b.ts"), "utf8")).toBe("theirs\n");
  expect(await readFile(join(project.checkout, "src/b.ts"), "utf8")).toBe("b2\n");
});
