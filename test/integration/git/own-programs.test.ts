import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import { live } from "../../support/crash-scene.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const HOOKS = [
  ...["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-checkout"],
  ...["post-index-change", "reference-transaction", "pre-merge-commit", "post-merge"],
];
const FILES = { "package.json": '{"scripts":{"test":"true"}}\n', "src/shared/types.ts": "1\n" };

/** A repository whose hooks and monitor note that they ran, and fail. */
async function guarded(): Promise<{ repo: TempRepo; ran: () => Promise<string> }> {
  const repo = await tempRepo({ files: FILES });
  const log = join(repo.dir, "../ran");
  for (const name of [...HOOKS, "monitor"]) {
    await repo.write(`.git/hooks/${name}`, `#!/bin/sh\necho ${name} >> '${log}'\nexit 1\n`);
    await chmod(join(repo.dir, ".git/hooks", name), 0o755);
  }
  await repo.git("config", "core.fsmonitor", join(repo.dir, ".git/hooks/monitor"));
  return { repo, ran: async () => ((await repo.exists("../ran")) ? repo.read("../ran") : "") };
}

test("a repository's own programs run for its user and in no step of a run", async () => {
  const { repo, ran } = await guarded();
  const life = await live(repo);
  await life.drive();
  await life.settled();
  expect(life.swarm.run.state.phase).toBe("DONE");
  expect(await ran()).toBe("");
  // Control: the user's own git starts them.
  await repo.write("mine.txt", "mine\n");
  await expect(repo.git("commit", "--all", "--message=mine")).rejects.toThrow();
  expect(await ran()).toMatch(/monitor|pre-commit/);
});

test("a repository's own programs for signing: a failure stops the commit, nothing moves, and then it can be repeated", async () => {
  const repo = await tempRepo({ files: FILES });
  const life = await live(repo);
  await life.drive(({ phase, qa }) => phase === "FINAL_QA" && qa?.type === "QA_PASSED");
  const head = await repo.git("rev-parse", "HEAD");
  const status = await repo.status();
  await repo.git("config", "commit.gpgsign", "true");
  await repo.git("config", "gpg.program", "false");
  const message = { type: "feat", subject: "board" } as const;
  await expect(commitRun(life.swarm, message)).rejects.toMatchObject({ code: "SIGNING_FAILED" });
  expect(await repo.git("rev-parse", "HEAD")).toBe(head);
  expect(await repo.status()).toEqual(status);
  await repo.git("config", "commit.gpgsign", "false");
  expect(await commitRun(life.swarm, message)).toMatchObject({ branch: "main" });
  await life.settled();
});
