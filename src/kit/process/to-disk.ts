import type { Environment } from "../environment.ts";
import { run } from "./run.ts";
import { isNotStarted } from "./start.ts";

/**
 * Resolves when everything that any program has written in the folder's file system is on the disk: git does not wait
 * for the disk, and Node can sync only what it has open. Without the program `sync` this does nothing, and a power cut
 * in the next seconds can lose what was just written.
 */
export async function toDisk(folder: string, env: Environment): Promise<void> {
  for (const argv of [["sync", "-f", folder] as const, ["sync"] as const]) {
    try {
      if ((await run({ argv, cwd: folder, env })).code === 0) return;
    } catch (error) {
      if (!isNotStarted(error)) throw error;
    }
  }
}
