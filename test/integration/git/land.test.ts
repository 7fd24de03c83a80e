import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { landScene, wholeState } from "../../support/land-scene.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
const FIRST = TEN.replace("line 0", "user's");
const LAST = TEN.replace("line 9", "swarm's");
const BOTH = FIRST.replace("line 9", "swarm's");
const LANDED = { outcome: "landed" };

test("lands on a clean checkout", async () => {
  const { repo, git, commit, land } = await landScene({ files: { a: "1\n", gone: "x\n" } });
  const swarm = await commit({ a: "2\n", gone: null, "src/new": "new\n" });
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.status()).toEqual([]);
  expect(await repo.git("rev-parse", "main")).toBe(swarm);
  expect(await git.snapshot(repo.dir)).toMatchObject({ tree: await git.treeOf(repo.dir, swarm) });
  expect(await repo.git("reflog", "-1", "--format=%gs", "main")).toBe("aegis: land");
  expect(await repo.git("reflog", "-1", "--format=%gs", "HEAD")).toBe("aegis: land");
});

test("leaves dirty, staged, deleted and untracked files byte for byte", async () => {
  const names = ["dirty", "staged", "mixed", "deleted", "unstaged", "removed", "run"];
  const files = Object.fromEntries(names.map((name) => [name, `${name}\n`]));
  const { repo, commit, land } = await landScene({
    files: { ...files, mine: "1\n", ".gitignore": "*.log\n" },
  });
  const swarm = await commit({ mine: "2\n", other: "x\n" });
  await repo.write("dirty", "dirty 2");
  await repo.write("staged", "staged 2\n");
  await repo.write("mixed", "mixed 2\n");
  await repo.git("add", "staged", "mixed");
  await repo.write("mixed", "mixed 3\n");
  await repo.delete("deleted");
  await repo.git("rm", "--quiet", "--cached", "unstaged");
  await repo.git("rm", "--quiet", "removed");
  await chmod(join(repo.dir, "run"), 0o755);
  await repo.write("un/tracked 한글\n", "u\r\n");
  await repo.write("intent", "i\n");
  await repo.git("add", "--intent-to-add", "intent");
  await repo.write("staged new", "s\n");
  await repo.git("add", "staged new");
  await repo.link("link", "nowhere");
  await repo.write("debug.log", "ignored\n");
  const before = await wholeState(repo);
  expect(await land(swarm)).toEqual(LANDED);
  const after = await wholeState(repo);
  expect(after["status"]).toEqual(before["status"]);
  const { mine, other, ...rest } = after["files"] as Record<string, string>;
  const { mine: old, ...restBefore } = before["files"] as Record<string, string>;
  expect(rest).toEqual(restBefore);
  expect(mine).not.toBe(old);
  expect(other).toBeDefined();
  expect(await repo.git("show", ":mixed")).toBe("mixed 2");
  expect(after["inGitDir"]).toEqual([]);
});

test("merges different lines and keeps staged staged and unstaged unstaged", async () => {
  const files = { unstaged: TEN, staged: TEN, mixed: TEN };
  const { repo, commit, land } = await landScene({ files });
  const swarm = await commit({ unstaged: LAST, staged: LAST, mixed: LAST });
  await repo.write("unstaged", FIRST);
  await repo.write("staged", FIRST);
  await repo.write("mixed", FIRST);
  await repo.git("add", "staged", "mixed");
  await repo.write("mixed", FIRST.replace("line 4", "user's too"));
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.status()).toEqual(["MM mixed", "M  staged", " M unstaged"]);
  expect(await repo.read("unstaged")).toBe(BOTH);
  expect(await repo.read("staged")).toBe(BOTH);
  expect(await repo.read("mixed")).toBe(BOTH.replace("line 4", "user's too"));
  expect(`${await repo.git("show", ":unstaged")}\n`).toBe(LAST);
  expect(`${await repo.git("show", ":staged")}\n`).toBe(BOTH);
  expect(`${await repo.git("show", ":mixed")}\n`).toBe(BOTH);
});

