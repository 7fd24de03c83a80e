import { join } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { type Checkout, locate } from "./checkout.ts";
import { type Backup, withBackup } from "./file-backup.ts";
import { type LandingPlan, planLanding } from "./land-plan.ts";
import type { LandOutcome, LandRequest } from "./port.ts";
import { branchOf, resolveObject, updateRef } from "./refs.ts";
import type { RunGit } from "./run-git.ts";
import { type Snapshot, withSnapshot } from "./snapshot.ts";
import { withIndex, writeTree } from "./temp-index.ts";
import { diffTrees } from "./trees.ts";
import {
  canUpdate,
  indexUpdate,
  obstacles,
  replacedFiles,
  restoreFiles,
  updateFiles,
} from "./work-tree.ts";

const UNFINISHED = [
  "MERGE_HEAD",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
];

/** Everything a landing needs after all checks have passed. */
interface Landing {
  readonly run: RunGit;
  readonly place: Checkout;
  readonly request: LandRequest;
  readonly snapshot: Snapshot;
  readonly plan: LandingPlan;
}

/** Brings the swarm's commit to the user's checkout; see `Git.land`. */
export async function land(run: RunGit, request: LandRequest): Promise<LandOutcome> {
  const place = await locate(run, request.top);
  const { head, onBranch } = await position(run, place, request);
  // An earlier landing was cut off after its last step.
  if (onBranch && head === request.commit) return { outcome: "landed" };
  if (!onBranch || head !== request.expectedHead) return { outcome: "branch-moved", head };
  await refuseUnfinished(place);
  return withSnapshot(run, place, [], async (snapshot) => {
    const index = await withIndex(run, place, "checkout", writeTree);
    const plan = await planLanding(run, place, request, { workTree: snapshot.tree, index });
    if (plan.overlap.length > 0) return { outcome: "overlap", paths: plan.overlap };
    const paths = await obstacles(place, plan.workTree);
    if (paths.length > 0) return { outcome: "overlap", paths };
    return carryOut({ run, place, request, snapshot, plan });
  });
}

async function carryOut(landing: Landing): Promise<LandOutcome> {
  const { run, place, request, snapshot, plan } = landing;
  return withBackup(place, replacedFiles(plan.workTree), async (backup) => {
    if (!(await canUpdate(snapshot.git, snapshot.tree, plan.target))) {
      return { outcome: "overlap", paths: await changedSince(landing) };
    }
    let indexWritten = false;
    try {
      await updateFiles(snapshot.git, snapshot.tree, plan.target);
      await writeIndex(landing, "after");
      indexWritten = true;
      await refreshIndex(run, place);
      await moveBranch(run, place, request);
      return { outcome: "landed" };
    } catch (error) {
      await undo(landing, backup, indexWritten, error);
      const { head, onBranch } = await position(run, place, request);
      if (!onBranch || head !== request.expectedHead) return { outcome: "branch-moved", head };
      throw error;
    }
  });
}

async function undo(
  landing: Landing,
  backup: Backup,
  indexWritten: boolean,
  reason: unknown,
): Promise<void> {
  const { run, place, snapshot, plan } = landing;
  const update = { to: plan.target, changes: plan.workTree };
  try {
    const unclear = await restoreFiles(place, snapshot.git, backup, update);
    if (indexWritten) {
      await writeIndex(landing, "before");
      await refreshIndex(run, place);
    }
    if (unclear.length > 0) throw new Error(`changed meanwhile: ${unclear.join(", ")}`);
  } catch (failure) {
    throw notUndone(snapshot.tree, failure, reason);
  }
}

async function writeIndex(landing: Landing, side: "before" | "after"): Promise<void> {
  const { run, place, plan } = landing;
  if (plan.index.size === 0) return;
  await run(place.top, indexUpdate(plan.index, side, plan.target.length));
}

/** New index entries have no file times yet; without file times each `git status` rereads the files. */
async function refreshIndex(run: RunGit, place: Checkout): Promise<void> {
  await run(place.top, { args: ["update-index", "-q", "--refresh"], answers: [1] });
}

async function moveBranch(run: RunGit, place: Checkout, request: LandRequest): Promise<void> {
  await updateRef(run, place.top, {
    ref: request.branch === undefined ? "HEAD" : `refs/heads/${request.branch}`,
    to: request.commit,
    expectedOld: request.expectedHead,
    reason: "aegis: land",
  });
}

/** The planned files that the user has changed since the snapshot. */
async function changedSince({ run, place, snapshot, plan }: Landing): Promise<string[]> {
  return withSnapshot(run, place, [], async ({ tree }) => {
    const changed = await diffTrees(run, place.top, [snapshot.tree, tree], "loose");
    const planned = [...plan.workTree.keys()];
    const both = planned.filter((path) => changed.has(path));
    return (both.length > 0 ? both : planned).sort();
  });
}

async function position(
  run: RunGit,
  place: Checkout,
  request: LandRequest,
): Promise<{ head: string; onBranch: boolean }> {
  const [head, branch] = await Promise.all([
    resolveObject(run, place.top, "HEAD^{commit}"),
    branchOf(run, place.top),
  ]);
  return { head, onBranch: branch === request.branch };
}

async function refuseUnfinished(place: Checkout): Promise<void> {
  for (const marker of UNFINISHED) {
    if (!(await isThere(join(place.gitDir, marker)))) continue;
    throw new AegisError(
      "OPERATION_IN_PROGRESS",
      `A merge, rebase, cherry-pick or revert is under way (${marker}).`,
      "Finish or abort it first; `git status` says how.",
    );
  }
}

function notUndone(tree: string, failure: unknown, reason: unknown): AegisError {
  const detail = failure instanceof Error ? failure.message : String(failure);
  return new AegisError(
    "LANDING_NOT_UNDONE",
    `Landing failed and could not be undone completely: ${detail}`,
    `Tree ${tree} holds your earlier files: git restore --source=${tree} -- <path>`,
    { cause: new AggregateError([reason, failure]) },
  );
}
