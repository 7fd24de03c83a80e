import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { createGit } from "../../src/git/create-git.ts";
import type { Git, LandOutcome, LandRequest } from "../../src/git/port.ts";
import { repoAt } from "./repo-at.ts";
import { type TempRepo, type TempRepoOptions, tempRepo } from "./temp-repo.ts";

/** The swarm's change of each file: new content, a symlink, a mode, or null for a deletion. */
export type SwarmEdits = Readonly<Record<string, string | null>>;

export interface LandScene {
  readonly repo: TempRepo;
  readonly git: Git;
  /** Makes a commit on top of HEAD with exactly these edits, outside the user's checkout. */
  commit(
    edits: SwarmEdits,
    more?: (worktree: Omit<TempRepo, "remove">) => Promise<unknown>,
  ): Promise<string>;
  /** Lands on main; `base` defaults to the current checkout. */
  land(commit: string, request?: Partial<LandRequest>): Promise<LandOutcome>;
}

export async function landScene(options: TempRepoOptions): Promise<LandScene> {
  const repo = await tempRepo(options);
  const git = createGit({ env: repo.env, lockWaitMs: 50 });
  let count = 0;
  return {
    repo,
    git,
    async commit(edits, more) {
      const dir = join(repo.dir, "..", `swarm-${count++}`);
      const head = await git.resolve(repo.dir, "HEAD");
      await git.addWorktree(repo.dir, dir, head);
      const worktree = repoAt(dir, repo.env);
      for (const [path, text] of Object.entries(edits)) {
        if (text === null) await worktree.git("--literal-pathspecs", "rm", "-q", "--", path);
        else await worktree.write(path, text);
      }
      await more?.(worktree);
      const { tree } = await git.snapshot(dir);
      return git.commitTree(repo.dir, { tree, parents: [head], message: "feat: swarm" });
    },
    async land(commit, request = {}) {
      return git.land({
        top: repo.dir,
        branch: "main",
        expectedHead: await git.resolve(repo.dir, `${commit}^`),
        commit,
        base: (await git.snapshot(repo.dir)).tree,
        ...request,
      });
    },
  };
}

/** Everything that a user could miss: files with bytes and modes, index, status, refs, HEAD. */
export async function wholeState(repo: TempRepo): Promise<Record<string, unknown>> {
  const format = "--format=%(refname) %(objectname)";
  const refs = await repo.git("for-each-ref", format, "refs/heads", "refs/aegis/landing");
  const gitDir = await repo.git("rev-parse", "--absolute-git-dir");
  return {
    files: await filesOf(repo.dir),
    index: await repo.git("ls-files", "--stage", "-v", "-z"),
    status: await repo.status(),
    refs,
    head: await readFile(join(gitDir, "HEAD"), "utf8"),
    inGitDir: (await readdir(gitDir)).filter((name) => /aegis|\.lock$/.test(name)),
  };
}

async function filesOf(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const found: Record<string, string> = {};
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(dir, file);
    if (path === ".git" || path.startsWith(".git/") || entry.isDirectory()) continue;
    const bytes = entry.isSymbolicLink() ? await readlink(file) : await readFile(file);
    const mode = (await lstat(file)).mode.toString(8);
    found[path] = `${mode} ${createHash("sha256").update(bytes).digest("hex")}`;
  }
  return found;
}
