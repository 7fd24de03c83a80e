import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import { dependencyOrder } from "../core/plan/plan.ts";
import type { WorkerState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { mergeAll } from "./merged-line.ts";
import type { Swarm } from "./swarm.ts";

/**
 * The commit a Worker starts from: the frozen foundation with the results of its dependencies. After a first
 * integration it is the integrated tree, so that the Worker sees the others' work. Throws MERGE_CONFLICT if
 * the dependencies do not merge.
 */
export async function workerBase(swarm: Swarm, worker: WorkerState): Promise<string> {
  const { run, git, top } = swarm;
  const { foundation, integration } = run.state;
  if (!foundation)
    throw new AegisError(
      "NO_FOUNDATION",
      say("No foundation is frozen.", "동결된 기반이 없습니다."),
      say("Freeze it first.", "먼저 기반을 동결하세요."),
    );
  if (integration) return integration.commit;
  const needed = neededBy(swarm, worker);
  if (needed.length === 0) return foundation.snapshot;
  let tree = await git.treeOf(top, foundation.snapshot);
  for (const other of needed) {
    if (other.now.status !== "completed" || !other.home) continue;
    const merged = await git.merge(top, {
      base: other.home.base,
      ours: tree,
      theirs: other.now.result.commit,
    });
    const line = merged.conflicts.length > 0 ? await wholeLine(swarm) : undefined;
    if (line)
      return git.commitTree(top, {
        ...line,
        message: `aegis: base of ${worker.spec.name}`,
      });
    if (merged.conflicts.length > 0)
      throw new AegisError(
        "MERGE_CONFLICT",
        say(
          `${other.spec.name} does not merge with the others in ${merged.conflicts.join(", ")}.`,
          `${other.spec.name}이(가) 다른 Worker와 병합되지 않습니다: ${merged.conflicts.join(", ")}.`,
        ),
        say("Retry that Worker, or change the plan.", "그 Worker를 재시도하거나 계획을 바꾸세요."),
      );
    tree = merged.tree;
  }
  return git.commitTree(top, {
    tree,
    parents: [foundation.snapshot],
    message: `aegis: base of ${worker.spec.name}`,
  });
}

/** The line as it is now, if all accepted work merges: a dependency may stand on newer commits than the snapshot. */
async function wholeLine(swarm: Swarm): Promise<{ tree: string; parents: string[] } | undefined> {
  const head = await swarm.git.resolve(swarm.top, "HEAD");
  const { tree, conflicts } = await mergeAll(swarm, head);
  return conflicts.length === 0 ? { tree, parents: [head] } : undefined;
}

/** All Workers that a Worker depends on, directly or not; each comes after its own dependencies. */
function neededBy(swarm: Swarm, worker: WorkerState): WorkerState[] {
  const { state } = swarm.run;
  const names = new Set<string>();
  const visit = (name: string): void => {
    for (const needed of workerNamed(state, name)?.spec.depends_on ?? [])
      if (!names.has(needed)) {
        names.add(needed);
        visit(needed);
      }
  };
  visit(worker.spec.name);
  return dependencyOrder(state.workers.map(({ spec }) => spec))
    .filter(({ name }) => names.has(name))
    .flatMap(({ name }) => workerNamed(state, name) ?? []);
}
