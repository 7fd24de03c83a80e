import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, onTestFinished } from "vitest";
import { createRunner } from "../../../src/git/run-git.ts";
import { alike } from "../../../src/kit/sentence.ts";
import {
  type TreeWatchResult,
  type WatchedTrees,
  watchTrees,
} from "../../../src/shell/compare/tree-watch.ts";
import { confinementOf, type ShellBounds } from "../../../src/shell/confinement.ts";
import { probeSandbox, type Sandbox } from "../../../src/shell/sandbox.ts";
import { sandboxedCommand } from "../../../src/shell/sandboxed-command.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";
import { gitInit, NO_MAINTENANCE } from "../../support/git-init.ts";
import { landlockSandbox } from "../../support/landlock.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** Git as the product asks it. */
export const runner = createRunner({ env: process.env });

const templates = fileURLToPath(new URL("../../../templates/", import.meta.url));
export const shell = join(templates, "shell", "bash");
const hooksDir = join(templates, "git-hooks");

/** The sandbox of this machine; says once why bubblewrap is not tested. */
export async function machineSandbox(): Promise<Sandbox> {
  const sandbox = await probeSandbox({ mode: "auto", shell, env: process.env });
  if (sandbox.kind === "compare") console.warn(`bubblewrap is not tested: ${sandbox.reason.en}`);
  return sandbox;
}

/** The layers of this machine; Landlock beside bubblewrap only in a test of every combination. */
export async function machineLayers(): Promise<Sandbox[]> {
  const found = await machineSandbox();
  const landlock = IS_WHOLE || found.kind !== "bubblewrap" ? await landlockSandbox() : undefined;
  return [found, landlock, COMPARE].filter(
    (layer, at) => layer !== undefined && (at === 2 || layer.kind !== "compare"),
  ) as Sandbox[];
}

export const COMPARE: Sandbox = { kind: "compare", reason: alike("under test") };

export interface Project {
  root: string;
  /** The user's checkout on branch main; `topic` is one commit ahead of the common base. */
  checkout: string;
  gitDir: string;
  home: string;
}

const IDENTITY = [...NO_MAINTENANCE, "-c", "user.name=Test", "-c", "user.email=test@example.org"];

export async function git(dir: string, ...args: string[]): Promise<string> {
  return (await execa("git", [...IDENTITY, "-C", dir, ...args])).stdout;
}

/** A directory for the running test. */
export async function scratch(): Promise<string> {
  const dir = await newDirectory();
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A project for a whole file, to be copied by its tests. */
export async function sharedProject(): Promise<Project> {
  const dir = await newDirectory();
  afterAll(() => rm(dir, { recursive: true, force: true }));
  return makeProject(dir);
}

async function newDirectory(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "aegis-shell-")));
}

async function makeProject(root: string): Promise<Project> {
  const checkout = join(root, "checkout");
  const home = join(root, "home");
  await Promise.all([mkdir(join(checkout, "src", "a"), { recursive: true }), mkdir(home)]);
  await gitInit(checkout, { "user.name": "Test", "user.email": "test@example.org" });
  await writeFiles(checkout, {
    "tracked.txt": "one\n",
    "src/a/a.ts": "a\n",
    "src/b.ts": "b\n",
    ".gitignore": "ignored/\n.aegis/\n",
    "package.json": '{"scripts":{"ci":"git commit -am npm"}}\n',
  });
  await git(checkout, "add", ".");
  await git(checkout, "commit", "--quiet", "-m", "base");
  await git(checkout, "checkout", "--quiet", "-b", "topic");
  await writeFiles(checkout, { "topic.txt": "topic\n" });
  await git(checkout, "add", ".");
  await git(checkout, "commit", "--quiet", "-m", "topic");
  await git(checkout, "checkout", "--quiet", "main");
  await writeFiles(checkout, { "src/b.ts": "b2\n" });
  await git(checkout, "commit", "--quiet", "-am", "second");
  // The user's own work in progress.
  await writeFiles(checkout, { "tracked.txt": "one\nmine\n", "draft.txt": "draft\n" });
  await writeFiles(home, { "settings.json": "{}\n" });
  return { root, checkout, gitDir: join(checkout, ".git"), home };
}

