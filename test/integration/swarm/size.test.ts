import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appScene } from "../../support/app-scene.ts";
import { type CountedGit, countedGit } from "../../support/counted-git.ts";
import { planOf } from "../../support/run-builder.ts";

/** What one FOUNDATION write of one file makes git do in a project of `count` more files. */
async function foundationWrite(count: number) {
  const files = Array.from({ length: count }, (_, n) => [
    `src/old-${n % 20}/file-${n}.ts`,
    `${n}\n`,
  ]);
  let counted: CountedGit | undefined;
  const scene = await appScene({
    files: Object.fromEntries(files),
    gitEnv: async (repo) => {
      counted = await countedGit(repo);
      return counted.env;
    },
  });
  await scene.approve(planOf(["board"]));
  // Git reads a file that is as young as its index, whatever we do: the files of a project are older.
  const tracked = (await scene.repo.git("ls-files", "-z")).split("\0").filter(Boolean);
  for (const path of tracked) await utimes(join(scene.repo.dir, path), LONG_AGO, LONG_AGO);
  await scene.repo.git("update-index", "--refresh");
  await scene.foundFile("src/shared/first.ts", "1\n");
  await scene.repo.write("mine.txt", "the user's\n");
  await utimes(join(scene.repo.dir, "mine.txt"), LONG_AGO, LONG_AGO);
  await counted?.taken();
  await scene.foundFile("src/shared/new.ts", "2\n");
  const { commands = [], read = [] } = (await counted?.taken()) ?? {};
  const ofUser = read.filter((path) => path === "mine.txt").length;
  // Two of them run beside each other.
  return { commands: commands.toSorted(), ofUser, read: [...new Set(read)].sort() };
}

const LONG_AGO = Date.UTC(2020, 0, 1) / 1000;

test("a FOUNDATION write of one file costs what the write changes, not what the project holds", async () => {
  const small = await foundationWrite(5);
  const large = await foundationWrite(120);
  expect(large).toEqual(small);
  expect(large.read).toEqual(["mine.txt", "src/shared/first.ts", "src/shared/new.ts"]);
  // Before the write all of the user's work is looked for; after it, the named path alone.
  expect(large.ofUser).toBe(1);
  // It would read every folder of the project.
  expect(large.commands).not.toContain("read-tree");
  expect(large.commands).toContain("mktree");
});

test("what a write does not name is not taken back: files whose names some disks take for one", async () => {
  const scene = await appScene();
  await scene.approve(planOf(["board"]));
  const { git, top, run } = scene.swarm;
  // The second is the Kelvin sign.
  const names = ["src/K.ts", "src/\u212A.ts", "src/k.ts"];
  for (const name of names) await scene.foundFile(name, `${name}\n`);
  await scene.freeze();
  const files = await git.files(top, run.state.foundation?.commit ?? "", ["src"]);
  expect([...files.keys()].filter((path) => path !== "src/shared/types.ts").sort()).toEqual(
    names.toSorted(),
  );
});
