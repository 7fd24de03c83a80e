import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { isOccupied } from "../../src/kit/is-there.ts";
import { NO_MAINTENANCE } from "./git-init.ts";

export interface Repo {
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
}

/** The same helpers for a directory that is already a checkout, such as a worktree. */
export function repoAt(dir: string, env: Record<string, string>): Repo {
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
