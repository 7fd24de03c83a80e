import type { Checkout } from "./checkout.ts";
import { editTree } from "./edit-tree.ts";
import { type Contest, mergeContents } from "./merge-content.ts";
import type { FileEntry, MergeRequest, MergeResult } from "./port.ts";
import type { RunGit } from "./run-git.ts";
import { diffTrees, type EntryChange, treeOf } from "./trees.ts";

interface Comparison {
  /** Paths that only "theirs" changed; undefined if "theirs" deleted the path. */
  readonly taken: Map<string, FileEntry | undefined>;
  readonly contests: Contest[];
  readonly conflicts: Set<string>;
}

type Changes = ReadonlyMap<string, EntryChange>;

/**
 * Merges three tree-ishes in the object store alone. The merge goes path by path, because git 2.39 cannot turn off
 * rename detection in its own tree merge: here a change never lands on a path that neither side wrote.
 */
export async function mergeTrees(
  run: RunGit,
  place: Checkout,
  request: MergeRequest,
): Promise<MergeResult> {
  const { top } = place;
  const [base, ours, theirs] = await Promise.all([
    treeOf(run, top, request.base),
    treeOf(run, top, request.ours),
    treeOf(run, top, request.theirs),
  ]);
  if (ours === theirs || base === theirs) return { tree: ours, conflicts: [] };
  if (base === ours) return { tree: theirs, conflicts: [] };
  const { taken, contests, conflicts } = compare(
    await diffTrees(run, top, [base, ours], "loose"),
    await diffTrees(run, top, [base, theirs]),
  );
  const merged = await mergeContents(run, place, contests);
  for (const [path, entry] of merged.entries) taken.set(path, entry);
  for (const path of merged.conflicts) conflicts.add(path);
  const tree = await editTree(run, top, ours, taken);
  return { tree, conflicts: [...conflicts].sort() };
}

function compare(ours: Changes, theirs: Changes): Comparison {
  const found: Comparison = { taken: new Map(), contests: [], conflicts: new Set() };
  const foldersOfOurs = addedFolders(ours);
  for (const change of theirs.values()) {
    const spot = fileForFolder(change, ours, foldersOfOurs);
    const own = ours.get(change.path);
    if (spot !== undefined) found.conflicts.add(spot);
    else if (own === undefined) found.taken.set(change.path, change.after);
    else if (!sameEntry(own.after, change.after)) contest(found, own, change);
  }
  return found;
}

function contest(found: Comparison, own: EntryChange, other: EntryChange): void {
  const { path, before } = own;
  if (before !== undefined && own.after !== undefined && other.after !== undefined) {
    found.contests.push({ path, base: before, ours: own.after, theirs: other.after });
  } else {
    found.conflicts.add(path);
  }
}

/** The path at which one side has a file and the other side has a folder. */
function fileForFolder(
  change: EntryChange,
  ours: Changes,
  foldersOfOurs: ReadonlySet<string>,
): string | undefined {
  if (change.after === undefined) return;
  if (foldersOfOurs.has(change.path)) return change.path;
  return foldersOf(change.path).find((folder) => ours.get(folder)?.after !== undefined);
}

function addedFolders(changes: Changes): Set<string> {
  const present = [...changes.values()].filter(({ after }) => after !== undefined);
  return new Set(present.flatMap(({ path }) => foldersOf(path)));
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join("/"));
}

function sameEntry(a: FileEntry | undefined, b: FileEntry | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}
