import { REFS } from "../../kit/state-paths.ts";
import type { Checkout } from "../checkout.ts";
import { commitTree } from "../commit.ts";
import type { LandRequest } from "../port.ts";
import { updateRef } from "../refs.ts";
import type { RunGit } from "../run-git.ts";
import type { Snapshot } from "../snapshot.ts";
import type { IndexEditor } from "./index-edit.ts";
import type { LandingPlan } from "./plan.ts";
import { dropRecord } from "./record.ts";
import { sweepOwnLock } from "./sweep.ts";

/** Holds everything that an unfinished landing names: no branch and, after it, no index does. */
const REF = `${REFS}/landing`;

/**
 * Keeps the user's staged content, the work tree and the commit from git's clean-up for as long as the landing is
 * unfinished, and puts all of it on the disk.
 */
export async function keepObjects(
  { run, place, toDisk }: IndexEditor,
  { request, snapshot, plan }: { request: LandRequest; snapshot: Snapshot; plan: LandingPlan },
): Promise<void> {
  const { expectedHead, commit } = request;
  const [before, after] = plan.indexTrees;
  let kept = commit;
  for (const tree of [before, after, plan.target, snapshot.tree]) {
    const parents = [...new Set([kept, expectedHead])];
    kept = await commitTree(run, place.top, {
      tree,
      parents,
      message: "aegis: an unfinished landing",
    });
  }
  await updateRef(run, place.top, { ref: REF, to: kept, expectedOld: undefined });
  await toDisk(place.gitDir);
}

/** Ends a landing that is finished or taken back, after all of it is on the disk. */
export async function endLanding({ run, place, toDisk }: IndexEditor): Promise<void> {
  await toDisk(place.gitDir);
  // While the record is there, a start clears what a killed deletion leaves.
  await forgetObjects(run, place);
  await dropRecord(place);
}

/** Deletes our ref, also after a landing that was cut off before its record was written. */
export async function forgetObjects(run: RunGit, place: Checkout): Promise<void> {
  await sweepOwnLock(run, place, REF);
  const args = ["rev-parse", "--verify", "--quiet", REF];
  if ((await run(place.top, { args, answers: [1] })).code === 0)
    await updateRef(run, place.top, { ref: REF, to: undefined, expectedOld: undefined });
}
