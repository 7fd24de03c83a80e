import type { PathLike } from "node:fs";
import { chmod, lstat, readdir, rm } from "node:fs/promises";

/**
 * Removes a file, link or folder with everything in it, and nothing if the path does not exist. A folder that its owner
 * made read-only, as Go's module cache does, is made writable first.
 */
export async function removeTree(path: PathLike): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    await openFolders(bytesOf(path));
    await rm(path, { recursive: true, force: true });
  }
}

/** Names are bytes: they need not be valid UTF-8. */
async function openFolders(path: Buffer): Promise<void> {
  const { mode } = await lstat(path);
  await chmod(path, (mode & 0o7777) | 0o700);
  for (const entry of await readdir(path, { withFileTypes: true, encoding: "buffer" }))
    if (entry.isDirectory()) await openFolders(Buffer.concat([path, Buffer.from("/"), entry.name]));
}

function bytesOf(path: PathLike): Buffer {
  return Buffer.isBuffer(path) ? path : Buffer.from(String(path));
}
