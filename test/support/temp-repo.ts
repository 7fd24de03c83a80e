import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { isOccupied } from "../../src/kit/is-there.ts";
import { gitInit, NO_MAINTENANCE } from "./git-init.ts";

export interface TempRepo {
  /** Real path of the top. */
  readonly dir: string;
  /** Environment with its own home, so that the machine's git configuration has no effect. */
  readonly env: Record<string, string>;
  /** Runs git at the top; stdout without the final line feed. */
  git(...args: string[]): Promise<string>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
  link(path: string, target: string): Promise<void>;
  delete(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** `git status` for machines: one `XY path` per entry, without ignored files. */
  status(): Promise<string[]>;
  remove(): Promise<void>;
}

export interface TempRepoOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Commits the files as "init"; default true. */
  readonly commit?: boolean;
  /** `git config` entries, set before the first file is written. */
  readonly config?: Readonly<Record<string, string>>;
  /** The folder in which the repository and its home are made; default the temporary folder. */
  readonly below?: string;
}

/** A real repository on branch main, removed when the test ends. */
export async function tempRepo(options: TempRepoOptions = {}): Promise<TempRepo> {
  const root = await realpath(await mkdtemp(join(options.below ?? tmpdir(), "aegis-repo-")));
  const dir = join(root, "repo");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: join(root, "home"),
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C.UTF-8",
  };
  const remove = () => rm(root, { recursive: true, force: true });
  onTestFinished(remove);
  await Promise.all([mkdir(dir), mkdir(env.HOME)]);
  const repo = { ...repoAt(dir, env), remove };
  await prepare(repo, options);
  return repo;
}

/** The same helpers for a directory that is already a checkout, such as a worktree. */
export function repoAt(dir: string, env: Record<string, string>): Omit<TempRepo, "remove"> {
  const at = (path: string) => join(dir, path);
  const git = async (...args: string[]) =>
    (
      await execa("git", [...NO_MAINTENANCE, ...args], {
        cwd: dir,
        env,
        extendEnv: false,
        stdin: "ignore",
      })
    ).stdout;
  return {
    dir,
    env,
    git,
    async write(path, content) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), content);
    },
    read: (path) => readFile(at(path), "utf8"),
    async link(path, target) {
      await mkdir(dirname(at(path)), { recursive: true });
      await symlink(target, at(path));
    },
    delete: (path) => rm(at(path), { recursive: true }),
    exists: (path) => isOccupied(at(path)),
    async status() {
      const args = ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"];
      return (await git(...args)).split("\0").slice(0, -1);
    },
  };
}

async function prepare(repo: TempRepo, options: TempRepoOptions): Promise<void> {
  const { files = {}, commit = true, config = {} } = options;
  const user = { "user.name": "Test User", "user.email": "test@example.com" };
  await gitInit(repo.dir, { ...user, ...config });
  for (const [path, content] of Object.entries(files)) await repo.write(path, content);
  if (!commit) return;
  await repo.git("add", "--all");
  await repo.git("commit", "--quiet", "--allow-empty", "--message=init");
}
