import type { WorkerState } from "../core/run/state.ts";
import { outside } from "../core/scope/algebra.ts";
import type { Swarm } from "./swarm.ts";

/** What a Worker has done, as a change from one tree to another. */
export interface OwnWork {
  base: string;
  theirs: string;
}

/**
 * The whole work of a Worker in `commit`. The base of a later attempt may hold earlier work of the Worker, which is in
 * no diff against that base.
 */
export async function wholeWork(
  swarm: Swarm,
  { spec, home }: WorkerState,
  commit: string,
): Promise<OwnWork & { paths: string[] }> {
  const { git, top } = swarm;
  const base = await groundOf(swarm, home?.base ?? commit);
  const since = (await git.changes(top, base, commit)).map(({ path }) => path);
  const strays = new Set(outside(spec.scope, since));
  const paths = since.filter((path) => !strays.has(path));
  return { base, theirs: await git.overlay(top, { onto: base, from: commit, paths }), paths };
}

/** The base of a Worker without any Worker's work: the foundation on the HEAD of that time. */
async function groundOf(swarm: Swarm, base: string): Promise<string> {
  const { git, top, run } = swarm;
  const { foundation } = run.state;
  if (foundation === undefined || base === foundation.snapshot) return base;
  const head = await git.resolve(top, `${base}^`);
  // The base of a Worker that depends on others stands on the snapshot.
  if (head === foundation.snapshot) return head;
  const theirs = await git.treeOf(top, foundation.commit);
  const merged = await git.merge(top, { base: foundation.head, ours: head, theirs });
  return git.overlay(top, { onto: merged.tree, from: head, paths: merged.conflicts });
}
