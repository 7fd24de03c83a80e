import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkWorktrees } from "../../../src/doctor/local/worktrees.ts";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import { appScene } from "../../support/app-scene.ts";
import { landScene } from "../../support/land-scene.ts";
import { repoAt } from "../../support/repo-at.ts";
import { planOf } from "../../support/run-builder.ts";

const NAMES = [
  "line\nbreak",
  "\u{1f600} \u{1f469}\u200d\u{1f4bb}.txt",
  "caf\u00e9.txt",
  "cafe\u0301.txt",
  "\ud55c\uae00.txt",
  "\ud55c\uae00-nfd.txt".normalize("NFD"),
  "x".repeat(255),
  // 255 bytes in 85 letters.
  "\uac00".repeat(85),
  "tab\tand \\ and \" and '",
  "-n",
  ":(glob)*",
  " blank ",
];
/** A file name that is no UTF-8. */
const LATIN1 = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
const latin1In = (dir: string) => Buffer.concat([Buffer.from(`${dir}/`), LATIN1]);
const edits = (text: string) => Object.fromEntries(NAMES.map((name) => [`odd/${name}`, text]));

test("odd names keep their bytes through snapshot, worktree, diff, merge and landing, beside the user's", async () => {
  const { repo, git, commit, land } = await landScene({ files: { ...edits("one\n"), a: "1\n" } });
  await writeFile(latin1In(repo.dir), "the user's\n");
  const head = await git.resolve(repo.dir, "HEAD");
  const swarm = await commit(edits("two\n"));
  const wanted = NAMES.map((name) => `odd/${name}`).sort();
  const changed = await git.changes(repo.dir, head, swarm);
  expect(changed.map(({ path }) => path).sort()).toEqual(wanted);
  const patch = await git.patch(repo.dir, head, swarm);
  expect(patch.length).toBeGreaterThan(NAMES.length * 100);
  const merged = await git.merge(repo.dir, { base: head, ours: head, theirs: swarm });
  expect(merged).toMatchObject({ tree: await git.treeOf(repo.dir, swarm), conflicts: [] });
  expect(await land(swarm, { base: head })).toEqual({ outcome: "landed" });
  const onDisk = await readdir(Buffer.from(join(repo.dir, "odd")), { encoding: "buffer" });
  expect(onDisk.map((name) => name.toString("hex")).sort()).toEqual(
    NAMES.map((name) => Buffer.from(name).toString("hex")).sort(),
  );
  for (const name of NAMES) expect(await repo.read(`odd/${name}`)).toBe("two\n");
  const left = await readdir(Buffer.from(repo.dir), { encoding: "buffer" });
  expect(left.some((name) => name.equals(LATIN1))).toBe(true);
  expect((await repo.status()).filter((line) => !line.startsWith("??"))).toEqual([]);
});

test("odd names in the checkout stop no look of doctor", async () => {
  const { repo } = await landScene({ files: edits("one\n") });
  await writeFile(latin1In(repo.dir), "x");
  await repo.git("add", "--all");
  await repo.git("commit", "--quiet", "--message=latin1");
  const { dir, env } = repo;
  const place = { cwd: dir, env, packageRoot: "", version: "0.0.0", openCodeRange: "*" };
  const results = await checkWorktrees(place, dir);
  expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
  expect(results.length).toBeGreaterThan(3);
});

test("odd names of a Worker: one that is no text is said, and without it the report is accepted", async () => {
  const scene = await appScene({ files: { "package.json": '{"scripts":{"test":"true"}}' } });
  const { swarm, repo } = scene;
  await scene.approve(planOf(["a"]));
  await scene.freeze();
  const { dir } = await scene.start("a");
  const tree = repoAt(dir, repo.env);
  for (const name of NAMES) await tree.write(`src/a/${name}`, "x\n");
  await writeFile(latin1In(join(dir, "src/a")), "x");
  const report = { summary: "x", changes: [], checks: [] };
  await expect(acceptReport(swarm, "a", report)).rejects.toMatchObject({
    code: "NAME_NOT_UTF8",
    hint: expect.stringContaining("Latin-1"),
  });
  expect(swarm.run.state.workers[0]?.now.status).toBe("running");
  await tree.git("clean", "-fdq", "--", "src/a/caf[!\u00e9e]*");
  expect(await acceptReport(swarm, "a", report)).toBeUndefined();
});
