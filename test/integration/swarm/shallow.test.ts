import { join } from "node:path";
import { expect, test } from "vitest";
import { live } from "../../support/crash-scene.ts";
import { repoAt } from "../../support/repo-at.ts";
import { tempRepo } from "../../support/temp-repo.ts";

test("a shallow clone carries a run to its commit and stays as shallow as it was", async () => {
  const files = { "package.json": '{"scripts":{"test":"true"}}\n', "src/shared/types.ts": "1\n" };
  const origin = await tempRepo({ files });
  await origin.git("commit", "--quiet", "--allow-empty", "--message=second");
  const dir = join(origin.dir, "../clone");
  await origin.git("clone", "--quiet", "--depth=1", `file://${origin.dir}`, dir);
  const clone = repoAt(dir, origin.env);
  await clone.git("config", "user.name", "Test User");
  await clone.git("config", "user.email", "test@example.com");
  expect(await clone.git("rev-parse", "--is-shallow-repository")).toBe("true");
  const shallow = await clone.read(".git/shallow");
  const life = await live(clone);
  await life.drive();
  await life.settled();
  expect(await clone.git("rev-list", "--count", "HEAD")).toBe("2");
  expect((await clone.git("ls-files", "src")).split("\n")).toEqual([
    ...["src/a/ok.txt", "src/b/ok.txt", "src/shared/types.ts"],
  ]);
  expect(await clone.read(".git/shallow")).toBe(shallow);
  expect(await clone.status()).toEqual([]);
});
