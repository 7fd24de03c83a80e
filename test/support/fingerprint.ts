import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Ground } from "./ground.ts";

/** The parts of a repository that a refused call must not change. */
export interface Fingerprint {
  status: string;
  index: string;
  refs: string;
  worktrees: string;
  config: string;
  exclude: string;
  hooks: string[];
  /** Path → kind and hash of the bytes; without `.git`, but with our own folder. */
  files: Record<string, string>;
}

export async function fingerprint({ dir, git }: Pick<Ground, "dir" | "git">): Promise<Fingerprint> {
  const place = (await git("rev-parse", "--absolute-git-dir")).trim();
  const text = (path: string) => readFile(join(place, path), "utf8").catch(() => "");
  return {
    status: await git("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"),
    index: await git("ls-files", "--stage", "-z"),
    refs: await git("for-each-ref"),
    worktrees: await git("worktree", "list", "--porcelain"),
    config: await text("config"),
    // Opening a project writes our line before any call.
    exclude: (await text("info/exclude")).replace(/^\/\.aegis\/\n?/m, ""),
    hooks: await readdir(join(place, "hooks")).catch(() => []),
    files: await filesBelow(dir),
  };
}

/** Kind and hash of every file below a folder, by path. */
export async function filesBelow(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = async (folder: string): Promise<void> => {
    for (const name of await readdir(join(dir, folder))) {
      const path = join(folder, name);
      if (path === ".git") continue;
      if ((await lstat(join(dir, path))).isDirectory()) await visit(path);
      else found[path] = await described(join(dir, path));
    }
  };
  await visit("");
  return found;
}

async function described(file: string): Promise<string> {
  const { mode } = await lstat(file);
  if ((mode & 0o170000) === 0o120000) return `link ${await readlink(file)}`;
  const sum = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  return `${mode.toString(8)} ${sum}`;
}
