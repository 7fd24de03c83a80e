import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LandRequest } from "../../../src/git/port.ts";
import { killedLanding } from "../../support/killed-landing.ts";
import { type LandScene, landScene, wholeState } from "../../support/land-scene.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
const FIRST = TEN.replace("line 0", "user's");
const LAST = TEN.replace("line 9", "swarm's");

/** The user has edits in touched, untouched, staged, untracked and ignored files; the swarm changes every kind. */
async function scene(): Promise<LandScene & { request: LandRequest }> {
  const made = await landScene({
    files: {
      ".gitignore": "ignored\n",
      both: TEN,
      clean: "1\n",
      gone: "1\n",
      file: "f\n",
      "folder/a": "a\n",
      staged: TEN,
      users: "1\n",
    },
  });
  const { repo, git, commit } = made;
  const swarm = await commit(
    {
      both: LAST,
      clean: "2\n",
      gone: null,
      file: null,
      "folder/a": null,
      staged: LAST,
      "new/deep/file": "n\n",
    },
    async (tree) => {
      await tree.write("file/inside", "i\n");
      await tree.link("folder", "clean");
    },
  );
  await repo.write("both", FIRST);
  await repo.write("staged", FIRST);
  await repo.git("add", "staged");
  await repo.write("users", "2\n");
  await repo.write("untracked", "u\n");
  await repo.write("ignored", "i\n");
  await repo.git("worktree", "prune");
  const request: LandRequest = {
    top: repo.dir,
    branch: "main",
    expectedHead: await git.resolve(repo.dir, "HEAD"),
    commit: swarm,
    base: (await git.snapshot(repo.dir)).tree,
  };
  return { ...made, request };
}

/** Before this step, a landing only reads the checkout; there every twentieth step is enough. `test:faults` takes all. */
const FIRST_CHANGE = /aegis-landing\.new\/new$/;
const EVERY = IS_WHOLE ? 1 : 20;
/** Of the kills that are left, every sixth one; `test:faults` takes all. */
const STEP = IS_WHOLE ? 1 : 6;

/** Fewer points would mean that the preload counts nothing. */
const FEWEST_POINTS = 60;

interface Kill {
  at: number;
  step: string;
  what: "process" | "all";
}

test("a landing that is killed at any step is undone or finished at the next start, and lands then", async () => {
  const { repo, git, request } = await scene();
  const landing = await killedLanding(repo);
  const before = await wholeState(repo);
  await landing.save();
  await git.land(request);
  const after = await wholeState(repo);
  await landing.restore();
  const steps = await landing.steps(request);
  const seen = new Set<string>();
  const first = steps.findIndex((step) => FIRST_CHANGE.test(step));
  expect(first).toBeGreaterThan(0);
  // A git process that outlives the killed one is another fault than one that is killed too.
  const kills = steps.flatMap((step, index) => {
    if (index < first && index % EVERY > 0) return [];
    const where = { at: index + 1, step };
    const both = step.startsWith("in git");
    return [{ ...where, what: "all" }, ...(both ? [{ ...where, what: "process" }] : [])] as Kill[];
  });
  for (const kill of kills.filter((_, index) => index % STEP === 0)) {
    await landing.restore();
    const where = JSON.stringify(kill);
    expect(await landing.killed(kill.at, kill.what, request), where).toBe(true);
    const { outcome } = await git.settleLanding(repo.dir);
    seen.add(outcome);
    const isLanded = (await repo.git("rev-parse", "main")) === request.commit;
    if (outcome !== "none") expect(isLanded, where).toBe(outcome === "finished");
    expect(await wholeState(repo), where).toEqual(isLanded ? after : before);
    if (kill.at % 5 > 0) continue;
    expect(await git.land(request), where).toEqual({ outcome: "landed" });
    expect(await wholeState(repo), `landed again, ${where}`).toEqual(after);
  }
  expect(steps.length).toBeGreaterThan(FEWEST_POINTS);
  expect([...seen].sort()).toEqual(["finished", "none", "taken-back"]);
});

test("the undoing of a landing that is killed too, at any step, is undone by the next start", async () => {
  const { repo, git, request } = await scene();
  const landing = await killedLanding(repo);
  const before = await wholeState(repo);
  await landing.save();
  const steps = await landing.steps(request);
  const last = steps.findLastIndex((step) => step.startsWith("git") && step.includes("refs/heads"));
  await landing.restore();
  expect(await landing.killed(last + 1, "all", request)).toBe(true);
  await landing.save();
  const undoing = await landing.steps();
  for (const [index, step] of undoing.entries()) {
    if (index % STEP > 0) continue;
    await landing.restore();
    const where = `killed at ${index + 1}: ${step}`;
    expect(await landing.killed(index + 1, "all"), where).toBe(true);
    await git.settleLanding(repo.dir);
    expect(await wholeState(repo), where).toEqual(before);
  }
  expect(undoing.length).toBeGreaterThan(20);
});

