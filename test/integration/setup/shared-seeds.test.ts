import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { besides, seedsFor } from "../../support/seeds-scene.ts";
import { documentOf, NO_SERVER, sceneIn, setupScene, treeOf } from "../../support/setup-scene.ts";

test("the shared files go with the last project that uses them; one that is gone does not count", async () => {
  const one = await setupScene("no-config");
  const parts = seedsFor(one);
  const [two, three] = [await besides(one), await besides(one)];
  const rg = join(one.env["HOME"] ?? "", ".cache/rg");
  for (const scene of [one, two, three]) await scene.install({}, parts);
  await rm(join(three.dir, ".aegis"), { recursive: true });
  expect(documentOf(await one.uninstall({ json: true })).sharedUsers).toBe(1);
  expect((await stat(rg)).isFile()).toBe(true);
  const last = await two.uninstall({ json: true });
  expect(documentOf(last)).toMatchObject({ sharedUsers: 0, left: [] });
  await expect(stat(rg)).rejects.toThrow("ENOENT");
});

test("a project that cannot be found may have been moved: the shared files stay until it is back or given up", async () => {
  const one = await setupScene("no-config");
  const two = await besides(one);
  const rg = join(one.env["HOME"] ?? "", ".cache/rg");
  for (const scene of [one, two]) await scene.install({}, seedsFor(one));
  const elsewhere = `${two.dir}-moved`;
  await rename(two.dir, elsewhere);
  const first = await one.uninstall();
  expect(first.out).toContain(`${two.dir} used them and cannot be found`);
  expect((await stat(rg)).isFile()).toBe(true);
  const moved = sceneIn({ ...two, dir: elsewhere });
  const again = documentOf(await moved.install({ json: true, baseUrl: NO_SERVER }, seedsFor(one)));
  expect(again.nothingToDo).toBe(true);
  const last = documentOf(await moved.uninstall({ json: true }));
  expect(last).toMatchObject({ sharedUsers: 0, sharedLost: [], left: [] });
  await expect(stat(rg)).rejects.toThrow("ENOENT");
});

test("what only a lost project uses goes with --force, and not before", async () => {
  const one = await setupScene("no-config");
  const two = await besides(one);
  const home = one.env["HOME"] ?? "";
  const before = await treeOf(home, "home");
  for (const scene of [one, two]) await scene.install({}, seedsFor(one));
  await rm(two.dir, { recursive: true });
  expect(documentOf(await one.uninstall({ json: true })).sharedLost).toEqual([two.dir]);
  expect(documentOf(await one.uninstall({ json: true })).nothingToDo).toBe(true);
  expect(documentOf(await one.uninstall({ json: true, force: true })).written).toBe(true);
  expect(await treeOf(home, "home")).toEqual(before);
});

test("an uninstall in one worktree leaves .aegis of another one out of git's sight", async () => {
  const scene = await setupScene("no-config");
  await scene.git("add", "--all");
  await scene.git("commit", "--quiet", "--message=config", "--allow-empty");
  await scene.install();
  const other = `${scene.dir}-other`;
  await scene.git("worktree", "add", "--quiet", "--detach", other);
  const linked = sceneIn({ ...scene, dir: other });
  await linked.install();
  const exclude = join(scene.dir, ".git/info/exclude");
  const left = documentOf(await scene.uninstall({ json: true })).left;
  expect(left).toEqual([{ path: exclude, why: "needed" }]);
  expect(await readFile(exclude, "utf8")).toContain("/.aegis/");
  expect(await readFile(exclude, "utf8")).not.toContain("/.opencode/");
  await linked.uninstall();
});

test.each([
  ["LF", "*.tmp\n"],
  ["CRLF", "*.tmp\r\n"],
])("runs that stay are out of git's sight until they are purged (%s)", async (_name, before) => {
  const runs = await setupScene("no-config");
  await runs.write(".git/info/exclude", before);
  await runs.install();
  await runs.write(".aegis/runs/r1/plan-1.md", "# plan\n");
  await runs.uninstall();
  expect(await runs.status()).not.toEqual(
    expect.arrayContaining([expect.stringContaining(".aegis")]),
  );
  await runs.uninstall({ purge: true, force: true });
  expect(await readFile(join(runs.dir, ".git/info/exclude"), "utf8")).toBe(before);
});

test("users of an older list of folders still count", async () => {
  const one = await setupScene("no-config");
  const two = await besides(one);
  for (const scene of [one, two]) await scene.install({}, seedsFor(one));
  const list = join(one.env["HOME"] ?? "", ".config/oh-my-qwencoder/install/users.json");
  const users = [one, two].map(({ dir }) => join(dir, ".aegis/install"));
  await writeFile(list, JSON.stringify({ users }));
  expect(documentOf(await one.uninstall({ json: true })).sharedUsers).toBe(1);
});
