import { readdir, readlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { startOf } from "../kit/process/process-stat.ts";

/** A process that probably holds a lock file: its id and its command line. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
}

/**
 * The process that has the lock file open, or else a git process that works in `place`: git closes its lock while an
 * editor or a hook runs. Undefined if we see none, also because the system or another user does not show it.
 */
export async function holderOf(lock: string, place: string): Promise<LockHolder | undefined> {
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const others = ids.filter((id) => Number(id) !== process.pid);
  const open = await first(others, (id) => hasOpen(id, lock));
  const holder = open ?? (await first(others, (id) => isGitIn(id, [place, dirname(lock)])));
  if (holder === undefined) return undefined;
  const command = startOf(Number(holder))?.argv.filter(Boolean).join(" ") ?? "";
  return { pid: Number(holder), command: command.slice(0, 80) };
}

async function first(
  ids: readonly string[],
  holds: (id: string) => Promise<boolean>,
): Promise<string | undefined> {
  const found = await Promise.all(ids.map(holds));
  return ids.find((_id, index) => found[index]);
}

async function hasOpen(id: string, file: string): Promise<boolean> {
  const folder = `/proc/${id}/fd`;
  const open = await readdir(folder).catch(() => []);
  const targets = await Promise.all(open.map((fd) => target(`${folder}/${fd}`)));
  return targets.includes(file);
}

async function isGitIn(id: string, folders: readonly string[]): Promise<boolean> {
  if (basename((await target(`/proc/${id}/exe`)) ?? "") !== "git") return false;
  const cwd = (await target(`/proc/${id}/cwd`)) ?? "";
  return folders.some((folder) => cwd === folder || cwd.startsWith(`${folder}/`));
}

/** Undefined for a process that has ended, and for one that we may not look at. */
async function target(link: string): Promise<string | undefined> {
  return readlink(link).catch(() => undefined);
}
