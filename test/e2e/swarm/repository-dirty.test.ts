import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { type Fingerprint, fingerprint } from "../../support/fingerprint.ts";
import type { Ground } from "../../support/ground.ts";
import { expectCommitted, wholeRun } from "../../support/odd-grounds.ts";
import { plan } from "../../support/script-lines.ts";

const OURS = ["docs/contract.md", "src/a/ok.txt"];
/** In every state a file of the user can be in, with names that break careless quoting. */
const COMMITTED = [
  "README.md",
  "staged.txt",
  "unstaged.txt",
  "both.txt",
  "deleted.txt",
  "staged-deleted.txt",
  "renamed.txt",
  "한글 파일.txt",
  "cafe\u0301.txt",
  "line\nbreak.txt",
  "src/a/mine.txt",
];

async function makeDirty(ground: Ground): Promise<void> {
  const { git, write, dir } = ground;
  await write("staged.txt", "staged\n");
  await write("both.txt", "first\n");
  await git("add", "staged.txt", "both.txt");
  await write("both.txt", "second\n");
  await write("unstaged.txt", "unstaged\n");
  await write("한글 파일.txt", "바뀜\n");
  await write("cafe\u0301.txt", "changed\n");
  await write("line\nbreak.txt", "changed\n");
  await write("src/a/mine.txt", "the user's, inside a Worker's scope\n");
  await rm(join(dir, "deleted.txt"));
  await git("rm", "-q", "staged-deleted.txt");
  await git("mv", "renamed.txt", "new name.txt");
  await write("added.txt", "added\n");
  await git("add", "added.txt");
  await write("intent.txt", "intent\n");
  await git("add", "-N", "intent.txt");
  await write("untracked folder/새 파일.txt", "untracked\n");
  await write("untracked\nline.txt", "untracked\n");
}

const arena = sharedArena({ undo: true });
let ground: Ground;
let before: Fingerprint;
let after: Fingerprint;
let head: string;
beforeAll(async () => {
  ground = await arena.ground(Object.fromEntries(COMMITTED.map((path) => [path, `${path}\n`])));
  await makeDirty(ground);
  head = await ground.git("rev-parse", "HEAD");
  before = await fingerprint(ground);
  const workers = plan(["a"]).workers.map((one) => ({
    ...one,
    // A Worker sees what the user has not committed.
    qa: ["test -f src/a/ok.txt && grep -q second both.txt && test ! -e deleted.txt"],
  }));
  const talk = await arena.talk(ground, wholeRun({ workers }));
  await expectCommitted(talk, ground, head);
  after = await fingerprint(ground);
});

function without(files: Fingerprint["files"]): Fingerprint["files"] {
  const entries = Object.entries(files);
  return Object.fromEntries(
    entries.filter(([path]) => !OURS.includes(path) && !path.startsWith(".aegis/")),
  );
}

test("every byte of the user's own files is as it was", () => {
  expect(without(after.files)).toEqual(without(before.files));
  expect(Object.keys(after.files)).toEqual(expect.arrayContaining(OURS));
});

test("the status says the same of every file, and nothing of ours", () => {
  expect(after.status).toBe(before.status);
});

test("what was staged is staged, and nothing else is", () => {
  const entries = (index: string) =>
    index.split("\0").filter((entry) => !OURS.includes(entry.slice(entry.indexOf("\t") + 1)));
  expect(entries(after.index)).toEqual(entries(before.index));
});

test("the commit holds the swarm's files and none of the user's", async () => {
  expect((await ground.git("diff", "--name-only", "-z", head, "HEAD")).split("\0")).toEqual([
    ...OURS,
    "",
  ]);
});

test("configuration, hooks and other refs are as they were", () => {
  expect(after.config).toBe(before.config);
  expect(after.hooks).toEqual(before.hooks);
  expect(after.refs.split("\n")).toHaveLength(before.refs.split("\n").length);
});
