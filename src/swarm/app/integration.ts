import { say } from "../../kit/sentence.ts";
import { runRef, WORKTREES } from "../../kit/state-paths.ts";
import { allProblems } from "../core/run/conflict-text.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { EventOf } from "../core/run/events.ts";
import { unchecked } from "../core/run/guards.ts";
import { wayOut } from "../core/run/way-out.ts";
import { completedCommits } from "../core/run/workers-of.ts";
import { type BranchWords, leftBranch } from "./branch-choice.ts";
import { type ConflictReport, compareWorkers } from "./conflicts.ts";
import { mergeAll } from "./merged-line.ts";
import { nestedRepository } from "./nested-repositories.ts";
import { protectedChanges } from "./protected-changes.ts";
import { integrationWorktree, putLinkedWorktree, type Swarm } from "./swarm.ts";

/**
 * Checks whether all changes merge, and records the result if the phase allows it. While Workers still run
 * this is a preview that records nothing.
 */
export async function checkConflicts(
  swarm: Swarm,
  words?: BranchWords,
): Promise<{ report: ConflictReport; denial?: Denial }> {
  await swarm.run.catchUp();
  const refused =
    swarm.run.refusal({ type: "CONFLICTS_CHECKED" }) ?? (await leftBranch(swarm, words));
  const report = await compareWorkers(swarm);
  if (refused) return { report, denial: refused };
  const { head, commits, problems } = report;
  const denial = await swarm.run.submit({ type: "CONFLICTS_CHECKED", head, commits, problems });
  return denial ? { report, denial } : { report };
}

/**
 * Merges everything the last check cleared into the integration worktree: HEAD, the foundation, every
 * Worker's commit, and the Commander's fixes there. The user's branch and checkout are not touched.
 */
export async function integrate(
  swarm: Swarm,
): Promise<{ denial: Denial } | { integrated: EventOf<"INTEGRATED"> }> {
  const { git, top, run } = swarm;
  const refused = run.refusal({ type: "INTEGRATED" }) ?? (await leftBranch(swarm));
  if (refused) return { denial: refused };
  const head = await git.resolve(top, "HEAD");
  if (head !== run.state.conflictCheck?.head) return { denial: unchecked() };
  const applied = completedCommits(run.state);
  const fixes = await commanderFixes(swarm);
  if (fixes && "code" in fixes) return { denial: fixes };
  const merged = await mergeAll(swarm, head, fixes?.tree);
  const { conflicts } = merged;
  if (conflicts.length > 0) {
    const { en, ko } = allProblems(conflicts);
    return { denial: deny("CONFLICTS_FOUND", say(`${en}.`, `${ko}.`), wayOut(conflicts)) };
  }
  const steering = await protectedChanges(
    swarm,
    { head, tree: merged.tree },
    `Undo these changes in ${WORKTREES}/integration, then integrate.`,
  );
  if (steering) return { denial: steering };
  const commit = await git.commitTree(top, {
    tree: merged.tree,
    parents: [head],
    message: `aegis: integration of ${run.state.runId}`,
  });
  const integrated = { type: "INTEGRATED", commit, tree: merged.tree, head, applied } as const;
  const denial = await run.submit(integrated);
  if (denial) return { denial };
  await git.updateRef(top, runRef(run.state.runId, "integration"), commit);
  await checkOut(swarm, commit);
  return { integrated };
}

/** Puts the integration worktree at a commit, with the linked folders that QA needs. */
export async function checkOut(swarm: Swarm, commit: string): Promise<string> {
  const directory = integrationWorktree(swarm);
  await putLinkedWorktree(swarm, directory, commit);
  return directory;
}

/** The tree of the integration worktree if the Commander has changed it; otherwise undefined. */
async function commanderFixes(swarm: Swarm): Promise<{ tree: string } | Denial | undefined> {
  const { git, top } = swarm;
  const directory = integrationWorktree(swarm);
  const { integration } = swarm.run.state;
  if (!integration || !(await swarm.workspace.exists(directory))) return undefined;
  const exclude = swarm.config.worktree.link;
  const { tree, nested: folders } = await git.snapshot(directory, { exclude });
  const changes = await git.changes(top, integration.tree, tree);
  const below = `${WORKTREES}/integration`;
  const nested = nestedRepository({ folders, changes, below, tool: "integrate" });
  return nested ?? (tree === integration.tree ? undefined : { tree });
}
