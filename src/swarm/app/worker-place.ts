import { AegisError } from "../../kit/errors.ts";
import { runRef } from "../../kit/state-paths.ts";
import type { EventOf } from "../core/run/events.ts";
import type { WorkerState } from "../core/run/state.ts";
import { leftBranch } from "./branch-choice.ts";
import { lineWithout } from "./merged-line.ts";
import { type OwnWork, wholeWork } from "./own-work.ts";
import { dropWorktree, keepWork, type Swarm, worktreeOf } from "./swarm.ts";
import { workerBase } from "./worker-base.ts";

export interface Place {
  directory: string;
  base: string;
  /** The worktree stays as it is. */
  kept: boolean;
  /** The base is HEAD with everything accepted so far. */
  onLine?: boolean;
  /** The Worker's earlier work that the worktree holds. */
  carried?: EventOf<"WORKER_STARTING">["carried"];
}

/**
 * Where the Worker works, on what, and with which earlier work. Only a worktree whose set-up has ended well counts as
 * made. If a finished worktree has vanished, the host keeps a broken instance of its path, so that the next one gets
 * another.
 */
export async function placeOf(swarm: Swarm, worker: WorkerState): Promise<Place> {
  const { id, home, attempts } = worker;
  if (home === undefined) return anew(swarm, worker, worktreeOf(swarm, id));
  const { directory, base, carried } = home;
  if (home.prepared === undefined) {
    // Files that a half-done set-up left, ignored ones too, must not stay.
    if (await swarm.workspace.exists(directory)) await dropWorktree(swarm, directory);
    return anew(swarm, worker, directory, carried && `${carried.commit}^2`);
  }
  // A folder without .git is not a worktree: a program has created the folder again.
  if (!(await swarm.workspace.occupied(`${directory}/.git`)))
    return anew(
      swarm,
      worker,
      worktreeOf(swarm, `${id}-${attempts + 1}`),
      await lastKept(swarm, worker),
    );
  try {
    const work = await keepWork(swarm, worker);
    const place = await moved(swarm, worker, { directory, base, work });
    return place ?? { directory, base, kept: true, carried };
  } catch (error) {
    // What git cannot read (a file without rights, a name that is no UTF-8) is for the Worker to mend, so it stays.
    if (error instanceof AegisError) return { directory, base, kept: true, carried };
    throw error;
  }
}

/** A new worktree, with the Worker's earlier work if there is any. */
async function anew(
  swarm: Swarm,
  worker: WorkerState,
  directory: string,
  earlier?: string,
): Promise<Place> {
  const { git, top } = swarm;
  if (earlier === undefined)
    return { directory, base: await workerBase(swarm, worker), kept: false };
  const work = await git.resolve(top, earlier);
  const base = await git.resolve(top, `${work}^`);
  const place = await moved(swarm, worker, { directory, base, work });
  if (place) return place;
  const tree = await git.treeOf(top, work);
  const carried = await carry(swarm, worker, { base, work, onto: base, tree, again: [] });
  return { directory, base, kept: false, carried };
}

/** The work that was last kept of a Worker whose worktree has vanished. */
async function lastKept(swarm: Swarm, { id, home }: WorkerState): Promise<string | undefined> {
  const { git, top, run } = swarm;
  const ref = runRef(run.state.runId, id);
  const commit = (await git.refs(top, ref)).get(ref);
  const isOnBase = commit !== undefined && (await git.resolve(top, `${commit}^`)) === home?.base;
  return isOnBase ? commit : undefined;
}

interface Work {
  directory: string;
  base: string;
  work: string | undefined;
}

/**
 * A Worker stays on its base (undefined) as long as its work fits onto the line as it is now. If the work clashes with
 * what the user or the others have done since, or if the line has been integrated, the next attempt starts on the line.
 * Nobody moves while the checkout is on another branch than the run.
 */
async function moved(
  swarm: Swarm,
  worker: WorkerState,
  { directory, base, work }: Work,
): Promise<Place | undefined> {
  const { git, top, run } = swarm;
  const { integration } = run.state;
  if (await leftBranch(swarm)) return undefined;
  const head = await git.resolve(top, "HEAD");
  const line = await lineWithout(swarm, head, worker.spec.name);
  if (line === undefined || line.tree === (await git.treeOf(top, base))) return undefined;
  const own = await notInLine(swarm, worker, { base, theirs: work ?? base });
  const merged = await git.merge(top, { base: own.base, ours: line.tree, theirs: own.theirs });
  const again = [...new Set([...line.lost, ...merged.conflicts])].sort();
  if (!integration && again.length === 0) return undefined;
  const message = `aegis: base of ${worker.spec.name}`;
  const onto =
    line.tree === integration?.tree
      ? integration.commit
      : await git.commitTree(top, { tree: line.tree, parents: [head], message });
  const tree = await git.overlay(top, { onto: merged.tree, from: onto, paths: again });
  const place = { directory, base: onto, kept: false, onLine: true };
  if (again.length === 0 && tree === line.tree) return place;
  return { ...place, carried: await carry(swarm, worker, { base, work, onto, tree, again }) };
}

/** The part of the Worker's work that the line lacks. */
async function notInLine(
  swarm: Swarm,
  worker: WorkerState,
  { base, theirs }: OwnWork,
): Promise<OwnWork> {
  const { git, top, run } = swarm;
  const { integration, foundation } = run.state;
  if (!integration)
    return base === foundation?.snapshot
      ? { base, theirs }
      : wholeWork(swarm, { ...worker, home: { directory: "", base } }, theirs);
  const applied = integration.applied[worker.spec.name];
  const isOnBase = applied !== undefined && (await git.resolve(top, `${applied}^`)) === base;
  return { base: isOnBase ? applied : base, theirs };
}

/** The work on its new base. Files that clash are there as in the new base; the second parent holds the Worker's. */
async function carry(
  swarm: Swarm,
  { id, spec }: WorkerState,
  {
    base,
    work,
    onto,
    tree,
    again,
  }: Omit<Work, "directory"> & { onto: string; tree: string; again: string[] },
): Promise<NonNullable<Place["carried"]>> {
  const { git, top, run } = swarm;
  const message = `aegis: ${id} ${spec.name}, on a new base`;
  const old =
    work ??
    (await git.commitTree(top, { tree: await git.treeOf(top, base), parents: [base], message }));
  const commit = await git.commitTree(top, { tree, parents: [onto, old], message });
  await git.updateRef(top, runRef(run.state.runId, id), commit);
  return { commit, again };
}
