import type { Checkout } from "../checkout.ts";
import { type IndexEntry, readEntries } from "../index-entries.ts";
import type { LandRequest } from "../port.ts";
import type { RunGit } from "../run-git.ts";
import { outsideSparse } from "../sparse.ts";
import { withIndex } from "../temp-index.ts";
import type { EntryChange } from "../trees.ts";
import type { LandingPlan } from "./plan.ts";
import type { LandedEntry, LandingRecord } from "./record.ts";
import { isAbsent, stageFiles } from "./stage.ts";

/**
 * Makes everything that a landing and its undoing need; the checkout stays as it is. A file that the user's sparse
 * rules keep out of the checkout is only an index entry, before and after.
 */
export async function prepareLanding(
  run: RunGit,
  place: Checkout,
  { commit, expectedHead, branch }: LandRequest,
  plan: LandingPlan,
): Promise<LandingRecord> {
  const changes = [...plan.workTree.values()].filter((change) => !isSubmodule(change));
  const hidden = new Set<string>();
  for (const { path, before } of changes)
    if (before !== undefined && (await isAbsent(place, path))) hidden.add(path);
  const added = changes.filter(({ before, after }) => !before && after).map(({ path }) => path);
  for (const path of await outsideSparse(run, place, added)) hidden.add(path);
  const visible = changes.filter(({ path }) => !hidden.has(path));
  const files = await stageFiles(run, place, {
    target: plan.target,
    written: visible.filter(({ after }) => after !== undefined).map(({ path }) => path),
    removed: visible.filter(({ after }) => after === undefined).map(({ path }) => path),
  });
  const index = await entriesOf(run, place, plan, hidden);
  return { v: 1, commit, expectedHead, ...(branch ? { branch } : {}), files, index };
}

async function entriesOf(
  run: RunGit,
  place: Checkout,
  { index }: LandingPlan,
  hidden: ReadonlySet<string>,
): Promise<LandedEntry[]> {
  const now = await withIndex(run, place, "checkout", (git) => readEntries(git, [...index.keys()]));
  return [...index.values()].map(({ path, after }) => {
    const before = now.get(path);
    const skip = hidden.has(path) || (before?.skip ?? false);
    const entry: IndexEntry | undefined = after && {
      ...after,
      skip,
      assumed: before?.assumed ?? false,
    };
    return { path, ...(before ? { before } : {}), ...(entry ? { after: entry } : {}) };
  });
}

/** Submodules are entries of the index; their files belong to another repository. */
function isSubmodule({ before, after }: EntryChange): boolean {
  return before?.mode === "160000" || after?.mode === "160000";
}