/** A copy of a project and its worktrees in a new directory: much quicker than making one. */
export async function copyProject(project: Project): Promise<Project> {
  const root = await scratch();
  await cp(project.root, root, { recursive: true });
  const checkout = join(root, "checkout");
  const gitDir = join(checkout, ".git");
  const names = await readdir(join(gitDir, "worktrees")).catch(() => []);
  for (const name of names) {
    const pointers = [
      join(gitDir, "worktrees", name, "gitdir"),
      join(worktreeOf(checkout, name), ".git"),
    ];
    for (const file of pointers) {
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace(project.root, root));
    }
  }
  return { root, checkout, gitDir, home: join(root, "home") };
}

/** Where a Worker's tree lies. */
export function worktreeOf(checkout: string, name: string): string {
  return join(checkout, ".aegis/worktrees", name);
}

/** A Worker's tree: at main, with no branch checked out. */
export async function addWorktree(project: Project, name: string): Promise<string> {
  const tree = worktreeOf(project.checkout, name);
  await git(project.checkout, "worktree", "add", "--quiet", "--detach", tree);
  return tree;
}

export async function writeFiles(dir: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
}

/** Every branch and what HEAD says. */
export async function history(project: Project): Promise<string> {
  const [refs, head] = await Promise.all([
    git(project.checkout, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads"),
    readFile(join(project.gitDir, "HEAD"), "utf8"),
  ]);
  return `${refs}\n${head}`;
}

export interface ShellRun {
  cwd: string;
  command: string;
  sandbox: Sandbox;
  project: Project;
  readWrite: string[];
  watched?: WatchedTrees;
  network?: boolean;
  callID?: string;
  bounds?: ShellBounds;
  /** Further visible paths. */
  visible?: string[];
  /** The home of the shell instead of the project's. */
  home?: string;
  /** Another user for whom the shell runs; the project becomes theirs. */
  uid?: number;
}

export interface Finished {
  output: string;
  exitCode: number | undefined;
  undone: TreeWatchResult;
}

let calls = 0;

/** One agent shell call as the plugin makes it: watched, confined, settled. */
export async function agentShell(run: ShellRun): Promise<Finished> {
  calls += 1;
  const { project, sandbox } = run;
  const view = systemView(process.env);
  if (run.uid !== undefined) await execa("chown", ["-R", `${run.uid}:${run.uid}`, project.root]);
  const command = sandboxedCommand({
    shell,
    command: run.command,
    env: { ...process.env, HOME: run.home ?? project.home },
    scope: {
      kind: sandbox.kind,
      callID: run.callID ?? `call-${process.pid}-${calls}`,
      // A hook that is there and cannot be read stops git.
      readOnly: sandbox.kind === "bubblewrap" ? [project.root] : [project.root, hooksDir],
      readWrite: run.readWrite,
      protect: [project.gitDir],
      network: run.network ?? false,
      view: { ...view, visible: [...view.visible, ...(run.visible ?? [])] },
      gitCommonDir: project.gitDir,
      hooksDir,
      confinement: confinementOf(sandbox, run.bounds),
    },
  });
  const watch = await watchTrees(runner, run.watched ?? {});
  const result = await execa(command.file, command.args, {
    cwd: run.cwd,
    env: command.env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    all: true,
    detached: true,
    ...(run.uid === undefined ? {} : { uid: run.uid, gid: run.uid }),
  });
  return { output: result.all, exitCode: result.exitCode, undone: await watch.settle() };
}

/** The same command as the user's own. */
export async function userShell(project: Project, cwd: string, command: string): Promise<void> {
  await execa(shell, ["-c", command], {
    cwd,
    env: { HOME: project.home },
    reject: false,
    stdin: "ignore",
  });
}
