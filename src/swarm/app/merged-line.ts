import { WORKTREES } from "../../kit/state-paths.ts";
import { dependencyOrder } from "../core/plan/plan.ts";
import { type RunState, type WorkerState, workerNamed } from "../core/run/state.ts";
import { covers } from "../core/scope/algebra.ts";
import type { Swarm } from "./swarm.ts";

export interface Conflict {
  code: "MERGE_CONFLICT" | "FOUNDATION_OVERLAPS_USER" | "FIX_OVERLAPS_USER";
  text: string;
  /** The Worker whose retry mends the conflict. */
  worker?: string;
}

export interface MergedLine {
  /** The merged tree: HEAD, the foundation and every accepted Worker, in dependency order. */
  tree: string;
  conflicts: Conflict[];
}

/**
 * Merges everything onto `head` without touching any worktree. If an integrated tree exists (with the
 * Commander's fixes in `fixed`), the merge starts from that tree and adds only Workers not yet in it.
 */
export async function mergeAll(swarm: Swarm, head: string, fixed?: string): Promise<MergedLine> {
  const { git, top } = swarm;
  const { tree: start, conflicts } = await belowWorkers(swarm, head, fixed);
  let tree = start;
  for (const { name, base, commit } of unmerged(swarm)) {
    const merged = await git.merge(top, { base, ours: tree, theirs: commit });
    if (merged.conflicts.length > 0) conflicts.push(doesNotMerge(name, merged.conflicts));
    tree = merged.tree;
  }
  return { tree, conflicts };
}

/**
 * The tree that a Worker must fit onto: HEAD, the foundation and every other accepted Worker that merges with them.
 * Undefined if the user's commits and the foundation contradict each other.
 */
export async function lineWithout(
  swarm: Swarm,
  head: string,
  worker: string,
): Promise<string | undefined> {
  const { git, top } = swarm;
  const below = await belowWorkers(swarm, head);
  if (below.conflicts.some((conflict) => conflict.worker === undefined)) return undefined;
  let { tree } = below;
  for (const { name, base, commit } of unmerged(swarm)) {
    if (name === worker) continue;
    const merged = await git.merge(top, { base, ours: tree, theirs: commit });
    if (merged.conflicts.length === 0) tree = merged.tree;
  }
  return tree;
}

export function completedInOrder({ run }: Swarm): WorkerState[] {
  return dependencyOrder(run.state.workers.map(({ spec }) => spec))
    .flatMap(({ name }) => workerNamed(run.state, name) ?? [])
    .filter(({ now }) => now.status === "completed");
}

/** The accepted commits that the integrated tree does not hold yet. */
function unmerged(swarm: Swarm): { name: string; base: string; commit: string }[] {
  const open = completedInOrder(swarm).filter((worker) => !isIntegrated(swarm.run.state, worker));
  return open.flatMap(({ spec: { name }, now, home }) =>
    now.status === "completed" && home
      ? [{ name, base: home.base, commit: now.result.commit }]
      : [],
  );
}

/** The foundation or the integrated tree, on `head`. */
async function belowWorkers(swarm: Swarm, head: string, fixed?: string): Promise<MergedLine> {
  const { git, top, run } = swarm;
  const { foundation, integration } = run.state;
  const start = fixed ?? integration?.tree ?? foundation?.commit ?? head;
  const from = integration?.head ?? foundation?.head ?? head;
  const theirs = await git.treeOf(top, start);
  if (from === head) return { tree: theirs, conflicts: [] };
  const rebased = await git.merge(top, { base: from, ours: head, theirs });
  if (rebased.conflicts.length === 0) return { tree: rebased.tree, conflicts: [] };
  const mended = new Set(
    fixed && integration
      ? (await git.changes(top, integration.tree, fixed)).map(({ path }) => path)
      : [],
  );
  return withoutOwned(swarm, head, rebased, mended);
}

/**
 * A clash in a file of a Worker is for that Worker to mend: HEAD's version stands, and a commit that the Worker makes
 * on top of it is merged as any other. A commit that is already in the integrated tree would be lost: that is a conflict.
 */
async function withoutOwned(
  swarm: Swarm,
  head: string,
  rebased: { tree: string; conflicts: readonly string[] },
  mended: ReadonlySet<string>,
): Promise<MergedLine> {
  const { git, top, run } = swarm;
  const fixes = rebased.conflicts.filter((path) => mended.has(path));
  const conflicts: Conflict[] = fixes.length > 0 ? [fixOverlaps(fixes)] : [];
  const free: string[] = [];
  for (const [owner, paths] of byOwner(
    run.state,
    rebased.conflicts.filter((path) => !mended.has(path)),
  )) {
    if (owner === undefined) {
      conflicts.push(foundationOverlaps(paths));
      continue;
    }
    free.push(...paths);
    if (isIntegrated(run.state, owner)) conflicts.push(doesNotMerge(owner.spec.name, paths));
  }
  const tree = await git.overlay(top, { onto: rebased.tree, from: head, paths: free });
  return { tree, conflicts };
}

function byOwner({ workers }: RunState, paths: readonly string[]) {
  const found = new Map<WorkerState | undefined, string[]>();
  for (const path of paths) {
    const owner = workers.find(({ spec }) => covers(spec.scope, path));
    found.set(owner, [...(found.get(owner) ?? []), path]);
  }
  return found;
}

function isIntegrated({ integration }: RunState, { spec, now }: WorkerState): boolean {
  return now.status === "completed" && integration?.applied[spec.name] === now.result.commit;
}

function doesNotMerge(worker: string, paths: readonly string[]): Conflict {
  const text = `${worker} does not merge: ${paths.join(", ")}`;
  return { code: "MERGE_CONFLICT", worker, text };
}

function foundationOverlaps(paths: readonly string[]): Conflict {
  const text = `The user's new commits and the foundation changed the same lines: ${paths.join(", ")}`;
  return { code: "FOUNDATION_OVERLAPS_USER", text };
}

function fixOverlaps(paths: readonly string[]): Conflict {
  const text = `The user's new commits and your fixes in ${WORKTREES}/integration changed the same files: ${paths.join(", ")}`;
  return { code: "FIX_OVERLAPS_USER", text };
}
