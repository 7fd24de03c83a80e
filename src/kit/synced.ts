import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { PRIVATE_FILE } from "./private-state.ts";

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;

/**
 * Writes a new file that only the user may read; it is on the disk, not only in memory, when this resolves. A link at
 * the path is not followed.
 */
export async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, PRIVATE_FILE);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts the names in a folder on the disk; does nothing for a folder that does not exist. */
export async function syncFolder(path: string): Promise<void> {
  await syncContent(path);
}

/** Puts a file's content on the disk; does nothing for a path that does not exist. */
export async function syncContent(path: string): Promise<void> {
  const handle = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
