import { type FSWatcher, watch } from "node:fs";

/** Tells of changes in folders; a folder that does not exist yet, or a system that tells nothing, is looked at again. */
export interface Changes {
  /** Resolves at the next change, after `ms`, or when the signal fires. */
  next(ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function changesOf(folders: readonly string[]): Changes {
  const watchers = new Map<string, FSWatcher>();
  let changed = false;
  let wake = () => {};
  const tell = () => {
    changed = true;
    wake();
  };
  const drop = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const begin = () => {
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        watchers.set(
          folder,
          watch(folder, tell).on("error", () => drop(folder)),
        );
      } catch {
        // No such folder yet, or no watcher left: the time limit of `next` stands in.
      }
    }
  };
  return {
    async next(ms, signal) {
      begin();
      if (!changed && !signal.aborted)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
      signal.removeEventListener("abort", wake);
      wake = () => {};
      changed = false;
    },
    close() {
      for (const folder of [...watchers.keys()]) drop(folder);
    },
  };
}
