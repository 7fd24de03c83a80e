import { constants } from "node:fs";
import { copyFile, link, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Checkout } from "../checkout.ts";
import { type IndexEntry, readEntries } from "../index-entries.ts";
import { rawInput } from "../output.ts";
import { gitLocked, type RunGit } from "../run-git.ts";
import { entriesCall, type IndexGit, withIndex } from "../temp-index.ts";
import { ChangedMeanwhile } from "./apply.ts";
import type { LandedEntry } from "./record.ts";

type Entries = ReadonlyMap<string, IndexEntry | undefined>;

export interface IndexEditor {
  readonly run: RunGit;
  readonly place: Checkout;
  /** Longest wait for another process's lock file, in milliseconds. */
  readonly lockWaitMs: number;
  /** Resolves when everything that was written in this folder's file system is on the disk. */
  readonly toDisk: (folder: string) => Promise<void>;
}

/**
 * Sets the entries of the user's index to one side of the landing. An entry that is not on the other side is the
 * user's: on the way back it stays; on the way forward the landing cannot go on, `ChangedMeanwhile`.
 */
export async function setSide(
  editor: IndexEditor,
  entries: readonly LandedEntry[],
  side: "before" | "after",
): Promise<void> {
  const other = side === "before" ? "after" : "before";
  await editIndex(editor, async (git) => {
    const now = await readEntries(
      git,
      entries.map(({ path }) => path),
    );
    const isOurs = (entry: LandedEntry) => sameEntry(now.get(entry.path), entry[other]);
    const ours = entries.filter(isOurs);
    const changed = entries.find((entry) => !isOurs(entry));
    if (side === "after" && changed) throw new ChangedMeanwhile(changed.path);
    return new Map(ours.map((entry) => [entry.path, entry[side]]));
  });
}

/**
 * Changes the user's index in one step. A copy is changed and gets the times of the files; then the copy itself becomes
 * the lock file and the index. So a lock file that a kill leaves is known to be ours, see `sweep`.
 */
async function editIndex(
  { run, place, lockWaitMs }: IndexEditor,
  edits: (git: IndexGit) => Promise<Entries>,
): Promise<void> {
  const index = join(place.gitDir, "index");
  const lock = `${index}.lock`;
  const giveUpAt = Date.now() + lockWaitMs;
  for (;;) {
    const found = await contentOf(index);
    const done = await withIndex(run, place, "checkout", async (git, file) => {
      const entries = await edits(git);
      if (entries.size === 0) return true;
      await setEntries(git, entries);
      // Exit code 1: files differ from their entries.
      await git({ args: ["update-index", "-q", "--refresh"], answers: [1] });
      if (!(await take(file, lock))) return false;
      let installed = false;
      try {
        if ((await contentOf(index)) !== found) return false;
        await rename(lock, index);
        installed = true;
      } finally {
        if (!installed) await rm(lock, { force: true });
      }
      return true;
    });
    if (done) return;
    if (Date.now() > giveUpAt) throw await gitLocked(lock, place.top);
    await delay(20);
  }
}

async function setEntries(git: IndexGit, entries: Entries): Promise<void> {
  const length = [...entries.values()].find((entry) => entry)?.oid.length ?? 40;
  await git(entriesCall(entries, length));
  const flagged = (flag: "skip" | "assumed") =>
    [...entries].filter(([, entry]) => entry?.[flag]).map(([path]) => path);
  for (const [option, paths] of [
    ["--skip-worktree", flagged("skip")],
    ["--assume-unchanged", flagged("assumed")],
  ] as const) {
    if (paths.length === 0) continue;
    const input = rawInput(paths.map((path) => Buffer.from(path).toString("latin1")));
    await git({ args: ["update-index", option, "-z", "--stdin"], input });
  }
}

/** Takes git's lock with the new index as its content; false if another process holds the lock. */
async function take(file: string, lock: string): Promise<boolean> {
  try {
    await link(file, lock).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return copyFile(file, lock, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function contentOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  return bytes.toString("latin1");
}

function sameEntry(a: IndexEntry | undefined, b: IndexEntry | undefined): boolean {
  const flags = a?.skip === b?.skip && a?.assumed === b?.assumed;
  return a?.mode === b?.mode && a?.oid === b?.oid && flags;
}
