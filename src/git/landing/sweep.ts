import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { removeTree } from "../../kit/remove-tree.ts";
import { type Checkout, commonDirOf } from "../checkout.ts";
import type { RunGit } from "../run-git.ts";
import { SPARSE_FOLDER } from "../sparse.ts";
import { isLeftIndex } from "../temp-index.ts";
import { type LandingRecord, landingFolder } from "./record.ts";

/** Git writes and renames a lock file within milliseconds; a lock of a running git is never this old. */
const LOCK_AGE_MS = 2_000;

/**
 * Removes the indexes of ours whose process has ended, and the lock on the user's index that such a process left: the
 * lock is the very file of one of these indexes, or its copy.
 */
export async function sweepIndexes({ gitDir }: Checkout): Promise<void> {
  const names = await readdir(gitDir);
  for (const name of names.filter((each) => isLeftIndex(each.replace(/\.lock$/, "")))) {
    const file = join(gitDir, name);
    const lock = join(gitDir, "index.lock");
    if (await isSameFile(file, lock)) await rm(lock, { force: true });
    await removeTree(file);
  }
  for (const name of names.filter((each) => each.startsWith(SPARSE_FOLDER)))
    await removeTree(join(gitDir, name));
}

/** Removes the lock files that a killed branch update of ours left. */
export async function sweepRefLocks(
  run: RunGit,
  place: Checkout,
  { commit, branch }: LandingRecord,
): Promise<void> {
  const common = await commonDirOf(run, place.top);
  const begun = (await lstat(landingFolder(place).root)).ctimeMs;
  const isOurs = async (lock: string) => {
    const text = await readFile(lock, "utf8").catch(() => undefined);
    return text === "" || text === `${commit}\n`;
  };
  await sweepLock(join(place.gitDir, "HEAD.lock"), begun, isOurs);
  if (branch !== undefined)
    await sweepLock(join(common, `refs/heads/${branch}.lock`), begun, isOurs);
  // Deleting our ref locks the packed refs, with a copy of them.
  await sweepLock(join(common, "packed-refs.lock"), begun, async () => true);
}

/** Removes the lock file that a killed git process left on a ref that only this product changes. */
export async function sweepOwnLock(run: RunGit, place: Checkout, ref: string): Promise<void> {
  await sweepLock(join(await commonDirOf(run, place.top), `${ref}.lock`), 0, async () => true);
}

async function sweepLock(
  lock: string,
  begun: number,
  isOurs: (lock: string) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    const found = await statOf(lock);
    if (found === undefined || found.mtimeMs < begun - LOCK_AGE_MS) return;
    if (!(await isOurs(lock))) return;
    if (Date.now() - found.mtimeMs > LOCK_AGE_MS) return rm(lock, { force: true });
    await delay(100);
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([statOf(a), statOf(b)]);
  if (!first || !second) return false;
  if (first.ino === second.ino && first.dev === second.dev) return true;
  return first.size > 0 && (await readFile(a)).equals(await readFile(b));
}

async function statOf(file: string) {
  return lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
