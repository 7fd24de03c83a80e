import type { Git } from "../../git/port.ts";
import { AegisError } from "../../kit/errors.ts";
import { keptWork } from "../../runs/adapters/kept-work.ts";
import type { SeenRun } from "../../runs/core/outcome.ts";
import type { WorkerState } from "../../swarm/core/run/state.ts";
import type { Diff } from "../core/report-data.ts";

/** What the foundation, each Worker and the commit changed, counted by git; what git no longer has is said to be gone. */
export async function runDiffs(git: Git, top: string, run: SeenRun): Promise<Diff[]> {
  const { foundation, committed, workers } = run.state;
  const diffs: Diff[] = [];
  if (foundation) {
    const { head, commit } = foundation;
    diffs.push(await between(git, top, { of: { what: "foundation" }, from: head, commit }));
  }
  for (const worker of workers) diffs.push(await workerDiff(git, top, run, worker));
  if (committed) {
    const { commit } = committed;
    diffs.push(await between(git, top, { of: { what: "commit" }, from: `${commit}^`, commit }));
  }
  return diffs;
}

async function workerDiff(git: Git, top: string, run: SeenRun, worker: WorkerState): Promise<Diff> {
  const of = { what: "worker", id: worker.id, name: worker.spec.name } as const;
  const found = await keptWork(git, top, run, worker);
  if (typeof found === "string") return { of, commit: undefined, state: found, files: [] };
  return between(git, top, { of, from: found.base, commit: found.commit });
}

async function between(
  git: Git,
  top: string,
  { of, from, commit }: { of: Diff["of"]; from: string; commit: string },
): Promise<Diff> {
  try {
    const base = await git.resolve(top, from);
    const files = await git.lineCounts(top, base, await git.resolve(top, commit));
    return { of, commit, state: files.length === 0 ? "none" : "kept", files };
  } catch (error) {
    if (!(error instanceof AegisError && error.code === "UNKNOWN_REVISION")) throw error;
    return { of, commit, state: "gone", files: [] };
  }
}
