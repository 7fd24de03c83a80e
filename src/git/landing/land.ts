import { join } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { say } from "../../kit/sentence.ts";
import { type Checkout, locate } from "../checkout.ts";
import type { LandOutcome, LandRequest, UnclearFile } from "../port.ts";
import { branchOf, resolveObject, updateRef } from "../refs.ts";
import type { RunGit } from "../run-git.ts";
import { type Snapshot, withSnapshot } from "../snapshot.ts";
import { withIndex, writeTree } from "../temp-index.ts";
import { diffTrees } from "../trees.ts";
import { applyFiles, ChangedMeanwhile } from "./apply.ts";
import { type IndexEditor, setSide } from "./index-edit.ts";
import { endLanding, forgetObjects, keepObjects } from "./keep-objects.ts";
import { canUpdate, obstacles } from "./obstacles.ts";
import { type LandingPlan, planLanding } from "./plan.ts";
import { prepareLanding } from "./prepare.ts";
import { announce, dropPrepared, type LandingRecord } from "./record.ts";
import { settleLanding } from "./settle.ts";

const UNFINISHED = [
  "MERGE_HEAD",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
];

/** Everything a landing needs after all checks have passed. */
interface Landing extends IndexEditor {
  readonly request: LandRequest;
  readonly snapshot: Snapshot;
  readonly plan: LandingPlan;
}

/** Brings the swarm's commit to the user's checkout; see `Git.land`. */
export async function land(
  run: RunGit,
  request: LandRequest,
  tools: Pick<IndexEditor, "lockWaitMs" | "toDisk">,
): Promise<LandOutcome> {
  const place = await locate(run, request.top);
  await settleLanding({ run, place, ...tools });
  const { head, onBranch } = await position(run, place, request);
  // An earlier landing was cut off after its last step.
  if (onBranch && head === request.commit) return { outcome: "landed" };
  if (!onBranch || head !== request.expectedHead) return { outcome: "branch-moved", head };
  await refuseUnfinished(place);
  return withSnapshot(run, place, {}, async (snapshot) => {
    const index = await withIndex(run, place, "checkout", writeTree);
    const plan = await planLanding(run, place, request, { workTree: snapshot.tree, index });
    if (plan.overlap.length > 0) return { outcome: "overlap", paths: plan.overlap };
    const paths = await obstacles(place, plan.workTree);
    if (paths.length > 0) return { outcome: "overlap", paths };
    return carryOut({ run, place, request, snapshot, plan, ...tools });
  });
}

async function carryOut(landing: Landing): Promise<LandOutcome> {
  const { run, place, request, snapshot, plan } = landing;
  try {
    const record = await prepareLanding(run, place, request, plan);
    await keepObjects(landing, landing);
    if (!(await canUpdate(snapshot.git, snapshot.tree, plan.target))) {
      await forgetObjects(run, place);
      return { outcome: "overlap", paths: await changedSince(landing) };
    }
    await announce(place, record);
    try {
      await perform(landing, record);
    } catch (error) {
      return await undo(landing, error);
    }
    await endLanding(landing);
    return { outcome: "landed" };
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return { outcome: "overlap", paths: [error.path] };
    throw error;
  } finally {
    await dropPrepared(place);
  }
}

async function perform(landing: Landing, record: LandingRecord): Promise<void> {
  const { place, request, run } = landing;
  await applyFiles(place, record.files);
  await setSide(landing, record.index, "after");
  await updateRef(run, place.top, {
    ref: request.branch === undefined ? "HEAD" : `refs/heads/${request.branch}`,
    to: request.commit,
    expectedOld: request.expectedHead,
    reason: "aegis: land",
  });
}

/** Takes a failed landing back and returns what the failure means, or throws it. */
async function undo(landing: Landing, error: unknown): Promise<LandOutcome> {
  const { run, place, request } = landing;
  const settled = await settleLanding(landing).catch((failure: unknown) => {
    throw notUndone(String(failure), error);
  });
  if (settled.outcome === "finished") return { outcome: "landed" };
  const unclear = settled.outcome === "taken-back" ? settled.unclear : [];
  // Without an earlier file there is nothing to put back: what lies there is the user's.
  const kept = unclear.filter((file) => file.kept !== undefined);
  if (kept.length > 0) throw notUndone(`changed meanwhile: ${kept.map(named).join(", ")}`, error);
  if (error instanceof ChangedMeanwhile) throw error;
  const { head, onBranch } = await position(run, place, request);
  if (!onBranch || head !== request.expectedHead) return { outcome: "branch-moved", head };
  throw error;
}

function named({ path, kept }: UnclearFile): string {
  return kept === undefined ? path : `${path} (your earlier file: ${kept})`;
}

/** The planned files that the user has changed since the snapshot. */
async function changedSince({ run, place, snapshot, plan }: Landing): Promise<string[]> {
  return withSnapshot(run, place, {}, async ({ tree }) => {
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
      say(
        `A merge, rebase, cherry-pick or revert is under way (${marker}).`,
        `병합, rebase, cherry-pick 또는 revert가 진행 중입니다(${marker}).`,
      ),
      say(
        "Finish or abort it first; `git status` says how.",
        "먼저 끝내거나 취소하세요. 방법은 `git status`가 알려 줍니다.",
      ),
    );
  }
}

function notUndone(detail: string, reason: unknown): AegisError {
  return new AegisError(
    "LANDING_NOT_UNDONE",
    say(
      `Landing failed and could not be undone completely: ${detail}`,
      `커밋을 반영하지 못했고 완전히 되돌리지도 못했습니다: ${detail}`,
    ),
    say(
      "Compare the named files; the next start of OpenCode, or the next commit, settles the rest.",
      "위에 나온 파일을 비교해 보세요. 나머지는 OpenCode를 다시 시작하거나 다시 커밋할 때 정리됩니다.",
    ),
    { cause: reason },
  );
}
