import { execFile } from "node:child_process";
import { link, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { isOccupied } from "../../../src/kit/is-there.ts";
import { realTarget } from "../../../src/shell/real-path.ts";
import { writtenFiles } from "../../../src/shell/written-files.ts";
import { addWorktree, copyProject, git, sharedProject, writeFiles } from "./guarded-project.ts";

const original = await sharedProject();
await addWorktree(original, "w01");

/** A Worker's tree with `src/a/d`, a folder, and `src/a/e`, a link to the user's `lib` with uncommitted work. */
async function scene(kind: "bubblewrap" | "compare" = "compare") {
  const { checkout, gitDir } = await copyProject(original);
  const tree = join(checkout, ".aegis/worktrees/w01");
  const a = join(tree, "src/a");
  await writeFiles(checkout, { "lib/x.ts": "mine\n" });
  await mkdir(join(a, "d"));
  await symlink(join(checkout, "lib"), join(a, "e"));
  const written = writtenFiles({ kind, top: checkout, commonDir: gitDir, env: process.env });
  const swap = async () => {
    await rename(join(a, "d"), join(a, "f"));
    await rename(join(a, "e"), join(a, "d"));
    await rename(join(a, "f"), join(a, "e"));
  };
  const call = (callID: string, ...paths: string[]) => {
    const files = paths.map((path) => join(tree, path));
    return {
      sessionID: "ses_a",
      callID,
      files: files.map((asked) => ({ asked, real: realTarget(asked) })),
    };
  };
  return { checkout, gitDir, tree, a, written, swap, call };
}
const X = "src/a/d/x.ts";

test("a write that a swapped folder leads to the user's file is told, and the user's bytes come back", async () => {
  const { checkout, tree, written, swap, call } = await scene();
  await written.begin(call("1", X));
  await swap();
  await writeFile(join(tree, X), "evil\n");
  await swap();
  const stray = await written.end({ sessionID: "ses_a", callID: "1" }, true);
  expect(stray).toMatchObject({ strayed: [join(tree, X)], undone: ["lib/x.ts"] });
  expect(await readFile(join(checkout, "lib/x.ts"), "utf8")).toBe("mine\n");
  expect(await git(checkout, "show", `${stray?.rescued}:lib/x.ts`)).toBe("evil");
});

test("a swap that stays, with a new file and one in version control's own folder", async () => {
  const { checkout, gitDir, a, tree, written, swap, call } = await scene();
  await written.begin(call("1", "src/a/d/new.ts"));
  await swap();
  await writeFile(join(tree, "src/a/d/new.ts"), "evil\n");
  await writeFile(join(gitDir, "hooks/pre-commit"), "evil\n");
  const stray = await written.end(call("1"), true);
  expect(stray?.undone).toEqual(["lib/new.ts", ".git/hooks/pre-commit"]);
  expect(await isOccupied(join(checkout, "lib/new.ts"))).toBe(false);
  expect(await isOccupied(join(gitDir, "hooks/pre-commit"))).toBe(false);
  expect(await readFile(join(a, "d/x.ts"), "utf8")).toBe("mine\n");
});

test("calls side by side: the files of those that did not stray stay", async () => {
  const { checkout, tree, written, swap, call } = await scene();
  const own = { sessionID: "ses_b", callID: "1", files: [] as { asked: string; real: string }[] };
  const draft = join(checkout, "fresh.ts");
  own.files.push({ asked: draft, real: draft });
  await written.begin(call("1", X));
  await written.begin(own);
  await swap();
  await writeFile(join(tree, X), "evil\n");
  await writeFile(draft, "good\n");
  const [stray, good] = [await written.end(call("1"), true), await written.end(own, true)];
  expect([stray?.undone, good]).toEqual([["lib/x.ts"], undefined]);
  expect(await readFile(draft, "utf8")).toBe("good\n");
});

test.each<[string, (path: string, other: string) => Promise<unknown>]>([
  ["a link", async (path, other) => rm(path).then(() => symlink(other, path))],
  ["a second name of another file", async (path, other) => rm(path).then(() => link(other, path))],
  ["a pipe", async (path) => rm(path).then(() => promisify(execFile)("mkfifo", [path]))],
  ["a folder", async (path) => rm(path).then(() => mkdir(path))],
  [
    "nothing, as its folder is a link to itself",
    async (path) => {
      await rm(join(path, ".."), { recursive: true });
      await symlink("d", join(path, ".."));
    },
  ],
])(
  "a file that became %s has strayed, whether the call returned or failed",
  async (_what, change) => {
    for (const returned of [true, false]) {
      const { checkout, tree, written, call } = await scene();
      await writeFile(join(tree, X), "one\n");
      await written.begin(call("1", X));
      await change(join(tree, X), join(checkout, "lib/x.ts"));
      expect(await written.end(call("1"), returned)).toMatchObject({ strayed: [join(tree, X)] });
    }
  },
);

test("a write in place, a new file, a removed one and the same bytes again are no strays (control)", async () => {
  const { tree, written, call } = await scene();
  await writeFile(join(tree, X), "one\n");
  for (const round of ["1", "2", "3"]) {
    await written.begin(call(round, X, `src/a/d/deep/${round}.ts`, "src/b.ts"));
    await writeFile(join(tree, X), "one\n");
    await writeFiles(tree, { [`src/a/d/deep/${round}.ts`]: "new\n" });
    if (round === "1") await rm(join(tree, "src/b.ts"));
    else await writeFile(join(tree, "src/b.ts"), round);
    expect(await written.end(call(round), true)).toBeUndefined();
  }
});

test("a call that failed and wrote nothing has not strayed; one that returned so has", async () => {
  const { tree, written, call } = await scene();
  for (const returned of [false, true]) {
    await written.begin(call("1", X));
    const stray = await written.end(call("1"), returned);
    expect(stray?.strayed).toEqual(returned ? [join(tree, X)] : undefined);
  }
});

test("in bubblewrap a stray write is told; a session's open calls end with it, and once", async () => {
  const { tree, written, swap, call } = await scene("bubblewrap");
  await written.begin(call("1", X));
  await swap();
  expect(await written.endSession("ses_b")).toEqual([]);
  expect(await written.endSession("ses_a")).toEqual([
    { strayed: [join(tree, X)], undone: undefined },
  ]);
  expect(await written.end(call("1"), true)).toBeUndefined();
});
