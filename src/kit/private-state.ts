import type { Stats } from "node:fs";
import { chmod, lstat, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { refusedLink, refuseOther } from "./beneath.ts";
import { say } from "./sentence.ts";
import { STATE_FOLDER, statePaths } from "./state-paths.ts";

/** Permission bits of our state: prompts, plans, patches and backups are the user's alone. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

interface Entry {
  path: string;
  stats: Stats;
}

/**
 * Refuses a project whose state leads elsewhere or holds what we never write: a link, even one that stays inside; a
 * pipe or device; a second name of a file of a run, which is written in place. Reads names alone. Throws LINK_REFUSED,
 * NOT_A_FILE.
 */
export async function checkState(top: string): Promise<void> {
  await stateOf(top);
}

/** Checks the state of the project at `top` and takes every right of others away, as an older version left them. */
export async function tightenState(top: string): Promise<void> {
  for (const entry of await stateOf(top)) await tighten(entry);
}

/** Takes every right of others away from a folder of the user's own and its content, if it is there. */
export async function tightenFolder(folder: string): Promise<void> {
  for (const entry of await entriesOf(folder, () => true)) await tighten(entry);
}

/** Makes a folder of our state. What lies above its grandparent is not ours and gets the user's usual rights. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(dirname(dirname(folder)), { recursive: true });
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

async function stateOf(top: string): Promise<Entry[]> {
  const { folder, runs, worktrees, reports, install } = statePaths(top);
  const folders = new Set([folder, runs, worktrees, reports, install]);
  const inWorktrees = (path: string) => dirname(path) === worktrees;
  const entries = await entriesOf(folder, (path) => !inWorktrees(path));
  for (const { path, stats } of entries) {
    if (stats.isSymbolicLink())
      throw refusedLink(
        path,
        say(
          `is a link, and ${STATE_FOLDER} may hold none`,
          `링크이고, ${STATE_FOLDER} 안에는 링크가 있으면 안 됩니다`,
        ),
      );
    refuseOther(path, stats, folders.has(path) || stats.isDirectory() ? "folder" : "file");
    if (path.startsWith(`${runs}/`) && hasOtherName(stats))
      throw refusedLink(
        path,
        say(
          "is also a file of another name (a hard link)",
          "다른 이름도 가진 파일입니다(하드 링크)",
        ),
      );
  }
  // A worktree belongs to its Worker: nothing in it is changed here.
  return entries.filter(({ path }) => !inWorktrees(path));
}

function hasOtherName(stats: Stats): boolean {
  return stats.isFile() && stats.nlink > 1;
}

/** The folder itself and what lies below it; of a folder that `opens` refuses only its own entry. */
async function entriesOf(folder: string, opens: (path: string) => boolean): Promise<Entry[]> {
  const found: Entry[] = [];
  const visit = async (path: string): Promise<void> => {
    const stats = await gone(lstat(path));
    if (!stats) return;
    found.push({ path, stats });
    if (!stats.isDirectory() || !opens(path)) return;
    for (const name of (await gone(readdir(path))) ?? []) await visit(join(path, name));
  };
  await visit(folder);
  return found;
}

async function tighten({ path, stats }: Entry): Promise<void> {
  const loose = (stats.mode & 0o077) !== 0;
  // The rights of another name are not ours to change.
  const others = stats.isSymbolicLink() || hasOtherName(stats) || stats.uid !== process.getuid?.();
  if (!loose || others) return;
  await gone(chmod(path, stats.mode & 0o700)).catch((error: NodeJS.ErrnoException) => {
    // Nothing is written on such a disk either; what was there stays readable for others.
    if (error.code !== "EROFS") throw error;
  });
}

/** Undefined if another process has removed it meanwhile. */
async function gone<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
