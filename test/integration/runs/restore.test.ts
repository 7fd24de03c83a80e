import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";
import { cli } from "../../support/runs-scene.ts";

/** An aborted run whose Worker `a` changed, added, deleted and made a file executable; b changed nothing. */
async function aborted(files: Record<string, string> = {}): Promise<AppScene & { id: string }> {
  const scene = await appScene({
    files: { "src/a/old.txt": "1\n2\n3\n4\n5\n6\n7\n", "src/a/gone.txt": "x\n", ...files },
  });
  await scene.approve(planOf(["a", "b"]));
  await scene.freeze();
  const home = await scene.start("a");
  await home.write("src/a/old.txt", "1\n2\n3\n4\n5\n6\nseven\n");
  await home.write("src/a/새 파일.txt", "new\n");
  await home.write("src/a/bytes.bin", Uint8Array.from([0, 255, 1, 254]));
  await home.write("src/a/run.sh", "#!/bin/sh\n");
  await chmod(join(home.dir, "src/a/run.sh"), 0o755);
  await home.delete("src/a/gone.txt");
  await scene.start("b");
  expect((await cli(scene.repo, ["abort"])).code).toBe(0);
  return { ...scene, id: scene.swarm.run.state.runId ?? "" };
}

const restore = ({ repo, id }: AppScene & { id: string }, ...args: string[]) =>
  cli(repo, ["runs", "restore", id, "a", ...args]);

test("the diff comes into the files, and nothing is staged", async () => {
  const scene = await aborted();
  const { code, out } = await restore(scene);
  expect(code).toBe(0);
  expect(out).toContain("Restored 5 files of a");
  expect(await scene.repo.status()).toEqual([
    " D src/a/gone.txt",
    " M src/a/old.txt",
    "?? src/a/bytes.bin",
    "?? src/a/run.sh",
    "?? src/a/새 파일.txt",
  ]);
  expect(await readFile(join(scene.repo.dir, "src/a/bytes.bin"))).toEqual(
    Buffer.from([0, 255, 1, 254]),
  );
  expect(await scene.repo.git("diff", "--cached", "--name-only")).toBe("");
  const again = await restore(scene);
  expect(again.out).toBe("Nothing to do: your checkout already has this work.");
});

test("it merges with what was committed meanwhile", async () => {
  const scene = await aborted();
  await scene.repo.write("src/a/old.txt", "one\n2\n3\n4\n5\n6\n7\n");
  await scene.repo.git("commit", "-qam", "first line");
  expect((await restore(scene)).code).toBe(0);
  expect(await scene.repo.read("src/a/old.txt")).toBe("one\n2\n3\n4\n5\n6\nseven\n");
});

test("--dry-run names the files and writes nothing", async () => {
  const scene = await aborted();
  const { code, out } = await restore(scene, "--dry-run");
  expect([code, out]).toEqual([0, expect.stringContaining("src/a/old.txt (modified)")]);
  expect(await scene.repo.status()).toEqual([]);
});

const OVERLAPS: [string, string, (scene: AppScene) => Promise<unknown>][] = [
  [
    "an edit",
    "src/a/old.txt",
    ({ repo }) => repo.write("src/a/old.txt", "mine\n2\n3\n4\n5\n6\n7\n"),
  ],
  [
    "a staged edit that the file no longer shows",
    "src/a/old.txt",
    async ({ repo }) => {
      const before = await repo.read("src/a/old.txt");
      await repo.write("src/a/old.txt", "staged\n2\n3\n4\n5\n6\n7\n");
      await repo.git("add", "src/a/old.txt");
      await repo.write("src/a/old.txt", before);
    },
  ],
  ["an untracked file", "src/a/run.sh", ({ repo }) => repo.write("src/a/run.sh", "mine\n")],
  [
    "an ignored file",
    "src/a/run.sh",
    async ({ repo }) => {
      await writeFile(join(repo.dir, ".git/info/exclude"), "/.aegis/\n*.sh\n");
      await repo.write("src/a/run.sh", "mine\n");
    },
  ],
  [
    "a commit with other lines",
    "src/a/old.txt",
    async ({ repo }) => {
      await repo.write("src/a/old.txt", "1\n2\n3\n4\n5\n6\nmine\n");
      await repo.git("commit", "-qam", "mine");
    },
  ],
  [
    "an edit of the file that it deletes",
    "src/a/gone.txt",
    ({ repo }) => repo.write("src/a/gone.txt", "mine\n"),
  ],
];
test.each(OVERLAPS)("%s is never overwritten: the file is named", async (_name, path, change) => {
  const scene = await aborted();
  await change(scene);
  const before = [await scene.repo.status(), await scene.repo.read(path)];
  const { code, error } = await restore(scene);
  expect(code).toBe(2);
  expect(error).toContain(`nothing was written: ${path}`);
  expect([await scene.repo.status(), await scene.repo.read(path)]).toEqual(before);
  const json = JSON.parse((await restore(scene, "--json")).out) as object;
  expect(json).toMatchObject({ v: 1, ok: false, error: { code: "RESTORE_OVERLAP" } });
});

test("work of the user elsewhere stays, staged or not", async () => {
  const scene = await aborted({ "other.txt": "1\n" });
  await scene.repo.write("other.txt", "2\n");
  await scene.repo.git("add", "other.txt");
  await scene.repo.write("other.txt", "3\n");
  expect((await restore(scene)).code).toBe(0);
  expect(await scene.repo.read("other.txt")).toBe("3\n");
  expect(await scene.repo.git("show", ":other.txt")).toBe("2");
});

test("a Worker without work, and a run that is open, are refused", async () => {
  const scene = await aborted();
  const nothing = await cli(scene.repo, ["runs", "restore", scene.id, "b"]);
  expect([nothing.code, nothing.error]).toEqual([2, expect.stringContaining("No change of b")]);
  const open = await appScene();
  const id = open.swarm.run.state.runId ?? "";
  const refused = await cli(open.repo, ["runs", "restore", id, "a"]);
  expect([refused.code, refused.error]).toEqual([2, expect.stringContaining("is open")]);
});