test("keeps work that was uncommitted before the swarm began, whether base holds it or not", async () => {
  for (const withUsersWork of [true, false]) {
    const { repo, commit, land } = await landScene({
      files: { dirty: TEN, shared: TEN, gone: "x\n" },
    });
    const swarm = await commit({ shared: LAST, new: "n\n" });
    await repo.write("dirty", FIRST);
    await repo.write("shared", FIRST);
    await repo.write("untracked", "u\n");
    await repo.delete("gone");
    const outcome = await (withUsersWork ? land(swarm) : land(swarm, { base: "HEAD" }));
    expect(outcome).toEqual(LANDED);
    expect(await repo.status()).toEqual([" M dirty", " D gone", " M shared", "?? untracked"]);
    expect(await repo.read("dirty")).toBe(FIRST);
    expect(await repo.read("shared")).toBe(BOTH);
  }
});

test("shows the foundation as clean: untracked, staged or edited, taken over or developed", async () => {
  const foundation = {
    "api/as is.ts": "1\n",
    "api/grown.ts": "1\n",
    "api/staged.ts": "1\n",
    "tracked.ts": "frame\n",
  };
  const { repo, git, commit, land } = await landScene({
    files: { "tracked.ts": "old\n", mine: "1\n" },
  });
  const swarm = await commit({
    ...foundation,
    "api/grown.ts": "2\n",
    "api/staged.ts": "2\n",
    "tracked.ts": "done\n",
  });
  for (const [path, text] of Object.entries(foundation)) await repo.write(path, text);
  await repo.git("add", "api/staged.ts");
  const base = (await git.snapshot(repo.dir)).tree;
  await repo.write("mine", "user's\n");
  expect(await land(swarm, { base })).toEqual(LANDED);
  expect(await repo.status()).toEqual([" M mine"]);
  expect(await repo.read("api/grown.ts")).toBe("2\n");
  expect(await repo.read("tracked.ts")).toBe("done\n");
});

test("keeps what the user added to the foundation", async () => {
  const { repo, git, commit, land } = await landScene({ files: { a: "1\n" } });
  const swarm = await commit({ "contract.ts": LAST });
  await repo.write("contract.ts", TEN);
  const base = (await git.snapshot(repo.dir)).tree;
  await repo.write("contract.ts", FIRST);
  expect(await land(swarm, { base })).toEqual(LANDED);
  expect(await repo.read("contract.ts")).toBe(BOTH);
  expect(await repo.status()).toEqual([" M contract.ts"]);
});

test("lands from a subdirectory, in a linked worktree, on a detached HEAD", async () => {
  const { repo, git, commit, land } = await landScene({ files: { "sub/a": "1\n" } });
  const swarm = await commit({ "sub/a": "2\n", b: "b\n" });
  const base = "HEAD";
  const linked = join(repo.dir, "../linked");
  await git.addWorktree(repo.dir, linked, "HEAD");
  const detached = { branch: undefined, base };
  expect(await land(swarm, { top: join(linked, "sub"), ...detached })).toEqual(LANDED);
  expect((await git.inspect(linked)).head).toBe(swarm);
  expect(await repo.git("-C", linked, "status", "--porcelain")).toBe("");
  expect(await repo.status()).toEqual([]);
  expect(await repo.git("rev-parse", "main")).not.toBe(swarm);
  expect(await land(swarm, { top: join(repo.dir, "sub"), base })).toEqual(LANDED);
  expect(await repo.status()).toEqual([]);
  expect(await repo.git("rev-parse", "HEAD")).toBe(swarm);
});

test("finishes a landing that was cut off at any point", async () => {
  const { repo, git, commit, land } = await landScene({ files: { a: TEN, b: "1\n", mine: "1\n" } });
  const swarm = await commit({ a: LAST, b: null, c: "3\n" });
  await repo.write("a", FIRST);
  await repo.write("mine", "2\n");
  const base = (await git.snapshot(repo.dir)).tree;
  await repo.write("a", BOTH); // one file was written, the others not yet
  expect(await land(swarm, { base })).toEqual(LANDED);
  const first = await wholeState(repo);
  expect(first["status"]).toEqual([" M a", " M mine"]);
  await repo.git("update-ref", "refs/heads/main", `${swarm}^`); // files and index, but no branch
  expect(await land(swarm, { base })).toEqual(LANDED);
  expect(await wholeState(repo)).toEqual(first);
  expect(await land(swarm, { base })).toEqual(LANDED); // everything, but nobody was told
  expect(await wholeState(repo)).toEqual(first);
});
