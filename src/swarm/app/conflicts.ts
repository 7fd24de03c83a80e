import type { FileChange } from "../../git/port.ts";
import { say } from "../../kit/sentence.ts";
import { type ConflictProblem, conflict } from "../core/run/conflict-text.ts";
import type { WorkerState } from "../core/run/state.ts";
import { completedCommits } from "../core/run/workers-of.ts";
import { covers, outside } from "../core/scope/algebra.ts";
import { completedInOrder, mergeAll } from "./merged-line.ts";
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
  /** `worker`: the Worker to send back with worker_retry. */
  problems: ConflictProblem[];
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
  const problems: ConflictReport["problems"] = [
    ...workers.flatMap(({ worker, outOfScope }) =>
      outOfScope.map((path) =>
        conflict(
          "OUT_OF_SCOPE",
          say(`${worker} changed ${path}`, `${worker}이(가) 범위 밖의 ${path}을(를) 바꿨습니다`),
        ),
      ),
    ),
    ...workers.flatMap(({ worker, contractTouched }) =>
      contractTouched.map((path) =>
        conflict(
          "CONTRACT_TOUCHED",
          say(
            `${worker} changed the frozen ${path}`,
            `${worker}이(가) 동결된 ${path}을(를) 바꿨습니다`,
          ),
        ),
      ),
    ),
    ...samePaths(workers),
  ];
  problems.push(...(await mergeAll(swarm, head)).conflicts);
  return {
    head,
    branchMoved: state.foundation !== undefined && state.foundation.head !== head,
    commits: completedCommits(state),
    workers,
    problems,
  };
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

function samePaths(workers: readonly WorkerChanges[]): ConflictProblem[] {
  const owner = new Map<string, string>();
  const problems: ConflictProblem[] = [];
  for (const { worker, files } of workers)
    for (const { path } of files) {
      // Two names that differ only in case are one file on many disks.
      const key = path.normalize("NFC").toLowerCase();
      const other = owner.get(key);
      if (other && other !== worker)
        problems.push(
          conflict(
            "SAME_PATH",
            say(
              `${other} and ${worker} both changed ${path}`,
              `${other}와(과) ${worker}이(가) 모두 ${path}을(를) 바꿨습니다`,
            ),
          ),
        );
      owner.set(key, worker);
    }
  return problems;
}
