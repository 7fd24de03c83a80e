import { say } from "../../kit/sentence.ts";
import { runRef } from "../../kit/state-paths.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { covers } from "../core/scope/algebra.ts";
import type { Written } from "./foundation-writes.ts";
import { nestedRepository } from "./nested-repositories.ts";
import { protectedChanges } from "./protected-changes.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Freezes the foundation. The snapshot holds the work tree as it is, with the user's own changes; the commit
 * holds HEAD plus only the Commander's writes. No branch moves.
 */
export async function freezeFoundation(swarm: Swarm, note: string): Promise<Denial | undefined> {
  const { git, top, run } = swarm;
  const denial = run.refusal({ type: "FOUNDATION_FROZEN" });
  if (denial) return denial;
  const plan = run.state.approved?.plan;
  const written = await swarm.foundationWrites.settle(SETTLE_MS);
  const { head, superseded } = written;
  const { tree, nested: present } = await git.snapshot(top);
  const ours = await withoutUndone(swarm, written, tree);
  const changed = await git.changes(top, head, ours);
  const folders = written.nested.filter((path) => present.includes(path));
  const nested = nestedRepository({ folders, changes: changed, tool: "foundation_freeze" });
  if (nested) return nested;
  const steering = await protectedChanges(
    swarm,
    { head, tree: ours },
    "Undo your changes to them; if the user made the changes, ask the user to commit or remove them. Then foundation_freeze.",
  );
  if (steering) return steering;
  if (superseded.length > 0) {
    await swarm.foundationWrites.tell();
    return deny(
      "FOUNDATION_OVERLAPS_USER",
      say(
        `The user has committed other lines where the foundation writes: ${superseded.join(", ")}.`,
        `사용자가 기반 파일에 다른 줄을 커밋했습니다: ${superseded.join(", ")}.`,
      ),
      "Read these files, adapt the foundation to the user's lines if necessary, then foundation_freeze.",
    );
  }
  const message = `aegis: foundation of ${plan?.title}`;
  const snapshot = await git.commitTree(top, { tree, parents: [head], message });
  const commit = await git.commitTree(top, { tree: ours, parents: [head], message });
  await git.updateRef(top, runRef(run.state.runId, "snapshot"), snapshot);
  await git.updateRef(top, runRef(run.state.runId, "foundation"), commit);
  const contract: Record<string, string> = {};
  const shared = plan?.shared ?? [];
  if (shared.length > 0)
    for (const [path, { oid }] of await git.files(top, tree))
      if (covers(shared, path)) contract[path] = oid;
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

/** Leaves out paths that the user has put back to HEAD since (an undo, a stash): the user wants them so. */
async function withoutUndone(
  { git, top }: Swarm,
  { tree, head }: Written,
  now: string,
): Promise<string> {
  const ours = (await git.changes(top, head, tree)).map(({ path }) => path);
  const differ = new Set((await git.changes(top, head, now)).map(({ path }) => path));
  const paths = ours.filter((path) => !differ.has(path));
  return git.overlay(top, { onto: tree, from: head, paths });
}

/** A file tool needs milliseconds, and the host may never announce the end of a failed tool. */
const SETTLE_MS = 2_000;
