import { isThere } from "../kit/is-there.ts";
import { tightenFolder, tightenState } from "../kit/private-state.ts";
import { sharedUsers } from "./adapters/shared-users.ts";
import { stateFiles } from "./adapters/state-files.ts";
import { type Recovered, type Transactions, transactions } from "./adapters/transaction.ts";
import { takingOut } from "./taking-out.ts";
import type { SetupTarget } from "./target.ts";

/** A cut-off command and its folder. */
export interface CutOffCommand extends Recovered {
  folder: string;
}

/** Folders in which an install or uninstall was cut off. Reads only. */
export async function findCutOff(place: SetupTarget): Promise<string[]> {
  const folders = [place.shared, place.state];
  const pending = await Promise.all(folders.map((folder) => stateFiles(folder).pending()));
  return folders.filter((_, index) => pending[index]);
}

/** Recovers from cut-off commands. The caller holds the locks of both folders. */
export async function recoverSetup(place: SetupTarget): Promise<CutOffCommand[]> {
  const isComplete = async (owner: string, id: string) =>
    (await stateFiles(owner).manifest())?.id === id;
  const found: CutOffCommand[] = [];
  // The shared folder comes first: the project's manifest, still untouched, decides whether the shared part counts.
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
 * Runs `work` with the folders locked; the shared folder only if it exists or `needsShared`. Records of an older
 * version become the user's alone first. Throws SETUP_RUNNING.
 */
export async function withLocks<T>(
  place: SetupTarget,
  needsShared: boolean,
  run: (parts: Locked) => Promise<T>,
): Promise<T> {
  const shared = transactions(place.shared);
  const project = transactions(place.state);
  const release: (() => Promise<void>)[] = [];
  try {
    if (place.scope === "project") await tightenState(place.top);
    for (const folder of [place.state, ...place.records]) await tightenFolder(folder);
    if (needsShared || (await isThere(place.shared))) release.unshift(await shared.lock());
    release.unshift(await project.lock());
    return await run({ shared, project });
  } finally {
    for (const free of release) await free();
  }
}
