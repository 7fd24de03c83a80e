import { join } from "node:path";
import type { FileChange, Git } from "../../git/port.ts";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { RUNS, runRef } from "../../kit/state-paths.ts";
import type { RunRecord } from "../../swarm/core/run/events.ts";
import type { WorkerState } from "../../swarm/core/run/state.ts";

/** The newest work of a Worker that is still there. */
export interface KeptWork {
  readonly commit: string;
  /** The commit it was made from. */
  readonly base: string;
  /** Where it is named: a ref, a patch file, or only the journal. */
  readonly where: string;
  readonly files: readonly FileChange[];
}

/** `gone`: git has removed the commit; `none`: no change was kept; `at-work`: the Worker has not ended. */
export type WorkFound = KeptWork | "gone" | "none" | "at-work";

/** Finds a Worker's work by the commit in the journal, or by its ref, which an abort in the middle of work makes. */
export async function keptWork(
  git: Git,
  top: string,
  run: { id: string; records: readonly RunRecord[] },
  worker: WorkerState,
): Promise<WorkFound> {
  const ref = runRef(run.id, worker.id);
  const underRef = (await git.refs(top, ref)).get(ref);
  const commit = underRef ?? newestCommit(run.records, worker);
  const changed = commit !== undefined && !basesOf(run.records, worker).has(commit);
  if (!changed) return worker.now.status === "running" ? "at-work" : "none";
  const base = await resolved(git, top, `${commit}^`);
  if (base === undefined) return "gone";
  const files = await git.changes(top, base, commit);
  if (files.length === 0) return "none";
  const patch = `${RUNS}/${run.id}/${worker.id}.patch`;
  const where = underRef ? ref : (await isThere(join(top, patch))) ? patch : commit;
  return { commit, base, where, files };
}

function newestCommit(records: readonly RunRecord[], worker: WorkerState): string | undefined {
  return records
    .flatMap(({ event }) =>
      (event.type === "WORKER_COMPLETED" ||
        event.type === "WORKER_FAILED" ||
        event.type === "WORKER_CANCELLED") &&
      (event.worker === worker.spec.name || event.worker === worker.id) &&
      event.commit
        ? [event.commit]
        : [],
    )
    .at(-1);
}

/** A Worker that may change nothing can complete with the very commit that it started from. */
function basesOf(records: readonly RunRecord[], { spec }: WorkerState): Set<string> {
  return new Set(
    records.flatMap(({ event }) =>
      event.type === "WORKER_STARTING" && event.worker === spec.name ? [event.base] : [],
    ),
  );
}

async function resolved(git: Git, top: string, rev: string): Promise<string | undefined> {
  try {
    return await git.resolve(top, rev);
  } catch (error) {
    if (error instanceof AegisError && error.code === "UNKNOWN_REVISION") return undefined;
    throw error;
  }
}
