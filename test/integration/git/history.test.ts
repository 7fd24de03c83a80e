import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readStanding, withGit } from "../../../src/git/history.ts";
import { repoAt } from "../../support/repo-at.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const SPY = '#!/bin/sh\necho "$0 $*" >> "$SPY_LOG"\n';
const HOOKS = [
  "pre-commit",
  "commit-msg",
  "post-commit",
  "post-index-change",
  "reference-transaction",
];

/** A repository whose own settings start a program at each turn; `heard` names the started ones. */
async function hostileRepo() {
  const repo = await tempRepo({ files: { "a.txt": "a\n" } });
  const spy = join(repo.dir, ".git/spy.sh");
  const log = join(repo.dir, ".git/heard");
  for (const path of ["spy.sh", ...HOOKS.map((hook) => `own-hooks/${hook}`)]) {
    await repo.write(`.git/${path}`, SPY);
    await chmod(join(repo.dir, ".git", path), 0o755);
  }
  for (const [name, value] of [
    ["core.hooksPath", join(repo.dir, ".git/own-hooks")],
    ["core.fsmonitor", spy],
    ["alias.status", `!${spy}`],
    ["alias.log", `!${spy}`],
    ["core.pager", spy],
    ["core.editor", spy],
  ] as const)
    await repo.git("config", name, value);
  const env = {
    ...repo.env,
    SPY_LOG: log,
    EDITOR: spy,
    PAGER: spy,
    GIT_EDITOR: spy,
    GIT_PAGER: spy,
    GIT_EXTERNAL_DIFF: spy,
    GIT_DIR: "/nowhere",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: spy,
  };
  const heard = async () => ((await repo.exists(".git/heard")) ? repo.read(".git/heard") : "");
  return { repo, env, spy, heard };
}

test("nothing that a hostile repository or environment names is started", async () => {
  const { repo, env, heard } = await hostileRepo();
  await repo.write("b.txt", "b\n");
  const before = await readStanding(repo.dir, { env, prefix: "refs/aegis" });
  expect(before).toMatchObject({ clean: false, worktrees: 1, refs: [] });
  const log = await withGit(repo.dir, env, async (git) => {
    await git.add("-A");
    await git.commit("second");
    return git.log();
  });
  expect(log.all.map(({ message }) => message)).toEqual(["second", "init"]);
  const after = await readStanding(repo.dir, { env, prefix: "refs/aegis" });
  expect(after).toMatchObject({ head: await repo.git("rev-parse", "HEAD"), clean: true });
  expect(await heard()).toBe("");
});

test("the same repository without the fence starts them", async () => {
  const { repo, env, heard } = await hostileRepo();
  await repo.write("b.txt", "b\n");

  await repoAt(repo.dir, { ...repo.env, SPY_LOG: env.SPY_LOG }).git("add", "-A");
  expect(await heard()).toMatch(/spy\.sh/);
});

test("refs below the prefix and further work trees are told", async () => {
  const repo = await tempRepo({ files: { "a.txt": "a\n" } });
  const head = await repo.git("rev-parse", "HEAD");
  await repo.git("update-ref", "refs/aegis/r1/w01", "HEAD");
  await repo.git("worktree", "add", "-q", "--detach", join(repo.dir, "../odd\nname"));
  const standing = await readStanding(repo.dir, { env: repo.env, prefix: "refs/aegis" });
  expect(standing).toEqual({
    head,
    tree: await repo.git("rev-parse", "HEAD^{tree}"),
    clean: true,
    worktrees: 2,
    refs: ["refs/aegis/r1/w01"],
  });
});

describe("a failure is an AegisError", () => {
  test("of a folder without a repository: what git said", async () => {
    const folder = await emptyFolder();
    await expect(readStanding(folder, { env: process.env, prefix: "refs/aegis" })).rejects.toThrow(
      expect.objectContaining({
        code: "GIT_FAILED",
        message: expect.stringMatching(/not a git repository/),
      }),
    );
  });

  test("without git: the program is named", async () => {
    const folder = await emptyFolder();
    await expect(
      readStanding(folder, { env: { PATH: folder }, prefix: "refs/aegis" }),
    ).rejects.toThrow(expect.objectContaining({ code: "GIT_MISSING" }));
  });
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aegis-history-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
