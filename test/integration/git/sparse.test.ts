import { expect, test } from "vitest";
import { type LandScene, landScene } from "../../support/land-scene.ts";
import { repoAt } from "../../support/repo-at.ts";

const LANDED = { outcome: "landed" };
const FILES = {
  "in/a": "1\n",
  "in/sub/b": "1\n",
  "out/c": "1\n",
  "out/deep/d": "1\n",
  root: "1\n",
};

/** Ways to keep `out` out of the checkout. */
const SPARSE = {
  cone: ["set", "--cone", "in"],
  "cone with a sparse index": ["set", "--cone", "--sparse-index", "in"],
  "patterns without a cone": ["set", "--no-cone", "/in/", "/root", "/more*"],
};

async function scene(how: readonly string[]): Promise<LandScene> {
  const made = await landScene({ files: FILES });
  await made.repo.git("sparse-checkout", ...how);
  return made;
}

/** Commits edits by plumbing, as a worktree of a full checkout would make them. */
async function commitOf({ repo, git }: LandScene, edits: Record<string, string | null>) {
  const env = { ...repo.env, GIT_INDEX_FILE: `${repo.dir}/../index` };
  const at = repoAt(repo.dir, env);
  await at.git("read-tree", "HEAD");
  for (const [path, text] of Object.entries(edits)) {
    if (text === null) {
      await at.git("update-index", "--force-remove", path);
      continue;
    }
    await repo.write("../content", text);
    const oid = await at.git("hash-object", "-w", "../content");
    await at.git("update-index", "--add", "--cacheinfo", `100644,${oid},${path}`);
  }
  const tree = await at.git("write-tree");
  const head = await git.resolve(repo.dir, "HEAD");
  return git.commitTree(repo.dir, { tree, parents: [head], message: "feat: swarm" });
}

test.each(Object.entries(SPARSE))(
  "%s: nothing of the user is lost, inside or outside",
  async (_name, how) => {
    const made = await scene(how);
    const { repo, land } = made;
    expect(await repo.exists("out")).toBe(false);
    // Untracked files outside the rules, also in a folder that git took away.
    await repo.write("out/mine", "mine\n");
    await repo.write("other/.opencode/agents/a.md", "mine\n");
    await repo.write("in/a", "user's\n");
    const before = await repo.status();
    const swarm = await commitOf(made, {
      "in/sub/b": "2\n",
      "in/new": "n\n",
      "out/c": "2\n",
      root: "2\n",
    });
    expect(await land(swarm)).toEqual(LANDED);
    expect(await repo.status()).toEqual(before);
    expect(await repo.read("out/mine")).toBe("mine\n");
    expect(await repo.read("other/.opencode/agents/a.md")).toBe("mine\n");
    expect(await repo.read("in/a")).toBe("user's\n");
    expect(await repo.read("in/sub/b")).toBe("2\n");
    expect(await repo.read("in/new")).toBe("n\n");
  },
);

test.each(Object.entries(SPARSE))(
  "%s: what lands outside stays outside, and is there for who wants it",
  async (_name, how) => {
    const made = await scene(how);
    const { repo, land } = made;
    const edits = {
      "out/c": "2\n",
      "out/new": "n\n",
      "out/deep/d": null,
      "far/away": "f\n",
      "in/new": "n\n",
    };
    expect(await land(await commitOf(made, edits))).toEqual(LANDED);
    expect(await repo.status()).toEqual([]);
    for (const path of ["out/c", "out/new", "far/away"])
      expect(await repo.exists(path), path).toBe(false);
    expect(await repo.exists("in/new")).toBe(true);
    await repo.git("sparse-checkout", "disable");
    expect(await repo.status()).toEqual([]);
    expect(await repo.read("out/c")).toBe("2\n");
    expect(await repo.read("far/away")).toBe("f\n");
    expect(await repo.exists("out/deep/d")).toBe(false);
  },
);

test("a file outside that the user has fetched and edited is merged", async () => {
  const ten = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
  const made = await landScene({ files: { ...FILES, "out/ten": ten } });
  const { repo, land } = made;
  await repo.git("sparse-checkout", "set", "--cone", "in");
  await repo.write("out/ten", ten.replace("line 0", "user's"));
  expect(await land(await commitOf(made, { "out/ten": ten.replace("line 9", "swarm's") }))).toEqual(
    LANDED,
  );
  expect(await repo.read("out/ten")).toBe(
    ten.replace("line 0", "user's").replace("line 9", "swarm's"),
  );
  expect(await repo.status()).toEqual([" M out/ten"]);
});

test("a worktree of ours is as sparse as the checkout, but has all that the run changed", async () => {
  const made = await scene(SPARSE.cone);
  const { repo, git } = made;
  const swarm = await commitOf(made, { "out/c": "2\n", "out/new": "n\n", "in/new": "n\n" });
  const dir = `${repo.dir}/../tree`;
  await git.addWorktree(repo.dir, dir, await git.resolve(repo.dir, "HEAD"));
  const tree = repoAt(dir, repo.env);
  expect(await tree.exists("out/c")).toBe(false);
  await git.resetWorktree(dir, swarm);
  expect(await tree.status()).toEqual([]);
  expect(await tree.read("out/c")).toBe("2\n");
  expect(await tree.read("out/new")).toBe("n\n");
  expect(await tree.exists("out/deep/d")).toBe(false);
  expect((await git.snapshot(dir)).tree).toBe(await git.treeOf(repo.dir, swarm));
  const other = `${repo.dir}/../other`;
  await git.addWorktree(repo.dir, other, swarm);
  expect(await repoAt(other, repo.env).read("out/new")).toBe("n\n");
});
