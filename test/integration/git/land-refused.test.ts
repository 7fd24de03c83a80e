import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { landScene, type SwarmEdits, wholeState } from "../../support/land-scene.ts";
import type { TempRepo } from "../../support/temp-repo.ts";

interface Overlap {
  readonly name: string;
  readonly swarm: SwarmEdits;
  readonly user: (repo: TempRepo) => Promise<unknown>;
  readonly paths: readonly string[];
}

const FILES = { a: "1\n", "b c": "1\n", "dir/x": "1\n", ".gitignore": "*.log\nout\n" };

const OVERLAPS: readonly Overlap[] = [
  {
    name: "the same lines of one file, next to a file that would merge",
    swarm: { a: "swarm\n", "b c": "swarm\n", new: "n\n" },
    user: (repo) => repo.write("a", "user\n"),
    paths: ["a"],
  },
  {
    name: "the same lines, staged, with the work tree back at HEAD",
    swarm: { a: "swarm\n" },
    user: async (repo) => {
      await repo.write("a", "user\n");
      await repo.git("add", "a");
      await repo.write("a", "1\n");
    },
    paths: ["a"],
  },
  {
    name: "a file the user deleted",
    swarm: { "b c": "swarm\n", a: "swarm\n" },
    user: (repo) => repo.delete("b c"),
    paths: ["b c"],
  },
  {
    name: "a file the user edited and the swarm deleted",
    swarm: { a: null },
    user: (repo) => repo.write("a", "user\n"),
    paths: ["a"],
  },
  {
    name: "an untracked file",
    swarm: { "새\n파일": "swarm\n" },
    user: (repo) => repo.write("새\n파일", "user\n"),
    paths: ["새\n파일"],
  },
  {
    name: "an untracked file where the swarm has a folder",
    swarm: { "spot/x": "swarm\n" },
    user: (repo) => repo.write("spot", "user\n"),
    paths: ["spot"],
  },
  {
    name: "an untracked folder where the swarm has a file",
    swarm: { spot: "swarm\n" },
    user: (repo) => repo.write("spot/x", "user\n"),
    paths: ["spot"],
  },
  {
    name: "an ignored file",
    swarm: { ".gitignore": "", "debug.log": "swarm\n" },
    user: (repo) => repo.write("debug.log", "user\n"),
    paths: ["debug.log"],
  },
  {
    name: "an ignored file where the swarm has a folder",
    swarm: { ".gitignore": "", "out/x/y": "swarm\n" },
    user: (repo) => repo.write("out", "user\n"),
    paths: ["out"],
  },
  {
    name: "an ignored link where the swarm has a folder",
    swarm: { ".gitignore": "", "out/x": "swarm\n" },
    user: (repo) => repo.link("out", "dir"),
    paths: ["out"],
  },
  {
    name: "an ignored file in a folder the swarm made a file",
    swarm: { "dir/x": null, dir: "swarm\n" },
    user: (repo) => repo.write("dir/deep/debug.log", "user\n"),
    paths: ["dir/deep/debug.log"],
  },
  {
    name: "a nested repository",
    swarm: { "nested/x": "swarm\n", "nested/.keep": "" },
    user: async (repo) => {
      await repo.git("init", "--quiet", "nested");
      await repo.write("nested/x", "user\n");
    },
    paths: ["nested/x"],
  },
];

for (const { name, swarm, user, paths } of OVERLAPS) {
  test(`changes nothing on an overlap with ${name}`, async () => {
    const { repo, commit, land } = await landScene({ files: FILES });
    const landing = await commit(swarm);
    await user(repo);
    const before = await wholeState(repo);
    expect(await land(landing, { base: "HEAD" })).toEqual({ outcome: "overlap", paths });
    expect(await wholeState(repo)).toEqual(before);
  });
}

