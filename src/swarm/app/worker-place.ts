import { AegisError } from "../../kit/errors.ts";
import { runRef } from "../../kit/state-paths.ts";
import type { EventOf } from "../core/run/events.ts";
import type { WorkerState } from "../core/run/state.ts";
import { lineWithout } from "./merged-line.ts";
import { dropWorktree, keepWork, type Swarm, worktreeOf } from "./swarm.ts";
import { workerBase } from "./worker-base.ts";

export interface Place {
  directory: string;
  base: string;
  /** The worktree stays as it is. */
  kept: boolean;
  /** The Worker's earlier work, to be put on the new base. */
  carried?: EventOf<"WORKER_STARTING">["carried"];
}

type Home = NonNullable<WorkerState["home"]>;

/**
 * Where the Worker works, on what, and with which earlier work. Only a worktree whose set-up has ended well counts as
 * made. If a finished worktree has vanished, the host keeps a broken instance of its path, so that the next one gets
 * another.
 */
export async function placeOf(swarm: Swarm, worker: WorkerState): Promise<Place> {
  const { id, home, attempts } = worker;
  const fresh = async (directory: string) => {
    return { directory, base: await workerBase(swarm, worker), kept: false };
  };
  if (home === undefined) return fresh(worktreeOf(swarm, id));
  const { directory } = home;
  if (home.prepared === undefined) {
    // Files that a half-done set-up left, ignored ones too, must not stay.
    if (await swarm.workspace.exists(directory)) await dropWorktree(swarm, directory);
    if (home.carried === undefined) return fresh(directory);
    return moved(swarm, worker, { home, work: home.carried.commit });
  }
  // A folder without .git is not a worktree: a program has created the folder again.
  if (!(await swarm.workspace.occupied(`${directory}/.git`)))
    return fresh(worktreeOf(swarm, `${id}-${attempts + 1}`));
  const work = await workOf(swarm, worker);
  const kept = { directory, base: home.base, kept: true };
  if (work === UNREADABLE) return kept;
  return moved(swarm, worker, { home, work, kept });
}

const UNREADABLE = Symbol("unreadable");

/** A worktree that git cannot read (a file without rights, say) is for its Worker to mend, so it stays as it is. */
async function workOf(swarm: Swarm, worker: WorkerState) {
  try {
    return await keepWork(swarm, worker);
  } catch (error) {
    if (error instanceof AegisError) return UNREADABLE;
    throw error;
  }
}

/**
 * A Worker stays on its base as long as its work fits onto the line as it is now. If the work clashes with what the user
 * or the others have done since, or if the line has been integrated, the next attempt starts on the line.
 */
async function moved(
  swarm: Swarm,
  worker: WorkerState,
  { home, work, kept }: { home: Home; work: string | undefined; kept?: Place },
): Promise<Place> {
  const { git, top, run } = swarm;
  const { integration } = run.state;
  const { directory, base } = home;
  const stay = kept ?? { directory, base, kept: false, carried: home.carried };
  const head = await git.resolve(top, "HEAD");
  const line = await lineWithout(swarm, head, worker.spec.name);
  if (line === undefined || line === (await git.treeOf(top, base))) return stay;
  const merged = await git.merge(top, { base, ours: line, theirs: work ?? base });
  if (!integration && merged.conflicts.length === 0) return stay;
  const message = `aegis: base of ${worker.spec.name}`;
  const onto =
    line === integration?.tree
      ? integration.commit
      : await git.commitTree(top, { tree: line, parents: [head], message });
  const carried = work ? await carry(swarm, worker, { onto, work, merged }) : undefined;
  return { directory, base: onto, kept: false, ...(carried ? { carried } : {}) };
}

/** The work on its new base. Files that clash are there as in the new base; the old commit stays reachable. */
async function carry(
  swarm: Swarm,
  { id, spec }: WorkerState,
  {
    onto,
    work,
    merged,
  }: { onto: string; work: string; merged: { tree: string; conflicts: readonly string[] } },
): Promise<Place["carried"]> {
  const { git, top, run } = swarm;
  const again = [...merged.conflicts];
  const tree = await git.overlay(top, { onto: merged.tree, from: onto, paths: again });
  if (again.length === 0 && tree === (await git.treeOf(top, onto))) return undefined;
  const message = `aegis: ${id} ${spec.name}, on a new base`;
  const commit = await git.commitTree(top, { tree, parents: [onto, work], message });
  await git.updateRef(top, runRef(run.state.runId, id), commit);
  return { commit, again };
}
