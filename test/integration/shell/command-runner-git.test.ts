import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { commandRunner } from "../../../src/shell/command-runner.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";
import { tempRepo } from "../../support/temp-repo.ts";
import { COMPARE, machineLayers } from "./guarded-project.ts";

const template = (path: string) =>
  fileURLToPath(new URL(`../../../templates/${path}`, import.meta.url));
const shell = template("shell/bash");
const KINDS = await machineLayers();

async function scene(sandbox: Sandbox, forged: string[] = []) {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const commonDir = join(repo.dir, ".git");
  const directory = join(repo.dir, ".aegis/worktrees/w01");
  const git = createGit({ env: repo.env, commonDir });
  await git.addWorktree(repo.dir, directory, "HEAD");
  const runner = commandRunner({
    shell,
    sandbox,
    readable: [repo.dir, template("")],
    view: systemView(repo.env),
    project: {
      top: repo.dir,
      commonDir,
      hooksDir: template("git-hooks"),
      mendJournal: async () => forged,
    },
    env: repo.env,
  });
  const run = (line: string) =>
    runner.run({ line, directory, writable: [directory], timeoutMs: 30_000 });
  return { repo, git, directory, run };
}

describe.each(KINDS)("QA with $kind", (sandbox) => {
  test.each([
    ["replaced", "rm -f .git; git init -q --separate-git-dir hidden . || echo 'gitdir: x' > .git"],
    ["moved away", "mv .git away"],
    ["overwritten", "echo 'gitdir: elsewhere' > .git"],
  ])("the worktree's .git file is not %s", async (_how, line) => {
    const { git, directory, run } = await scene(sandbox);
    const before = await readFile(join(directory, ".git"), "utf8");
    const { exitCode, tail } = await run(`${line}; true`);
    expect(await readFile(join(directory, ".git"), "utf8")).toBe(before);
    await git.snapshot(directory);
    if (sandbox.kind === "bubblewrap") return;
    expect(exitCode).toBeNull();
    expect(tail).toContain(`${directory}/.git, which it must not change`);
  });

  test.each([
    ["plainly", "git commit -q --allow-empty -m evil"],
    ["on the user's branch", "git -C ../../.. commit -q --allow-empty -m evil"],
  ])("a commit made %s is refused by the hooks", async (_how, line) => {
    const { repo, directory, run } = await scene(sandbox);
    const head = await repo.git("rev-parse", "main");
    const { exitCode, tail } = await run(line);
    expect(exitCode).not.toBe(0);
    // In bubblewrap git finds its directory read-only before it comes to a hook.
    if (sandbox.kind === "compare") expect(tail).toContain("[AEGIS COMMIT_LOCKED]");
    expect(await repo.git("rev-parse", "main")).toBe(head);
    expect(await repo.git("-C", directory, "rev-parse", "HEAD")).toBe(head);
  });

  test("a commit that gets around the hooks is put back and is no pass", async () => {
    const { repo, run } = await scene(sandbox);
    const head = await repo.git("rev-parse", "main");
    const line =
      'tree=$(git write-tree); one=$(git commit-tree -p main -m evil "$tree"); ' +
      "git -c core.hooksPath=/dev/null update-ref refs/heads/main $one; " +
      "git -C ../../.. config alias.x evil; true";
    const { exitCode, tail } = await run(`env -u GIT_CONFIG_COUNT sh -c '${line}'`);
    expect(await repo.git("rev-parse", "main")).toBe(head);
    expect(await repo.read(".git/config")).not.toContain("evil");
    // The kernel refuses the write itself.
    if (sandbox.kind !== "compare") return;
    expect(exitCode).toBeNull();
    expect(tail).toMatch(/\[AEGIS\] This command changed refs\/heads\/main, .*\.git\/config/);
    expect(tail).toContain("refs/aegis/rescued/1");
  });

  test("a steering file in the user's checkout does not come to stay", async () => {
    const { repo, run } = await scene(sandbox);
    const { exitCode } = await run(
      "mkdir ../../../.opencode; echo x > ../../../opencode.json; true",
    );
    expect(await repo.exists(".opencode")).toBe(false);
    expect(await repo.exists("opencode.json")).toBe(false);
    if (sandbox.kind === "compare") expect(exitCode).toBeNull();
  });

  test("control: work in the worktree and commits in a repository of its own pass", async () => {
    const { directory, run } = await scene(sandbox);
    const own = "git init -q fixture && cd fixture && git -c user.name=a -c user.email=a@b";
    const line = `echo built > out && git status --short && ${own} commit -q --allow-empty -m x`;
    expect(await run(line)).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(directory, "out"))).toBe(true);
  });
});

test("in compare mode a mended journal is no pass either", async () => {
  const { run } = await scene(COMPARE, ["/top/.aegis/runs/z.jsonl"]);
  const { exitCode, tail } = await run("true");
  expect(exitCode).toBeNull();
  expect(tail).toContain("/top/.aegis/runs/z.jsonl");
});