test("takes an untracked file for its own only when it is the same", async () => {
  const { repo, commit, land } = await landScene({ files: FILES });
  const swarm = await commit({ new: "n\n" });
  await repo.write("new", "n\n");
  expect(await land(swarm, { base: "HEAD" })).toEqual({ outcome: "landed" });
  expect(await repo.status()).toEqual([]);
});

test("replaces a folder that holds nothing but empty folders", async () => {
  const { repo, commit, land } = await landScene({ files: FILES });
  const swarm = await commit({ "dir/x": null, dir: "swarm\n" });
  await mkdir(join(repo.dir, "dir/empty/deep"), { recursive: true });
  expect(await land(swarm)).toEqual({ outcome: "landed" });
  expect(await repo.read("dir")).toBe("swarm\n");
});

test("changes nothing when the branch has moved or is another one", async () => {
  const { repo, commit, land } = await landScene({ files: FILES });
  const swarm = await commit({ a: "swarm\n" });
  await repo.git("switch", "--quiet", "--create", "other");
  const old = await repo.git("rev-parse", "HEAD");
  expect(await land(swarm)).toEqual({ outcome: "branch-moved", head: old });
  const detachedAsked = await land(swarm, { branch: undefined });
  expect(detachedAsked).toEqual({ outcome: "branch-moved", head: old });
  await repo.git("switch", "--quiet", "main");
  await repo.git("commit", "--quiet", "--allow-empty", "--message=user");
  const before = await wholeState(repo);
  const head = await repo.git("rev-parse", "HEAD");
  expect(await land(swarm)).toEqual({ outcome: "branch-moved", head });
  expect(await wholeState(repo)).toEqual(before);
});

test("refuses in the middle of a merge", async () => {
  const { repo, commit, land } = await landScene({ files: FILES });
  const swarm = await commit({ a: "swarm\n" });
  await repo.git("switch", "--quiet", "--create", "side");
  await repo.write("b c", "side\n");
  await repo.git("commit", "--quiet", "--all", "--message=side");
  await repo.git("switch", "--quiet", "main");
  await repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side");
  const before = await wholeState(repo);
  await expect(land(swarm)).rejects.toMatchObject({ code: "OPERATION_IN_PROGRESS" });
  expect(await wholeState(repo)).toEqual(before);
});

interface Obstruction {
  readonly name: string;
  readonly code: string;
  readonly obstruct: (repo: TempRepo) => Promise<unknown>;
}

const OBSTRUCTIONS: readonly Obstruction[] = [
  {
    name: "the index is locked",
    code: "GIT_LOCKED",
    obstruct: (repo) => repo.write(".git/index.lock", ""),
  },
  {
    name: "the branch is locked",
    code: "GIT_LOCKED",
    obstruct: (repo) => repo.write(".git/refs/heads/main.lock", ""),
  },
  {
    name: "a file cannot be written",
    code: "FILTER_FAILED",
    obstruct: async (repo) => {
      await repo.write(".git/info/attributes", "z filter=broken\n");
      await repo.git("config", "filter.broken.clean", "cat");
      await repo.git("config", "filter.broken.smudge", "false");
      await repo.git("config", "filter.broken.required", "true");
    },
  },
];

for (const { name, code, obstruct } of OBSTRUCTIONS) {
  test(`puts everything back when ${name}`, async () => {
    const { repo, commit, land } = await landScene({
      files: { ...FILES, z: "1\n", zz: "1\n", file: "f\n" },
    });
    const swarm = await commit({
      a: "swarm\n",
      "dir/x": null,
      file: null,
      "file/new": "n\n",
      z: "2\n",
      zz: "2\n",
    });
    await repo.write("b c", "staged\n");
    await repo.git("add", "b c");
    await repo.write("b c", "unstaged\n");
    await repo.write("untracked", "u\n");
    await obstruct(repo);
    const before = await wholeState(repo);
    await expect(land(swarm, { base: "HEAD" })).rejects.toMatchObject({ code });
    expect(await wholeState(repo)).toEqual(before);
  });
}
