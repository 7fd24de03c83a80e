import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { viewNewestRun } from "../../../src/swarm/adapters/journal-reader.ts";
import { type Death, Killed, live } from "../../support/crash-scene.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** QA commands that the plan's Workers and the final QA run for real. */
const FILES = { "package.json": '{"scripts":{"test":"true"}}\n', "src/shared/types.ts": "1\n" };
/** One side of every fourth record; `test:faults` takes both sides of each, and lets the next process die too. */
const sidesOf = (index: number): readonly Death["when"][] =>
  IS_WHOLE ? SIDES : index % 4 === 0 ? [SIDES[(index / 4) % 2] ?? "after"] : [];

const SIDES: readonly Death["when"][] = ["before", "after"];

async function ground(): Promise<TempRepo> {
  const repo = await tempRepo({ files: FILES });
  // The user's own work, which no death may touch.
  await repo.write("mine.txt", "mine\n");
  await repo.write("package.json", `${FILES["package.json"]}\n`);
  return repo;
}

/** Lives until a death or the end; true if the process died. */
async function lifeEnds(repo: TempRepo, death?: Death): Promise<boolean> {
  try {
    await (await live(repo, death)).drive();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

/** What a user and the machine have after the run. */
async function outcome(repo: TempRepo) {
  const { records } = await viewNewestRun(repo.dir);
  const types = records.map(({ event }) => event.type);
  return {
    tree: await repo.git("rev-parse", "HEAD^{tree}"),
    commits: await repo.git("rev-list", "--count", "HEAD"),
    committed: types.filter((type) => type === "COMMITTED").length,
    status: await repo.status(),
    mine: [await repo.read("mine.txt"), await repo.read("package.json")],
    worktrees: (await repo.git("worktree", "list")).split("\n").length,
    refs: await repo.git("for-each-ref", "refs/aegis"),
    left: (await readdir(join(repo.dir, ".git"))).filter((name) => /aegis|\.lock$/.test(name)),
    state: await readdir(join(repo.dir, ".aegis")),
  };
}

test("a process may die before or after any record: the next one ends the run with the same tree, and nothing is left", async () => {
  const repo = await ground();
  const saved = `${repo.dir}-saved`;
  await cp(repo.dir, saved, { recursive: true });
  expect(await lifeEnds(repo)).toBe(false);
  const wanted = await outcome(repo);
  expect(wanted).toMatchObject({ commits: "2", committed: 1, worktrees: 1, refs: "", left: [] });
  const { records } = await viewNewestRun(repo.dir);
  expect(records.length).toBeGreaterThan(18);

  for (const [index, { event }] of records.entries())
    for (const when of sidesOf(index)) {
      await rm(repo.dir, { recursive: true });
      await cp(saved, repo.dir, { recursive: true });
      const where = `died ${when} record ${index + 1}, ${event.type}`;
      expect(await lifeEnds(repo, { record: index + 1, when }), where).toBe(true);
      // The next process may die as well, early in its life.
      if (IS_WHOLE) await lifeEnds(repo, { record: 1, when });
      expect(await lifeEnds(repo), where).toBe(false);
      expect(await lifeEnds({ ...repo }), where).toBe(false);
      expect(await outcome(repo), where).toEqual(wanted);
    }
});
