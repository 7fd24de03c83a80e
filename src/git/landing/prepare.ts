import type { Checkout } from "../checkout.ts";
import { type IndexEntry, readEntries } from "../index-entries.ts";
import type { LandRequest } from "../port.ts";
import type { RunGit } from "../run-git.ts";
import { outsideSparse } from "../sparse.ts";
import { withIndex } from "../temp-index.ts";
import type { EntryChange } from "../trees.ts";
import { ChangedMeanwhile } from "./apply.ts";
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
  const entries = await userEntries(run, place, [...plan.workTree.keys(), ...plan.index.keys()]);
  for (const { path, before } of changes) {
    if (before === undefined || !(await isAbsent(place, path))) continue;
    // Without the flag the file was there when we looked: the user has just deleted it.
    if (!entries.get(path)?.skip) throw new ChangedMeanwhile(path);
    hidden.add(path);
  }
  const added = changes.filter(({ before, after }) => !before && after).map(({ path }) => path);
  for (const path of await outsideSparse(run, place, added)) hidden.add(path);
  const visible = changes.filter(({ path }) => !hidden.has(path));
  const files = await stageFiles(run, place, {
    target: plan.target,
    written: visible.filter(({ after }) => after !== undefined).map(({ path }) => path),
    removed: visible.filter(({ after }) => after === undefined).map(({ path }) => path),
    edited: new Set(plan.edited),
    replaced: new Set(visible.filter(({ before }) => before).map(({ path }) => path)),
  });
  const index = entriesOf(plan, entries, hidden);
  return { v: 1, commit, expectedHead, ...(branch ? { branch } : {}), files, index };
}

function userEntries(
  run: RunGit,
  place: Checkout,
  paths: readonly string[],
): Promise<Map<string, IndexEntry>> {
  return withIndex(run, place, "checkout", (git) => readEntries(git, paths));
}

/** Throws `ChangedMeanwhile` for a path that the user has staged since the plan was made. */
function entriesOf(
  { index }: LandingPlan,
  entries: ReadonlyMap<string, IndexEntry>,
  hidden: ReadonlySet<string>,
): LandedEntry[] {
  return [...index.values()].map(({ path, before: planned, after }) => {
    const before = entries.get(path);
    const isIntended = planned === undefined && EMPTY_BLOBS.has(before?.oid ?? "");
    if (!isIntended && (before?.oid !== planned?.oid || before?.mode !== planned?.mode))
      throw new ChangedMeanwhile(path);
    const skip = hidden.has(path) || (before?.skip ?? false);
    const entry: IndexEntry | undefined = after && {
      ...after,
      skip,
      assumed: before?.assumed ?? false,
    };
    return { path, ...(before ? { before } : {}), ...(entry ? { after: entry } : {}) };
  });
}

/** `git add --intent-to-add` makes an entry of this content that no tree holds. */
const EMPTY_BLOBS: ReadonlySet<string> = new Set([
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
]);

/** Submodules are entries of the index; their files belong to another repository. */
function isSubmodule({ before, after }: EntryChange): boolean {
  return before?.mode === "160000" || after?.mode === "160000";
}
