import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import type { LandRequest } from "../../../src/git/port.ts";
import { type KilledLanding, killedLanding } from "../../support/killed-landing.ts";
import { landScene, type SwarmEdits, wholeState } from "../../support/land-scene.ts";
import { mountAt, noMount, noSecondDisk, separateGitDir } from "../../support/other-disk.ts";
import type { TempRepo } from "../../support/temp-repo.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
const FIRST = TEN.replace("line 0", "user's");
const LAST = TEN.replace("line 9", "swarm's");

const FILES = {
  ".gitignore": "ignored\n",
  clean: "1\n",
  "data/both": TEN,
  "data/clean": "1\n",
  "data/gone": "1\n",
  "data/file": "f\n",
  "data/folder/a": "a\n",
  "data/users": "1\n",
};
const EDITS: SwarmEdits = {
  clean: "2\n",
  "data/both": LAST,
  "data/clean": "2\n",
  "data/gone": null,
  "data/file": null,
  "data/folder/a": null,
  "data/new/deep/file": "n\n",
};

/** Where the disk changes within a landing. */
interface Disks {
  /** Resolves with the git directory if it lies elsewhere. */
  split(repo: TempRepo): Promise<string | undefined>;
}

const separate: Disks = { split: separateGitDir };
const mounted: Disks = {
  split: async (repo) => {
    await mountAt(repo, "data");
    return undefined;
  },
};

async function scene({ split }: Disks, edits = EDITS) {
  const made = await landScene({ files: FILES });
  const { repo, git, commit } = made;
  const gitDir = await split(repo);
  const swarm = await commit(edits, async (tree) => {
    if (edits !== EDITS) return;
    await tree.write("data/file/inside", "i\n");
    await tree.link("data/folder", "clean");
  });
  await repo.write("data/both", FIRST);
  await repo.write("data/users", "2\n");
  await repo.write("data/untracked", "u\n");
  await repo.write("data/ignored", "i\n");
  await repo.git("worktree", "prune");
  const request: LandRequest = {
    top: repo.dir,
    branch: "main",
    expectedHead: await git.resolve(repo.dir, "HEAD"),
    commit: swarm,
    base: (await git.snapshot(repo.dir)).tree,
  };
  return { ...made, request, gitDir };
}

/** The steps that are other ones if a file has to be copied, not renamed: a few of them; `test:faults` takes every step. */
const IS_WHOLE = process.env["AEGIS_FAULTS"] === "all";
const OTHER = /^copyFile|aegis-moving|^link .*(?:data|clean)/;

function placesOf(steps: readonly string[], most: number): { at: number; step: string }[] {
  const places = steps.map((step, index) => ({ at: index + 1, step }));
  if (IS_WHOLE) return places;
  const other = places.filter(({ step }) => OTHER.test(step));
  expect(other.length).toBeGreaterThan(most);
  const every = Math.ceil(other.length / most);
  return other.filter((_place, index) => index % every === 0);
}

async function cutBeforeTheBranch(landing: KilledLanding, request: LandRequest) {
  const steps = await landing.steps(request);
  const last = steps.findLastIndex((step) => step.startsWith("git") && step.includes("refs/heads"));
  await landing.restore();
  expect(await landing.killed(last + 1, "all", request)).toBe(true);
}

const NO_DISK = await noSecondDisk(tmpdir());
const NO_MOUNT = await noMount();

