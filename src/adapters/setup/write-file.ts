import { createHash } from "node:crypto";
import { chmod, chown, open, readFile, realpath, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** Permission bits and owner of a file. */
export interface FileOwner {
  mode: number;
  uid: number;
  gid: number;
}

export interface FoundFile {
  content: Buffer;
  owner: FileOwner;
}

/** What lies at a path, links followed; undefined where nothing does. */
export async function readFound(path: string): Promise<FoundFile | undefined> {
  try {
    const [content, { mode, uid, gid }] = await Promise.all([readFile(path), stat(path)]);
    return { content, owner: { mode: mode & 0o7777, uid, gid } };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Where a cut-off write of `path` may have left its half. */
export function halfWritten(target: string): string {
  return `${target}.aegis-new`;
}

/**
 * Puts a file in place in one step: a reader, or a machine that is switched off, meets the old file or the
 * new one and nothing between. A link stays a link: what it leads to is replaced. `owner` is kept.
 */
export async function writeWhole(path: string, content: Buffer, owner?: FileOwner): Promise<void> {
  const target = await realTarget(path);
  const half = halfWritten(target);
  await rm(half, { force: true });
  const handle = await open(half, "wx", owner?.mode ?? 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (owner) await giveTo(half, owner);
  await rename(half, target);
  await syncFolder(dirname(target));
}

export async function removeFile(path: string): Promise<void> {
  await rm(halfWritten(await realTarget(path)), { force: true });
  await unlink(path);
  await syncFolder(dirname(path));
}

/** The file a path leads to, also where it does not exist yet. */
async function realTarget(path: string): Promise<string> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return path;
    throw error;
  });
}

async function giveTo(path: string, { mode, uid, gid }: FileOwner): Promise<void> {
  await chmod(path, mode);
  const now = await stat(path);
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid);
}

/** So that the name is on disk as well, not only the bytes. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
