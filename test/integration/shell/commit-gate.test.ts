import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { sampled } from "../../support/whole.ts";
import {
  agentShell,
  copyProject,
  type Finished,
  git,
  history,
  machineSandbox,
  type Project,
  sharedProject,
  userShell,
  writeFiles,
} from "./guarded-project.ts";
import { HARMLESS, VARIANTS } from "./lists/history-commands.ts";

const sandbox = await machineSandbox();
const original = await sharedProject();
const compare: Sandbox = { kind: "compare", reason: alike("under test") };

function commander(project: Project, mode: Sandbox, command: string): Promise<Finished> {
  return agentShell({
    project,
    command,
    sandbox: mode,
    cwd: project.checkout,
    readWrite: [project.checkout],
    ...(mode.kind === "compare" ? { watched: { gitDir: project.gitDir } } : {}),
  });
}

describe.each(Object.entries(VARIANTS))("%s", (name, command) => {
  const isControl = sampled(Object.keys(VARIANTS), 3).includes(name);
  test.skipIf(name === "late and hidden" || !isControl)(
    "changes history in the user's shell",
    async () => {
      const project = await copyProject(original);
      const before = await history(project).catch(() => "unreadable");
      await userShell(project, project.checkout, command);
      expect(await history(project).catch(() => "unreadable")).not.toBe(before);
    },
  );

  test.skipIf(sandbox.kind !== "bubblewrap")("changes nothing in bubblewrap", async () => {
    const project = await copyProject(original);
    const before = await history(project);
    await commander(project, sandbox, command);
    expect(await history(project)).toBe(before);
  });

  test("changes nothing in compare mode", async () => {
    const project = await copyProject(original);
    const before = await history(project);
    await commander(project, compare, command);
    expect(await history(project)).toBe(before);
    expect(await git(project.checkout, "fsck", "--no-dangling")).toBe("");
  });
});

describe.each(sampled(Object.entries(HARMLESS), 2))("harmless: %s", (_name, command) => {
  test.skipIf(sandbox.kind !== "bubblewrap")("works in bubblewrap", async () => {
    const project = await copyProject(original);
    const run = await commander(project, sandbox, command);
    expect(run).toMatchObject({ exitCode: 0 });
  });

  test("works in compare mode", async () => {
    const project = await copyProject(original);
    const run = await commander(project, compare, command);
    expect(run).toMatchObject({ exitCode: 0, undone: { refs: [], gitFiles: [] } });
  });
});

describe("the hooks alone", () => {
  test.each([
    ["git commit -am x", "committing"],
    ["git commit --no-verify -am x", "committing"],
    ["git reset --hard HEAD~1", "moving HEAD"],
    ["git branch -f topic HEAD", "moving refs/heads/topic"],
    ["git tag -f old HEAD", "moving refs/tags/old"],
    ["git update-ref refs/aegis/runs/1 HEAD", "moving refs/aegis/runs/1"],
    ["git push -f . HEAD:topic", "pushing"],
    ["git checkout topic", "switching HEAD"],
  ])("refuse %s with a reason and a next step", async (command, what) => {
    const project = await copyProject(original);
    await git(project.checkout, "tag", "old", "HEAD~1");
    const run = await commander(project, compare, command);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain(`[AEGIS COMMIT_LOCKED] ${what}`);
    expect(run.output).toContain("Next: ");
  });

  test("let pass what adds no history", async () => {
    const project = await copyProject(original);
    const command =
      "git stash -q && git stash pop -q && git add -N draft.txt && git branch copy HEAD && git tag v1 && git tag -a v2 -m x && git worktree list";
    const run = await commander(project, compare, command);
    expect(run).toMatchObject({ output: expect.not.stringContaining("AEGIS"), exitCode: 0 });
    expect(run.undone.refs).toEqual([]);
  });

  test("HEAD is put back after a new branch was checked out", async () => {
    const project = await copyProject(original);
    const run = await commander(project, compare, "git checkout -b fresh");
    expect(run.output).toContain("[AEGIS COMMIT_LOCKED] switching HEAD");
    expect(run.undone.refs).toEqual([join(project.gitDir, "HEAD")]);
    expect(await git(project.checkout, "symbolic-ref", "HEAD")).toBe("refs/heads/main");
  });

  test("run the hooks of the other repository, with their input", async () => {
    const project = await copyProject(original);
    const other = join(project.root, "other");
    await execa("git", ["init", "-q", other]);
    await writeFiles(other, {
      ".husky/pre-commit": "#!/bin/sh\necho own-pre-commit $#\n",
      ".husky/commit-msg": '#!/bin/sh\necho own-commit-msg; grep -q allowed "$1"\n',
      ".husky/reference-transaction": '#!/bin/sh\n[ "$1" != prepared ] || sed s/^/own-tx:/\n',
    });
    await execa("chmod", ["-R", "+x", join(other, ".husky")]);
    await git(other, "config", "core.hooksPath", ".husky");
    const run = (message: string) =>
      agentShell({
        project,
        command: `git -c user.name=t -c user.email=t@t commit --allow-empty -m ${message}`,
        sandbox: compare,
        cwd: other,
        readWrite: [other],
      });
    const first = await run("allowed");
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.output).toMatch(/own-pre-commit 0\n(?:.*\n)*own-commit-msg\n/);
    expect(first.output).toMatch(/own-tx:0{40} [0-9a-f]{40} HEAD/);
    expect((await run("other")).exitCode).toBe(1);
  });

  test("do not bind the user's own shell", async () => {
    const project = await copyProject(original);
    const before = await history(project);
    await userShell(project, project.checkout, "git commit -qam mine");
    expect(await history(project)).not.toBe(before);
  });
});
