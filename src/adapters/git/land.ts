import { existsSync } from "node:fs";
import { join } from "node:path";
import { AegisError } from "../../errors.ts";
import type { LandOutcome, LandRequest } from "../../ports-git.ts";
import { type LandingPlan, planLanding } from "./land-plan.ts";
import { locate, type Place } from "./place.ts";
import { branchOf, resolveObject, updateRef } from "./refs.ts";
import type { RunGit } from "./run-git.ts";
import { type Snapshot, withSnapshot } from "./snapshot.ts";
import { withIndex, writeTree } from "./temp-index.ts";
import { diffTrees } from "./trees.ts";
import { indexUpdate, obstacles, restoreFiles, updateFiles } from "./work-tree.ts";

const UNFINISHED = [
  "MERGE_HEAD",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
];

/** Brings the swarm's commit to the user's checkout; see `Git.land`. */
export async function land(run: RunGit, request: LandRequest): Promise<LandOutcome> {
  const place = await locate(run, request.top);
  const { head, onBranch } = await position(run, place, request);
  // A landing that was cut off after its last step.
  if (onBranch && head === request.commit) return { outcome: "landed" };
  if (!onBranch || head !== request.expectedHead) return { outcome: "branch-moved", head };
  refuseUnfinished(place);
  return withSnapshot(run, place, [], async (snapshot) => {
    const index = await withIndex(run, place, "checkout", writeTree);
    const plan = await planLanding(run, place, request, { workTree: snapshot.tree, index });
    if (plan.overlap.length > 0) return { outcome: "overlap", paths: plan.overlap };
    const paths = await obstacles(place, plan.workTree);
    if (paths.length > 0) return { outcome: "overlap", paths };
    return carryOut(run, place, request, snapshot, plan);
  });
}

async function carryOut(
  run: RunGit,
  place: Place,
  request: LandRequest,
  snapshot: Snapshot,
  plan: LandingPlan,
): Promise<LandOutcome> {
  const trees = { from: snapshot.tree, to: plan.target };
  let indexWritten = false;
  try {
    if (!(await updateFiles(snapshot.git, trees.from, trees.to))) {
      return { outcome: "overlap", paths: await changedSince(run, place, snapshot, plan) };
    }
    await writeIndex(run, place, plan, "after");
    indexWritten = true;
    await refreshIndex(run, place);
    await moveBranch(run, place, request);
    return { outcome: "landed" };
  } catch (error) {
    await undo(run, place, snapshot, plan, indexWritten).catch((failure: unknown) => {
      throw notUndone(snapshot.tree, new AggregateError([error, failure]));
    });
    const { head, onBranch } = await position(run, place, request);
    if (!onBranch || head !== request.expectedHead) return { outcome: "branch-moved", head };
    throw error;
  }
}

async function writeIndex(
  run: RunGit,
  place: Place,
  plan: LandingPlan,
  side: "before" | "after",
): Promise<void> {
  if (plan.index.size === 0) return;
  await run(place.top, indexUpdate(plan.index, side, plan.target.length));
}

/** New entries know no file times yet; without them each `git status` rereads the files. */
async function refreshIndex(run: RunGit, place: Place): Promise<void> {
  await run(place.top, { args: ["update-index", "-q", "--refresh"], answers: [1] });
}

async function moveBranch(run: RunGit, place: Place, request: LandRequest): Promise<void> {
  await updateRef(run, place.top, {
    ref: request.branch === undefined ? "HEAD" : `refs/heads/${request.branch}`,
    to: request.commit,
    expectedOld: request.expectedHead,
    reason: "aegis: land",
  });
}

async function undo(
  run: RunGit,
  place: Place,
  snapshot: Snapshot,
  plan: LandingPlan,
  indexWritten: boolean,
): Promise<void> {
  const trees = { from: snapshot.tree, to: plan.target };
  await restoreFiles(place, snapshot.git, trees, plan.workTree);
  if (!indexWritten) return;
  await writeIndex(run, place, plan, "before");
  await refreshIndex(run, place);
}

/** The files of the plan that the user changed between the snapshot and now. */
async function changedSince(
  run: RunGit,
  place: Place,
  snapshot: Snapshot,
  plan: LandingPlan,
): Promise<string[]> {
  return withSnapshot(run, place, [], async ({ tree }) => {
    const changed = await diffTrees(run, place.top, [snapshot.tree, tree], "loose");
    const planned = [...plan.workTree.keys()];
    const both = planned.filter((path) => changed.has(path));
    return (both.length > 0 ? both : planned).sort();
  });
}

async function position(
  run: RunGit,
  place: Place,
  request: LandRequest,
): Promise<{ head: string; onBranch: boolean }> {
  const [head, branch] = await Promise.all([
    resolveObject(run, place.top, "HEAD^{commit}"),
    branchOf(run, place.top),
  ]);
  return { head, onBranch: branch === request.branch };
}

function refuseUnfinished(place: Place): void {
  const marker = UNFINISHED.find((name) => existsSync(join(place.gitDir, name)));
  if (marker === undefined) return;
  throw new AegisError(
    "OPERATION_IN_PROGRESS",
    `A merge, rebase, cherry-pick or revert is under way (${marker}).`,
    "Finish or abort it first; `git status` says how.",
  );
}

function notUndone(tree: string, cause: unknown): AegisError {
  return new AegisError(
    "LANDING_NOT_UNDONE",
    "Landing failed and the files could not all be put back.",
    `Your files as they were are in tree ${tree}: git restore --source=${tree} -- <path>`,
    { cause },
  );
}
