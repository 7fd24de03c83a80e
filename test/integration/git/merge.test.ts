import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");

/** The tree after some edits; the checkout is as before afterwards. */
async function treeWith(repo: TempRepo, edits: Record<string, string | null>): Promise<string> {
  for (const [path, text] of Object.entries(edits)) {
    await (text === null ? repo.delete(path) : repo.write(path, text));
  }
  const { tree } = await createGit({ env: repo.env }).snapshot(repo.dir);
  await repo.git("reset", "--quiet", "--hard");
  await repo.git("clean", "-fdq");
  return tree;
}

async function mergeOf(
  files: Record<string, string>,
  ours: Record<string, string | null>,
  theirs: Record<string, string | null>,
) {
  const repo = await tempRepo({ files });
  const git = createGit({ env: repo.env });
  const sides = { ours: await treeWith(repo, ours), theirs: await treeWith(repo, theirs) };
  const result = await git.merge(repo.dir, { base: "HEAD", ...sides });
  return { repo, git, ...sides, ...result };
}

test("merges different files and different lines of one file", async () => {
  const { repo, git, tree, conflicts } = await mergeOf(
    { both: TEN, gone: "x\n" },
    { both: TEN.replace("line 0", "ours"), gone: null },
    { both: TEN.replace("line 9", "theirs"), "새 파일": "new\n" },
  );
  expect(conflicts).toEqual([]);
  expect([...(await git.files(repo.dir, tree)).keys()]).toEqual(["both", "새 파일"]);
  const merged = TEN.replace("line 0", "ours").replace("line 9", "theirs");
  expect((await git.blob(repo.dir, tree, "both"))?.toString()).toBe(merged);
  expect(await repo.status()).toEqual([]);
});

test("names every kind of conflict by its path", async () => {
  const { conflicts } = await mergeOf(
    { "same\nline": "1\n", edited: "1\n", "sp ace/x": "1\n" },
    { "same\nline": "ours\n", edited: null, twice: "ours\n", "sp ace/x": "2\n", spot: "file\n" },
    { "same\nline": "theirs\n", edited: "2\n", twice: "theirs\n", "spot/x": "x\n" },
  );
  expect([...conflicts].sort()).toEqual(["edited", "same\nline", "spot", "twice"]);
});

test("names a file that became two kinds of file once, and keeps ours", async () => {
  const repo = await tempRepo({ files: { kind: "1\n" } });
  const git = createGit({ env: repo.env });
  const theirs = await treeWith(repo, { kind: "2\n" });
  await repo.delete("kind");
  await repo.link("kind", "target");
  const ours = (await git.snapshot(repo.dir)).tree;
  const merged = await git.merge(repo.dir, { base: "HEAD", ours, theirs });
  expect(merged.conflicts).toEqual(["kind"]);
  expect([...(await git.files(repo.dir, merged.tree)).keys()]).toEqual(["kind"]);
});

test("follows no renames: what was written to a path stays at that path", async () => {
  const text = `${TEN}${TEN}`;
  const { conflicts } = await mergeOf(
    { "old/a": text, "old/b": text.replaceAll("line", "row") },
    { "old/a": null, "old/b": null, "new/a": text, "new/b": text.replaceAll("line", "row") },
    { "old/a": `${text}more\n`, "old/c": "c\n" },
  );
  expect(conflicts).toEqual(["old/a"]);
  const added = await mergeOf(
    { "old/a": text, "old/b": text.replaceAll("line", "row") },
    { "old/a": null, "old/b": null, "new/a": text, "new/b": text.replaceAll("line", "row") },
    { "old/c": "c\n" },
  );
  expect(added.conflicts).toEqual([]);
  const names = [...(await added.git.files(added.repo.dir, added.tree)).keys()];
  expect(names).toEqual(["new/a", "new/b", "old/c"]);
});

test("takes the changed side when the other is the base", async () => {
  const { repo, git, ours, theirs } = await mergeOf({ a: "1\n" }, { a: "2\n" }, { a: "1\n" });
  expect(await git.merge(repo.dir, { base: theirs, ours, theirs })).toEqual({
    tree: ours,
    conflicts: [],
  });
  expect(await git.merge(repo.dir, { base: theirs, ours: theirs, theirs: ours })).toEqual({
    tree: ours,
    conflicts: [],
  });
});

test("gives the same objects for the same question", async () => {
  const { repo, git, ours, theirs } = await mergeOf({ a: "1\n" }, { b: "b\n" }, { c: "c\n" });
  const count = () => repo.git("count-objects");
  const before = await count();
  await git.merge(repo.dir, { base: "HEAD", ours, theirs });
  expect(await count()).toBe(before);
});
