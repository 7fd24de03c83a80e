import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { tempRepo } from "../../support/temp-repo.ts";

test("near some paths, takes these and what lies below them from the work tree, the rest from the index", async () => {
  const repo = await tempRepo({
    files: { "Lib/One": "1\n", "Lib/Two": "1\n", "gone/x": "1\n", far: "1\n", staged: "1\n" },
  });
  for (const path of ["Lib/One", "Lib/Two", "far"]) await repo.write(path, "2\n");
  await repo.write("staged", "2\n");
  await repo.git("add", "staged");
  await repo.delete("gone");
  for (const path of ["new/deep/a", "new/b", "newer", "*"]) await repo.write(path, "new\n");
  const git = createGit({ env: repo.env });
  const { tree } = await git.snapshot(repo.dir, { near: ["lib/one", "gone", "new", "*"] });
  const changes = await git.changes(repo.dir, "HEAD", tree);
  expect(changes.map(({ path, status }) => `${status} ${path}`).sort()).toEqual([
    "added *",
    "added new/b",
    "added new/deep/a",
    "deleted gone/x",
    "modified Lib/One",
    "modified staged",
  ]);
});