describe.each([
  ["the git directory on another file system", NO_DISK, separate],
  ["a folder of the work tree that is a file system of its own", NO_MOUNT, mounted],
] as const)("%s", (_name, lack, disks) => {
  const here = test.skipIf(lack !== undefined);
  const why = lack === undefined ? "" : ` (skipped: ${lack})`;

  here(`a landing keeps every byte and mode of the user's work${why}`, async () => {
    const { repo, git, request } = await scene(disks);
    expect(await git.land(request)).toEqual({ outcome: "landed" });
    expect(await repo.read("data/both")).toBe(LAST.replace("line 0", "user's"));
    expect(await repo.read("data/new/deep/file")).toBe("n\n");
    expect(await repo.read("data/file/inside")).toBe("i\n");
    expect(await repo.read("clean")).toBe("2\n");
    expect(await repo.status()).toEqual([" M data/both", " M data/users", "?? data/untracked"]);
    expect(await repo.read("data/ignored")).toBe("i\n");
    expect((await wholeState(repo))["inGitDir"]).toEqual([]);
  });

  here(`a landing that is killed at a copy is undone or finished${why}`, async () => {
    const { repo, git, request, gitDir } = await scene(disks);
    const landing = await killedLanding(repo, gitDir);
    const before = await wholeState(repo);
    await landing.save();
    await git.land(request);
    const after = await wholeState(repo);
    await landing.restore();
    expect(await wholeState(repo)).toEqual(before);
    const steps = await landing.steps(request);
    expect(steps.filter((step) => step.startsWith("copyFile")).length).toBeGreaterThan(3);
    for (const { at, step } of placesOf(steps, 7)) {
      await landing.restore();
      const where = `killed at ${at}: ${step}`;
      expect(await landing.killed(at, "all", request), where).toBe(true);
      await git.settleLanding(repo.dir);
      const isLanded = (await repo.git("rev-parse", "main")) === request.commit;
      expect(await wholeState(repo), where).toEqual(isLanded ? after : before);
    }
  });

  here(`an undoing that is killed at a copy is undone by the next start${why}`, async () => {
    const { repo, git, request, gitDir } = await scene(disks);
    const landing = await killedLanding(repo, gitDir);
    const before = await wholeState(repo);
    await landing.save();
    await cutBeforeTheBranch(landing, request);
    await landing.save();
    for (const { at, step } of placesOf(await landing.steps(), 4)) {
      await landing.restore();
      const where = `killed at ${at}: ${step}`;
      expect(await landing.killed(at, "all"), where).toBe(true);
      await git.settleLanding(repo.dir);
      expect(await wholeState(repo), where).toEqual(before);
    }
  });

  here(
    `what the user writes after the kill stays, and the earlier file is kept${why}`,
    async () => {
      const { repo, git, request, gitDir } = await scene(disks);
      const landing = await killedLanding(repo, gitDir);
      await landing.save();
      await cutBeforeTheBranch(landing, request);
      await repo.write("data/both", "later\n");
      await repo.write("data/gone", "back\n");
      const settled = await git.settleLanding(repo.dir);
      if (settled.outcome !== "taken-back") throw new Error(settled.outcome);
      const kept = new Map(settled.unclear.map((file) => [file.path, file.kept ?? ""]));
      expect([...kept.keys()].sort()).toEqual(["data/both", "data/gone"]);
      expect(await readFile(kept.get("data/both") ?? "", "utf8")).toBe(FIRST);
      expect(await repo.read("data/both")).toBe("later\n");
      expect(await repo.read("data/gone")).toBe("back\n");
    },
  );
});

test.skipIf(NO_MOUNT !== undefined)(
  `a folder that is a file system and becomes a file: nothing changes${NO_MOUNT ? ` (skipped: ${NO_MOUNT})` : ""}`,
  async () => {
    const removed = Object.keys(FILES).filter((path) => path.startsWith("data/"));
    const edits = Object.fromEntries(removed.map((path) => [path, null]));
    const { repo, git, commit } = await landScene({ files: FILES });
    await mountAt(repo, "data");
    const swarm = await commit(edits, (tree) => tree.write("data", "a file\n"));
    await repo.git("worktree", "prune");
    const before = await wholeState(repo);
    await expect(
      git.land({
        top: repo.dir,
        branch: "main",
        expectedHead: await git.resolve(repo.dir, "HEAD"),
        commit: swarm,
        base: (await git.snapshot(repo.dir)).tree,
      }),
    ).rejects.toMatchObject({ code: "FOLDER_MOUNTED" });
    expect(await wholeState(repo)).toEqual(before);
  },
);
