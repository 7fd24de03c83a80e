import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { gitInit } from "./git-init.ts";
import { type Repo, repoAt } from "./repo-at.ts";

/** A repository that the test's end removes. */
export interface TempRepo extends Repo {
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

async function prepare(repo: TempRepo, options: TempRepoOptions): Promise<void> {
  const { files = {}, commit = true, config = {} } = options;
  const user = { "user.name": "Test User", "user.email": "test@example.com" };
  await gitInit(repo.dir, { ...user, ...config });
  for (const [path, content] of Object.entries(files)) await repo.write(path, content);
  if (!commit) return;
  await repo.git("add", "--all");
  await repo.git("commit", "--quiet", "--allow-empty", "--message=init");
}