test("says which file it could not put back, and keeps what is in it", async () => {
  const { repo, git, request } = await scene();
  const landing = await killedLanding(repo);
  await landing.save();
  const steps = await landing.steps(request);
  const last = steps.findLastIndex((step) => step.startsWith("git") && step.includes("refs/heads"));
  await landing.restore();
  await landing.killed(last + 1, "all", request);
  // The swarm's half is there, and the user goes on in it.
  await repo.write("both", "later\n");
  await repo.write("new/deep/file", "later\n");
  await repo.write("gone", "back\n");
  const settled = await git.settleLanding(repo.dir);
  if (settled.outcome !== "taken-back") throw new Error(settled.outcome);
  const unclear = new Map(settled.unclear.map(({ path, kept }) => [path, kept]));
  expect([...unclear.keys()].sort()).toEqual(["both", "gone", "new/deep/file"]);
  expect(await readFile(unclear.get("both") ?? "", "utf8")).toBe(FIRST);
  expect(await readFile(unclear.get("gone") ?? "", "utf8")).toBe("1\n");
  expect(unclear.get("new/deep/file")).toBeUndefined();
  for (const path of ["both", "new/deep/file"]) expect(await repo.read(path)).toBe("later\n");
  expect(await repo.read("gone")).toBe("back\n");
  expect(await repo.status()).toEqual([
    " M both",
    " M gone",
    "M  staged",
    " M users",
    "?? new/deep/file",
    "?? untracked",
  ]);
});

describe("what a user does between the kill and the restart", () => {
  /** Cut off with files and index done, right before the branch moves. */
  async function cut() {
    const made = await scene();
    const landing = await killedLanding(made.repo);
    const before = await wholeState(made.repo);
    await landing.save();
    const steps = await landing.steps(made.request);
    const last = steps.findLastIndex(
      (step) => step.startsWith("git") && step.includes("refs/heads"),
    );
    await landing.restore();
    expect(await landing.killed(last + 1, "all", made.request)).toBe(true);
    return { ...made, before };
  }

  test("git gc takes nothing that the way back needs", async () => {
    const { repo, git, before } = await cut();
    await repo.git("reflog", "expire", "--expire=now", "--all");
    await repo.git("gc", "--quiet", "--prune=now");
    expect((await git.settleLanding(repo.dir)).outcome).toBe("taken-back");
    expect(await wholeState(repo)).toEqual(before);
    expect(await repo.git("show", ":staged")).toContain("user's");
    await repo.git("write-tree");
    expect(await repo.git("for-each-ref", "refs/aegis")).toBe("");
  });

  test("a commit of the half-landed state is not reversed behind their back", async () => {
    const { repo, git } = await cut();
    await repo.git("add", "untracked");
    await repo.git("commit", "--quiet", "-m", "mine");
    const settled = await git.settleLanding(repo.dir);
    expect(settled.outcome).toBe("taken-back");
    expect((await repo.status()).filter((line) => !line.startsWith(" M"))).toEqual([]);
    expect(await repo.git("show", "HEAD:clean")).toBe("2");
    expect(await repo.read("clean")).toBe("2\n");
  });

  test("a commit on top of the landed one leaves it landed", async () => {
    const { repo, git, request } = await cut();
    await repo.git("update-ref", "refs/heads/main", request.commit);
    await repo.git("commit", "--quiet", "--allow-empty", "-m", "mine");
    expect(await git.settleLanding(repo.dir)).toMatchObject({ outcome: "finished" });
    expect(await git.isLanded(repo.dir, { commit: request.commit, branch: "main" })).toBe(true);
  });

  test("what was kept is told again if the settling is cut off before it is noted", async () => {
    const { repo, git } = await cut();
    await repo.write("both", "later\n");
    const interrupted = git.settleLanding(repo.dir, () => Promise.reject(new Error("killed")));
    await expect(interrupted).rejects.toThrow("killed");
    const settled = await git.settleLanding(repo.dir);
    if (settled.outcome !== "taken-back") throw new Error(settled.outcome);
    expect(settled.unclear.map(({ path }) => path)).toEqual(["both"]);
    expect(await readFile(settled.unclear[0]?.kept ?? "", "utf8")).toBe(FIRST);
  });

  test("a lock of a process that had the id of this one is known as left", async () => {
    const { repo, git, before } = await cut();
    await copyFile(join(repo.dir, ".git/index"), join(repo.dir, ".git/index.lock"));
    const stale = `.git/aegis-index-${process.pid}-1-00000000-0000-0000-0000-000000000000`;
    await copyFile(join(repo.dir, ".git/index"), join(repo.dir, stale));
    expect((await git.settleLanding(repo.dir)).outcome).toBe("taken-back");
    expect(await wholeState(repo)).toEqual(before);
  });
});
