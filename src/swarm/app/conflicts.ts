import type { FileChange } from "../../git/port.ts";
import { dependencyOrder } from "../core/plan/plan.ts";
import { completedCommits, type WorkerState, workerNamed } from "../core/run/state.ts";
import { covers, outside } from "../core/scope/algebra.ts";
import type { Swarm } from "./swarm.ts";

export interface WorkerChanges {
  worker: string;
  files: readonly FileChange[];
  outOfScope: string[];
  contractTouched: string[];
}

export interface ConflictReport {
  head: string;
  /** HEAD has moved since the foundation was frozen; integration rebases onto the new HEAD. */
  branchMoved: boolean;
  commits: Record<string, string>;
  workers: WorkerChanges[];
  problems: { code: string; text: string }[];
}

/**
 * Compares all accepted Worker commits by what git says: scope, contract, one path written by two Workers,
 * and a merge of all commits onto the user's branch as it is now.
 */
export async function compareWorkers(swarm: Swarm): Promise<ConflictReport> {
  const { git, top, run } = swarm;
  const { state } = run;
  const head = await git.resolve(top, "HEAD");
  const done = completedInOrder(swarm);
  const workers = await Promise.all(done.map((worker) => changesOf(swarm, worker)));
  const problems = [
    ...workers.flatMap(({ worker, outOfScope }) =>
      outOfScope.map((path) => ({ code: "OUT_OF_SCOPE", text: `${worker} changed ${path}` })),
    ),
    ...workers.flatMap(({ worker, contractTouched }) =>
      contractTouched.map((path) => ({
        code: "CONTRACT_TOUCHED",
        text: `${worker} changed the frozen ${path}`,
      })),
    ),
    ...samePaths(workers),
  ];
  const { conflicts } = await mergeAll(swarm, head);
  for (const { with: who, paths } of conflicts)
    problems.push({ code: "MERGE_CONFLICT", text: `${who} does not merge: ${paths.join(", ")}` });
  return {
    head,
    branchMoved: state.foundation !== undefined && state.foundation.head !== head,
    commits: completedCommits(state),
    workers,
    problems,
  };
}

export interface MergedLine {
  /** The merged tree: HEAD, the foundation and every accepted Worker, in dependency order. */
  tree: string;
  conflicts: { with: string; paths: readonly string[] }[];
}

/**
 * Merges everything onto `head` without touching any worktree. If an integrated tree exists (with the
 * Commander's fixes in `fixed`), the merge starts from that tree and adds only Workers not yet in it.
 */
export async function mergeAll(swarm: Swarm, head: string, fixed?: string): Promise<MergedLine> {
  const { git, top, run } = swarm;
  const { foundation, integration } = run.state;
  const start = fixed ?? integration?.tree ?? foundation?.commit ?? head;
  const from = integration?.head ?? foundation?.head ?? head;
  const conflicts: MergedLine["conflicts"] = [];
  let tree = await git.treeOf(top, start);
  if (from !== head) {
    const rebased = await git.merge(top, { base: from, ours: head, theirs: tree });
    if (rebased.conflicts.length > 0)
      conflicts.push({ with: "the user's new commits", paths: rebased.conflicts });
    tree = rebased.tree;
  }
  for (const worker of completedInOrder(swarm)) {
    if (worker.now.status !== "completed" || !worker.home) continue;
    const { commit } = worker.now.result;
    if (integration?.applied[worker.spec.name] === commit) continue;
    const merged = await git.merge(top, { base: worker.home.base, ours: tree, theirs: commit });
    if (merged.conflicts.length > 0)
      conflicts.push({ with: worker.spec.name, paths: merged.conflicts });
    tree = merged.tree;
  }
  return { tree, conflicts };
}

function completedInOrder({ run }: Swarm): WorkerState[] {
  return dependencyOrder(run.state.workers.map(({ spec }) => spec))
    .flatMap(({ name }) => workerNamed(run.state, name) ?? [])
    .filter(({ now }) => now.status === "completed");
}

async function changesOf(swarm: Swarm, worker: WorkerState): Promise<WorkerChanges> {
  const { foundation, approved } = swarm.run.state;
  const contract = foundation?.contract ?? {};
  // A newer plan may have given a shared file to a Worker; that file is no longer frozen.
  const frozen = (path: string) => path in contract && covers(approved?.plan.shared ?? [], path);
  const commit = worker.now.status === "completed" ? worker.now.result.commit : "";
  const files = await swarm.git.changes(swarm.top, worker.home?.base ?? commit, commit);
  const paths = files.map(({ path }) => path);
  return {
    worker: worker.spec.name,
    files,
    outOfScope: outside(worker.spec.scope, paths),
    contractTouched: paths.filter(frozen),
  };
}

function samePaths(workers: readonly WorkerChanges[]): { code: string; text: string }[] {
  const owner = new Map<string, string>();
  const problems: { code: string; text: string }[] = [];
  for (const { worker, files } of workers)
    for (const { path } of files) {
      // Two names that differ only in case are one file on many disks.
      const key = path.normalize("NFC").toLowerCase();
      const other = owner.get(key);
      if (other && other !== worker)
        problems.push({ code: "SAME_PATH", text: `${other} and ${worker} both changed ${path}` });
      owner.set(key, worker);
    }
  return problems;
}
