import type { Checkout } from "../checkout.ts";
import { editTree } from "../edit-tree.ts";
import { mergeTrees } from "../merge.ts";
import type { FileEntry, LandRequest } from "../port.ts";
import type { RunGit } from "../run-git.ts";
import { diffTrees, type EntryChange, treeOf } from "../trees.ts";

export interface LandingPlan {
  /** Changes from the current work tree to the work tree with the commit. */
  readonly workTree: ReadonlyMap<string, EntryChange>;
  readonly target: string;
  /** The trees of the index before and after. */
  readonly indexTrees: readonly [before: string, after: string];
  /** Changes from the current staged tree to the staged tree with the commit. */
  readonly index: ReadonlyMap<string, EntryChange>;
  readonly overlap: readonly string[];
  /** Paths at which the work tree is not the commit below. */
  readonly edited: readonly string[];
}

/** Current contents of the checkout, as trees. */
export interface CheckoutTrees {
  readonly workTree: string;
  readonly index: string;
}

type Edits = Map<string, FileEntry | undefined>;

/** Merges the commit into the work tree and into the index, both in the object store only. */
export async function planLanding(
  run: RunGit,
  place: Checkout,
  request: LandRequest,
  now: CheckoutTrees,
): Promise<LandingPlan> {
  const { top } = place;
  const { expectedHead, commit } = request;
  const shared = await sharedStart(run, place, request);
  const staged = await diffTrees(run, top, [expectedHead, now.index], "loose");
  // The index has HEAD's version of a file that is not staged, so HEAD is the merge base of that file.
  const sharedStaged: Edits = new Map([...shared].filter(([path]) => staged.has(path)));
  const head = await treeOf(run, top, expectedHead);
  const workTreeBase = await editTree(run, top, head, shared);
  const indexBase = await editTree(run, top, head, sharedStaged);
  const onto = (base: string, ours: string) =>
    mergeTrees(run, place, { base, ours, theirs: commit });
  const workTree = await onto(workTreeBase, now.workTree);
  const index = await onto(indexBase, now.index);
  return {
    workTree: await diffTrees(run, top, [now.workTree, workTree.tree]),
    target: workTree.tree,
    indexTrees: [now.index, index.tree],
    index: await diffTrees(run, top, [now.index, index.tree]),
    edited: [...(await diffTrees(run, top, [expectedHead, now.workTree], "loose")).keys()],
    overlap: [...new Set([...workTree.conflicts, ...index.conflicts])].sort(),
  };
}

/**
 * The files whose merge base is `base` instead of HEAD. A file that differs from HEAD in `base` is one of two kinds. A
 * foundation file is part of the commit. The user's uncommitted work is not; with `base` as its merge base, the merge
 * would conclude that the commit removed the work. To tell the two apart, take base's changes back out of the commit:
 * this changes the foundation files alone.
 */
async function sharedStart(run: RunGit, place: Checkout, request: LandRequest): Promise<Edits> {
  const { top } = place;
  const { expectedHead, commit, base } = request;
  const [byCommit, byBase] = await Promise.all([
    diffTrees(run, top, [expectedHead, commit]),
    diffTrees(run, top, [expectedHead, base], "loose"),
  ]);
  const both = [...byBase.values()].filter(({ path }) => byCommit.has(path));
  if (both.length === 0) return new Map();
  const without = await mergeTrees(run, place, { base, ours: expectedHead, theirs: commit });
  const lost = await diffTrees(run, top, [without.tree, commit]);
  const inCommit = both.filter(({ path }) => lost.has(path));
  return new Map(inCommit.map(({ path, after }) => [path, after]));
}
