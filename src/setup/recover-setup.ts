import { isThere } from "../kit/is-there.ts";
import { sharedUsers } from "./adapters/shared-users.ts";
import { stateFiles } from "./adapters/state-files.ts";
import { type Recovered, type Transactions, transactions } from "./adapters/transaction.ts";
import type { Place } from "./place.ts";
import { takingOut } from "./taking-out.ts";

/** What was found of a cut-off command, and in which folder. */
export interface Found extends Recovered {
  folder: string;
}

/** Folders in which an install or uninstall was cut off. Reads only. */
export async function findCutOff(place: Place): Promise<string[]> {
  const folders = [place.shared, place.state];
  const pending = await Promise.all(folders.map((folder) => stateFiles(folder).pending()));
  return folders.filter((_, index) => pending[index]);
}

/** Brings what was cut off to an end. The caller holds the locks of both folders. */
export async function recoverSetup(place: Place): Promise<Found[]> {
  const isComplete = async (owner: string, id: string) =>
    (await stateFiles(owner).manifest())?.id === id;
  const found: Found[] = [];
  // The shared folder first: whether its part counts is told by the project's manifest as it was left.
  for (const folder of [place.shared, place.state]) {
    const recovered = await transactions(folder).recover(isComplete, takingOut(place));
    if (recovered) found.push({ folder, ...recovered });
  }
  await sharedUsers(place.shared).tidy();
  return found;
}

export interface Locked {
  shared: Transactions;
  project: Transactions;
}

/**
 * Runs with the folders for this process alone; the shared one only where it is there or `needsShared`.
 * Throws SETUP_RUNNING.
 */
export async function withLocks<T>(
  place: Place,
  needsShared: boolean,
  run: (parts: Locked) => Promise<T>,
): Promise<T> {
  const shared = transactions(place.shared);
  const project = transactions(place.state);
  const release: (() => Promise<void>)[] = [];
  try {
    if (needsShared || (await isThere(place.shared))) release.unshift(await shared.lock());
    release.unshift(await project.lock());
    return await run({ shared, project });
  } finally {
    for (const free of release) await free();
  }
}
