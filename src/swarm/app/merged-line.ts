import { say } from "../../kit/sentence.ts";
import { WORKTREES } from "../../kit/state-paths.ts";
import { dependencyOrder } from "../core/plan/plan.ts";
import { type ConflictProblem, conflict } from "../core/run/conflict-text.ts";
import type { RunState, WorkerState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { covers } from "../core/scope/algebra.ts";
import { type OwnWork, wholeWork } from "./own-work.ts";
import type { Swarm } from "./swarm.ts";

export type Conflict = ConflictProblem & {
  code: "MERGE_CONFLICT" | "FOUNDATION_OVERLAPS_USER" | "FIX_OVERLAPS_USER" | "FIX_OVERLAPS_WORKER";
};

export interface MergedLine {
  /** The merged tree: HEAD, the foundation and every accepted Worker, in dependency order. */
  tree: string;
  conflicts: Conflict[];
}

interface Below extends MergedLine {
  /** Files of a Worker in which HEAD's lines stand for what the Worker has started from or done. */
  lost: ReadonlyMap<string, readonly string[]>;
  /** Files that the Commander has fixed in the integration worktree. */
  fixedPaths: ReadonlySet<string>;
}

/**
 * Merges everything onto `head` without touching any worktree. If an integrated tree exists (with the
 * Commander's fixes in `fixed`), the merge starts from that tree and adds only Workers not yet in it.
 */
export async function mergeAll(swarm: Swarm, head: string, fixed?: string): Promise<MergedLine> {
  const { git, top } = swarm;
  const { tree: start, conflicts, fixedPaths } = await belowWorkers(swarm, head, fixed);
  let tree = start;
  for (const { name, base, theirs } of await unmerged(swarm)) {
    const merged = await git.merge(top, { base, ours: tree, theirs });
    const fixes = merged.conflicts.filter((path) => fixedPaths.has(path));
    const others = merged.conflicts.filter((path) => !fixedPaths.has(path));
    if (fixes.length > 0) conflicts.push(fixOverlapsWorker(name, fixes));
    if (others.length > 0) conflicts.push(doesNotMerge(name, others));
    tree = merged.tree;
  }
  return { tree, conflicts };
}

/**
 * The tree that a Worker must fit onto: HEAD, the foundation and every other accepted Worker that merges with them.
 * `lost` are the Worker's files that are there as in HEAD although the foundation or the Worker has changed them.
 * Undefined if the user's commits and the foundation contradict each other.
 */
export async function lineWithout(
  swarm: Swarm,
  head: string,
  worker: string,
): Promise<{ tree: string; lost: readonly string[] } | undefined> {
  const { git, top } = swarm;
  const below = await belowWorkers(swarm, head);
  if (below.conflicts.some((conflict) => conflict.worker === undefined)) return undefined;
  let { tree } = below;
  for (const { name, base, theirs } of await unmerged(swarm)) {
    if (name === worker) continue;
    const merged = await git.merge(top, { base, ours: tree, theirs });
    if (merged.conflicts.length === 0) tree = merged.tree;
  }
  return { tree, lost: below.lost.get(worker) ?? [] };
}

export function completedInOrder({ run }: Swarm): WorkerState[] {
  return dependencyOrder(run.state.workers.map(({ spec }) => spec))
    .flatMap(({ name }) => workerNamed(run.state, name) ?? [])
    .filter(({ now }) => now.status === "completed");
}

/** The accepted work that the integrated tree does not hold yet. */
async function unmerged(swarm: Swarm): Promise<(OwnWork & { name: string })[]> {
  const { integration, foundation } = swarm.run.state;
  const found: (OwnWork & { name: string })[] = [];
  for (const worker of completedInOrder(swarm)) {
    const { now, home, spec } = worker;
    if (now.status !== "completed" || !home || isIntegrated(swarm.run.state, worker)) continue;
    const { commit } = now.result;
    // Without an integrated tree, nothing else holds the work of earlier attempts.
    const isWhole = integration !== undefined || home.base === foundation?.snapshot;
    const { base, theirs } = isWhole
      ? { base: home.base, theirs: commit }
      : await wholeWork(swarm, worker, commit);
    found.push({ name: spec.name, base, theirs });
  }
  return found;
}

/** The foundation or the integrated tree, on `head`. */
async function belowWorkers(swarm: Swarm, head: string, fixed?: string): Promise<Below> {
  const { git, top, run } = swarm;
  const { foundation, integration } = run.state;
  const start = fixed ?? integration?.tree ?? foundation?.commit ?? head;
  const from = integration?.head ?? foundation?.head ?? head;
  const theirs = await git.treeOf(top, start);
  const fixedPaths = new Set(
    fixed && integration
      ? (await git.changes(top, integration.tree, fixed)).map(({ path }) => path)
      : [],
  );
  const fits = { conflicts: [], lost: new Map(), fixedPaths };
  if (from === head) return { tree: theirs, ...fits };
  const rebased = await git.merge(top, { base: from, ours: head, theirs });
  if (rebased.conflicts.length === 0) return { tree: rebased.tree, ...fits };
  return withoutOwned(swarm, head, rebased, fixedPaths);
}

/**
 * A clash in a file of a Worker is for that Worker to mend: HEAD's version stands, and a commit that the Worker makes
 * on top of it is merged as any other. It is a conflict as long as the Worker has not started from HEAD's version:
 * otherwise what the foundation or an earlier commit of the Worker has there would be lost without a word.
 */
async function withoutOwned(
  swarm: Swarm,
  head: string,
  rebased: { tree: string; conflicts: readonly string[] },
  fixedPaths: ReadonlySet<string>,
): Promise<Below> {
  const { git, top, run } = swarm;
  const lost = new Map<string, readonly string[]>();
  const fixes = rebased.conflicts.filter((path) => fixedPaths.has(path));
  const conflicts: Conflict[] = fixes.length > 0 ? [fixOverlaps(fixes)] : [];
  const free: string[] = [];
  for (const [owner, paths] of byOwner(
    run.state,
    rebased.conflicts.filter((path) => !fixedPaths.has(path)),
  )) {
    if (owner === undefined) {
      conflicts.push(foundationOverlaps(paths));
      continue;
    }
    free.push(...paths);
    const unseen = isIntegrated(run.state, owner)
      ? paths
      : await notFrom(swarm, head, owner, paths);
    if (unseen.length === 0) continue;
    lost.set(owner.spec.name, unseen);
    conflicts.push(doesNotMerge(owner.spec.name, unseen));
  }
  const tree = await git.overlay(top, { onto: rebased.tree, from: head, paths: free });
  return { tree, conflicts, lost, fixedPaths };
}

/** The paths that are not in the Worker's base as they are in HEAD. */
async function notFrom(
  { git, top, run }: Swarm,
  head: string,
  { home }: WorkerState,
  paths: readonly string[],
): Promise<string[]> {
  const base = home?.base ?? run.state.foundation?.snapshot ?? head;
  const [ours, theirs] = await Promise.all([
    git.files(top, head, paths),
    git.files(top, base, paths),
  ]);
  return paths.filter((path) => {
    const [a, b] = [ours.get(path), theirs.get(path)];
    return a?.oid !== b?.oid || a?.mode !== b?.mode;
  });
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
  const files = paths.join(", ");
  return conflict(
    "MERGE_CONFLICT",
    say(`${worker} does not merge: ${files}`, `${worker}이(가) 병합되지 않습니다: ${files}`),
    worker,
  );
}

function foundationOverlaps(paths: readonly string[]): Conflict {
  const files = paths.join(", ");
  return conflict(
    "FOUNDATION_OVERLAPS_USER",
    say(
      `The user's new commits and the foundation changed the same lines: ${files}`,
      `사용자의 새 커밋과 기반이 같은 줄을 바꿨습니다: ${files}`,
    ),
  );
}

function fixOverlaps(paths: readonly string[]): Conflict {
  const files = paths.join(", ");
  return conflict(
    "FIX_OVERLAPS_USER",
    say(
      `The user's new commits and your fixes in ${WORKTREES}/integration changed the same files: ${files}`,
      `사용자의 새 커밋과 Commander가 ${WORKTREES}/integration에서 고친 내용이 같은 파일을 바꿨습니다: ${files}`,
    ),
  );
}

function fixOverlapsWorker(worker: string, paths: readonly string[]): Conflict {
  const files = paths.join(", ");
  return conflict(
    "FIX_OVERLAPS_WORKER",
    say(
      `${worker} and your fixes in ${WORKTREES}/integration changed the same files: ${files}`,
      `${worker}와(과) Commander가 ${WORKTREES}/integration에서 고친 내용이 같은 파일을 바꿨습니다: ${files}`,
    ),
  );
}
