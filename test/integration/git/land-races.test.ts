import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type LandScene, landScene, wholeState } from "../../support/land-scene.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
const FIRST = TEN.replace("line 0", "user's");
const LAST = TEN.replace("line 9", "swarm's");

/** Git runs filters and merge drivers in the middle of a landing: a user with good timing. */
async function script(
  { repo }: LandScene,
  name: string,
  lines: readonly string[],
): Promise<string> {
  const file = join(repo.dir, "..", name);
  await repo.write(join("..", name), ["#!/bin/sh", ...lines].join("\n"));
  await chmod(file, 0o755);
  return file;
}

test("puts everything back when the branch moves at the last moment", async () => {
  const scene = await landScene({ files: { a: "1\n", gone: "1\n", mine: "1\n" } });
  const { repo, commit, land } = scene;
  const swarm = await commit({ a: "2\n", gone: null, new: "n\n" });
  await repo.write("mine", "2\n");
  const users = await repo.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "user");
  const move = [`git -C '${repo.dir}' update-ref refs/heads/main ${users}`, "cat"];
  await repo.git("config", "filter.move.smudge", await script(scene, "move", move));
  await repo.write(".git/info/attributes", "new filter=move\n");
  const before = await wholeState(repo);
  expect(await land(swarm)).toEqual({ outcome: "branch-moved", head: users });
  const refs = `refs/heads/main ${users}`;
  expect(await wholeState(repo)).toEqual({ ...before, refs });
});

test("changes nothing when a file changes after it was looked at", async () => {
  const scene = await landScene({ files: { a: TEN, b: "1\n", c: "1\n" } });
  const { repo, commit, land } = scene;
  const swarm = await commit({ a: LAST, b: "2\n" });
  await repo.write("a", FIRST);
  const edit = [`echo later >'${repo.dir}/b'`, `echo later >'${repo.dir}/c'`, `cp "$2" "$1"`];
  const driver = `${await script(scene, "edit", edit)} %A %B`;
  await repo.git("config", "merge.edit.driver", driver);
  await repo.write(".git/info/attributes", "a merge=edit\n");
  const outcome = await land(swarm);
  expect(outcome).toEqual({ outcome: "overlap", paths: ["b"] });
  expect(await repo.status()).toEqual([" M a", " M b", " M c"]);
  expect([await repo.read("a"), await repo.read("b")]).toEqual([FIRST, "later\n"]);
  expect(await repo.git("rev-parse", "HEAD")).not.toBe(swarm);
});

test("puts back the very bytes, also of line endings that git would even out", async () => {
  const files = { mixed: TEN, a: "1\n" };
  const { repo, commit, land } = await landScene({ files, config: { "core.autocrlf": "true" } });
  const swarm = await commit({ mixed: LAST, a: "2\n" });
  await repo.write("mixed", FIRST.replace("line 4\n", "line 4\r\n"));
  await repo.write(".git/refs/heads/main.lock", "");
  const before = await wholeState(repo);
  await expect(land(swarm)).rejects.toMatchObject({ code: "GIT_LOCKED" });
  expect(await wholeState(repo)).toEqual(before);
});

test("stops before the first file changes when a file changes while the new ones are made", async () => {
  const scene = await landScene({ files: { a: "1\n", b: "1\n" } });
  const { repo, commit, land } = scene;
  const swarm = await commit({ a: "2\n", b: "2\n", new: "n\n" });
  const spoil = [`echo later >'${repo.dir}/a'`, "cat"];
  await repo.git("config", "filter.spoil.smudge", await script(scene, "spoil", spoil));
  await repo.write(".git/info/attributes", "new filter=spoil\n");
  expect(await land(swarm)).toEqual({ outcome: "overlap", paths: ["a"] });
  expect(await repo.status()).toEqual([" M a"]);
  expect(await repo.read("a")).toBe("later\n");
  expect(await repo.git("for-each-ref", "refs/aegis")).toBe("");
});

test("an ignored file that appears where the commit adds one stays, and stops the landing", async () => {
  const scene = await landScene({ files: { a: "1\n" } });
  const { repo, commit, land } = scene;
  const swarm = await commit({ "gen.txt": "swarm\n", z: "z\n" });
  await repo.write(".git/info/exclude", "gen.txt\n");
  const late = [`echo mine >'${repo.dir}/gen.txt'`, "cat"];
  await repo.git("config", "filter.late.smudge", await script(scene, "late", late));
  await repo.write(".git/info/attributes", "z filter=late\n");
  expect(await land(swarm)).toEqual({ outcome: "overlap", paths: ["gen.txt"] });
  expect(await repo.read("gen.txt")).toBe("mine\n");
});

test.each([
  ["stages another version", "echo staged >a && git add a", "MM a"],
  ["deletes the file", "rm a", " D a"],
])("a user who %s while the new files are made stops the landing", async (_what, act, status) => {
  const scene = await landScene({ files: { a: "1\n", b: "1\n" } });
  const { repo, commit, land } = scene;
  const swarm = await commit({ a: "2\n", b: "2\n" });
  const late = [
    `cd '${repo.dir}' && env -u GIT_INDEX_FILE sh -c '${act} && echo x >a.tmp && rm a.tmp'`,
    "cat",
  ];
  await repo.git("config", "filter.late.smudge", await script(scene, "late", late));
  await repo.write(".git/info/attributes", "b filter=late\n");
  expect(await land(swarm)).toEqual({ outcome: "overlap", paths: ["a"] });
  expect((await repo.status())[0]?.slice(0, 4)).toBe(status.replace("MM", "M "));
  expect(await repo.git("ls-files", "-v", "a")).toBe("H a");
});
