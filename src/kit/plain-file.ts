import { constants } from "node:fs";
import { open } from "node:fs/promises";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** What lies at a path: a plain file of at most the allowed size, or anything else. */
export type FoundFile =
  | { readonly is: "plain"; readonly text: string; readonly changedAt: number }
  | { readonly is: "other"; readonly changedAt: number };

/**
 * Reads a file that a stranger may have put there. A pipe would keep us waiting, and a link leads to a file that is none
 * of ours: both are "other", and so is a file over `mostBytes`. Undefined if nothing is there. `changedAt` is in epoch
 * milliseconds, a time that no program can set; 0 for a link. Throws every other error of the file system.
 */
export async function readPlainFile(
  file: string,
  mostBytes: number,
): Promise<FoundFile | undefined> {
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      // A link, and a socket.
      if (error.code === "ELOOP" || error.code === "ENXIO") return "other" as const;
      throw error;
    },
  );
  if (!handle) return undefined;
  if (handle === "other") return { is: "other", changedAt: 0 };
  try {
    const stats = await handle.stat();
    const changedAt = stats.ctimeMs;
    if (!stats.isFile() || stats.size > mostBytes) return { is: "other", changedAt };
    return { is: "plain", text: await handle.readFile("utf8"), changedAt };
  } finally {
    await handle.close();
  }
}
