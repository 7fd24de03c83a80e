import { type Denial, deny } from "../core/denial.ts";
import { covers } from "../core/scope/algebra.ts";
import { protectedChanges } from "./protected-changes.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Freezes the foundation. The snapshot holds the work tree as it is, with the user's own changes;
 * the commit holds HEAD plus only what was written since the proposal. No branch moves.
 */
export async function freezeFoundation(swarm: Swarm, note: string): Promise<Denial | undefined> {
  const { git, top, run } = swarm;
  const plan = run.state.approved;
  if (run.state.phase !== "FOUNDATION" || !plan)
    return run.submit({
      type: "FOUNDATION_FROZEN",
      note,
      snapshot: ZERO,
      commit: ZERO,
      head: ZERO,
      files: [],
      contract: {},
    });
  const head = await git.resolve(top, "HEAD");
  const { tree } = await git.snapshot(top);
  const changed = await git.changes(top, plan.base.tree, tree);
  const clean = await git.merge(top, { base: plan.base.tree, ours: head, theirs: tree });
  const steering = await protectedChanges(
    swarm,
    { head, tree: clean.tree, more: clean.conflicts },
    "Take your part of them out again; if the user made them, ask the user to commit or remove them. Then foundation_freeze.",
  );
  if (steering) return steering;
  if (clean.conflicts.length > 0)
    return deny(
      "FOUNDATION_OVERLAPS_USER",
      `The foundation changes lines that the user has changed and not committed: ${clean.conflicts.join(", ")}.`,
      "Put the foundation's part elsewhere, or ask the user to commit their changes first.",
    );
  const message = `aegis: foundation of ${plan.plan.title}`;
  const snapshot = await git.commitTree(top, { tree, parents: [head], message });
  const commit = await git.commitTree(top, { tree: clean.tree, parents: [head], message });
  await git.updateRef(top, `refs/aegis/${run.state.runId}/snapshot`, snapshot);
  await git.updateRef(top, `refs/aegis/${run.state.runId}/foundation`, commit);
  const contract: Record<string, string> = {};
  if (plan.plan.shared.length > 0)
    for (const [path, { oid }] of await git.files(top, tree))
      if (covers(plan.plan.shared, path)) contract[path] = oid;
  return run.submit({
    type: "FOUNDATION_FROZEN",
    note,
    snapshot,
    commit,
    head,
    files: changed.map(({ path }) => path),
    contract,
  });
}

/** Stands in for evidence in an event that the table refuses anyway. */
const ZERO = "0".repeat(40);
