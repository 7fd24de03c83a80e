import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isOccupied } from "../../../src/kit/is-there.ts";
import { removeTree } from "../../../src/kit/remove-tree.ts";
import { guardFiles } from "../../../src/shell/compare/file-guard.ts";
import { watchTrees } from "../../../src/shell/compare/tree-watch.ts";
import { copyProject, git, runner, sharedProject, userShell } from "./guarded-project.ts";

const NOBODY = 65_534;
const original = await sharedProject();

/** A folder of a user whom the system refuses what modes forbid; root is refused nothing. */
async function ordinaryFolder(): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-ordinary-")));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  if (process.getuid?.() !== 0) return dir;
  await chown(dir, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  onTestFinished(() => process.seteuid?.(0));
  return dir;
}

test("a tree with read-only folders is removed, as Go's module cache is made", async () => {
  const dir = await ordinaryFolder();
  const cache = join(dir, "mod/cache/x@v1");
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, "go.mod"), "module x\n", { mode: 0o444 });
  for (const path of ["mod/cache/x@v1", "mod/cache", "mod"]) await chmod(join(dir, path), 0o555);
  await expect(rm(join(dir, "mod"), { recursive: true })).rejects.toThrow("EACCES");
  await removeTree(join(dir, "mod"));
  expect(await isOccupied(join(dir, "mod"))).toBe(false);
});

test("what was added in a folder that became read-only goes", async () => {
  const dir = await ordinaryFolder();
  const folder = join(dir, ".opencode");
  const guard = await guardFiles([folder]);
  await mkdir(join(folder, "plugin"), { recursive: true });
  await writeFile(join(folder, "plugin/x.js"), "evil");
  await chmod(join(folder, "plugin"), 0o555);
  await chmod(folder, 0o555);
  expect(await guard.putBack()).toEqual([
    folder,
    join(folder, "plugin"),
    join(folder, "plugin/x.js"),
  ]);
  expect(await isOccupied(folder)).toBe(false);
});

test.each([
  ["000", 0o000],
  ["555", 0o555],
])("a folder that was closed with mode %s comes back with its files", async (_name, mode) => {
  const dir = await ordinaryFolder();
  const file = join(dir, "opencode/agent.md");
  await mkdir(join(dir, "opencode"));
  await writeFile(file, "mine\n");
  const guard = await guardFiles([join(dir, "opencode")]);
  await writeFile(file, "evil\n");
  await writeFile(join(dir, "opencode/more.md"), "evil\n");
  await chmod(join(dir, "opencode"), mode);
  await guard.putBack();
  expect(await readFile(file, "utf8")).toBe("mine\n");
  expect((await stat(join(dir, "opencode"))).mode & 0o777).toBe(0o755);
});

test("a file that could not be read before keeps its content", async () => {
  const dir = await ordinaryFolder();
  const file = join(dir, "secret");
  await writeFile(file, "mine\n", { mode: 0o000 });
  const guard = await guardFiles([file]);
  await chmod(file, 0o644);
  expect(await guard.putBack()).toEqual([file]);
  expect((await stat(file)).mode & 0o777).toBe(0);
});

test("a path that cannot be put back stops no other, and is named", async () => {
  const dir = await ordinaryFolder();
  const paths = ["a", "b", "c"].map((name) => join(dir, name));
  for (const path of paths) await writeFile(path, "mine\n");
  const guard = await guardFiles(paths);
  for (const path of paths) await writeFile(path, "evil\n");
  // A folder in the place of a file, in a folder that nobody may change.
  await rm(paths[1] ?? "");
  await mkdir(join(dir, "locked/b"), { recursive: true });
  await chmod(dir, 0o555);
  await expect(guard.putBack()).rejects.toThrow(/EACCES.*\/b/);
  await chmod(dir, 0o755);
  expect(await readFile(paths[0] ?? "", "utf8")).toBe("mine\n");
  expect(await readFile(paths[2] ?? "", "utf8")).toBe("mine\n");
});

test("a ref that git cannot set now is not deleted, and steering files come back all the same", async () => {
  const project = await copyProject(original);
  const config = join(project.checkout, "opencode.json");
  const main = join(project.gitDir, "refs/heads/main");
  const watch = await watchTrees(runner, { gitDir: project.gitDir, protect: [config] });
  const line = `git -c core.hooksPath=/dev/null update-ref refs/heads/main topic; touch ${main}.lock; echo evil > ${config}`;
  await userShell(project, project.checkout, line);
  await expect(watch.settle()).rejects.toMatchObject({ code: "GIT_LOCKED" });
  expect(await isOccupied(config)).toBe(false);
  expect(await isOccupied(main)).toBe(true);
  await rm(`${main}.lock`);
  expect(await git(project.checkout, "rev-parse", "main")).toBe(
    await git(project.checkout, "rev-parse", "topic"),
  );
});

test("a HEAD that became a folder becomes a file again", async () => {
  const project = await copyProject(original);
  const head = join(project.gitDir, "HEAD");
  const before = await readFile(head, "utf8");
  const watch = await watchTrees(runner, { gitDir: project.gitDir });
  await rm(head);
  await mkdir(join(head, "x"), { recursive: true });
  expect((await watch.settle()).refs).toEqual([head]);
  expect(await readFile(head, "utf8")).toBe(before);
});
