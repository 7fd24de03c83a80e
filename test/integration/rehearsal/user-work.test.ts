import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserWork } from "../../../src/rehearsal/chaos/user-work.ts";
import { DEEDS } from "../../../src/rehearsal/core/chaos-plan.ts";
import {
  baseOf,
  builtLine,
  FIRST_FILES,
  newOf,
} from "../../../src/rehearsal/core/chaos-project.ts";
import { tempRepo } from "../../support/temp-repo.ts";

async function scene() {
  const repo = await tempRepo({ files: { ...FIRST_FILES } });
  const work = new UserWork(repo.dir, repo.env);
  for (const deed of DEEDS) await work.do(deed, "a");
  return { repo, work };
}
const lost = async (work: UserWork, ours?: string) =>
  (await work.found(ours)).flatMap(({ id, found, inOurCommit }) =>
    found && !inOurCommit ? [] : [id.replace(/ \d+$/, "")],
  );

test("all work of the user is found, also after it was moved out of the Workers' way", async () => {
  const { repo, work } = await scene();
  expect(await lost(work)).toEqual([]);
  await work.clear();
  expect(await lost(work)).toEqual([]);
  // The way is free: both files are as a Worker expects them.
  expect(await repo.read(baseOf("a"))).toBe(FIRST_FILES[baseOf("a")]);
  expect(await repo.git("status", "--porcelain", "--", newOf("a"))).toBe("");
});

test("work that is gone is missed: files, a staged file, a commit", async () => {
  const { repo, work } = await scene();
  await repo.git("checkout", "--force", "HEAD", "--", ".");
  await repo.git("clean", "-fdxq");
  await repo.git("reset", "--hard", "-q", "HEAD~2");
  expect((await lost(work)).sort()).toEqual([...DEEDS].sort());
});

test("uncommitted work in our commit is seen", async () => {
  const { repo, work } = await scene();
  await repo.write(baseOf("a"), `${builtLine("a")}\n`);
  await repo.git("add", "notes.txt");
  await repo.git("commit", "-qm", "ours");
  const ours = (await repo.git("rev-parse", "HEAD")).trim();
  expect(await lost(work, ours)).toContain("edit-elsewhere");
});

test("an empty clear moves nothing", async () => {
  const repo = await tempRepo({ files: { ...FIRST_FILES } });
  const work = new UserWork(repo.dir, repo.env);
  await work.do("untracked", "a");
  expect(await work.clear()).toEqual([]);
  await rm(join(repo.dir, "scratch"), { recursive: true });
  expect(await lost(work)).toEqual(["untracked"]);
});
