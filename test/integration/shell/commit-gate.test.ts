import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
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

const encoded = Buffer.from("git commit -am base64").toString("base64");
const newCommit = 'C=$(git commit-tree "HEAD^{tree}" -p HEAD -m x)';

const VARIANTS: Record<string, string> = {
  plain: "git commit -am x",
  "other directory": "cd src && git -C .. commit -am x",
  "sh -c": "sh -c 'git commit -am x'",
  quotes: "g''it com\"m\"it -am x",
  "full path": '"$(command -v git)" commit -am x',
  "no verify": "git commit --no-verify -am x",
  python: 'python3 -c \'import subprocess; subprocess.run(["git", "commit", "-am", "x"])\'',
  "hooks path": "git -c core.hooksPath=/dev/null commit --no-verify -am x",
  "empty environment": 'env -i PATH="$PATH" HOME="$HOME" git commit -am x',
  "no environment config": "GIT_CONFIG_COUNT=0 git commit -am x",
  "commit-tree": `${newCommit} && git update-ref refs/heads/main "$C"`,
  alias: "git -c alias.ci=commit ci -am x",
  "stored alias": "git config alias.ci commit; git ci -am x",
  "stored hooks path": "git config core.hooksPath /dev/null; GIT_CONFIG_COUNT=0 git commit -am x",
  "script file": "printf 'git commit -am x' > go.sh; sh go.sh",
  variable: "V=commit; git $V -am x",
  "npm script": "npm run --silent ci",
  base64: `echo ${encoded} | base64 -d | sh`,
  "cherry-pick": "git cherry-pick topic",
  merge: "git merge --no-edit topic",
  "fast forward": "git merge --ff-only topic || git -c core.hooksPath= reset -q --hard topic",
  revert: "git stash -q; git revert --no-edit HEAD",
  rebase: "git rebase --autostash topic",
  am: "git format-patch -1 --stdout topic > p; git stash -q; git am p",
  "reset --hard": "git reset --hard HEAD~1",
  "reset --soft": "git reset --soft HEAD~1",
  "branch -f": "git branch -f topic HEAD",
  "branch -D": "git branch -D topic",
  "push to itself": "git push -q -f . HEAD:topic",
  "fast-import":
    "printf 'commit refs/heads/topic\\ncommitter a <a@b> 1 +0000\\ndata 1\\nx\\nfrom main\\n' | git fast-import --quiet --force",
  checkout: "git checkout -q topic",
  detach: "git checkout -q --detach HEAD~1",
  "symbolic-ref": "git symbolic-ref HEAD refs/heads/topic",
  "ref file": `${newCommit} && echo "$C" > .git/refs/heads/main`,
  "broken ref file": "echo junk > .git/refs/heads/main",
  "HEAD file": 'node -e \'fs.writeFileSync(".git/HEAD", "ref: refs/heads/topic\\n")\'',
  "new branch": `${newCommit} && git -c core.hooksPath=/dev/null branch fresh "$C"`,
  "late and hidden": '(sleep 1; env -i PATH="$PATH" HOME="$HOME" git commit -qam x) & sleep 0.1',
};

const HARMLESS: Record<string, string> = {
  status: "git status --short | grep tracked.txt",
  diff: "git diff --stat | grep tracked.txt",
  log: "git log --oneline -2 | grep second",
  "a commit in another repository":
    "git init -q other && cd other && git config user.name t && git config user.email t@t && git commit -q --allow-empty -m fixture && git log --oneline | grep fixture",
};

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
  test.skipIf(name === "late and hidden")("changes history in the user's shell", async () => {
    const project = await copyProject(original);
    const before = await history(project).catch(() => "unreadable");
    await userShell(project, project.checkout, command);
    expect(await history(project).catch(() => "unreadable")).not.toBe(before);
  });

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

describe.each(Object.entries(HARMLESS))("harmless: %s", (_name, command) => {
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
