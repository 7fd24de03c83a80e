import type { SeenRun } from "../runs/core/outcome.ts";
import type { WorkerDiffs } from "../runs/worker-diffs.ts";
import type { WorkerState } from "../swarm/core/run/state.ts";
import type { DiffStat } from "./core/aside.ts";

/** A Worker that works is asked for again after this time, one Worker at a look: a diff costs several programs of git. */
const AGAIN_MS = 180_000;

/** The sizes of the Workers' diffs; git is asked for one Worker at a look, and once for each that has ended. */
export interface DiffFollower {
  /** The sizes known after this look; the same object if nothing was learned. */
  look(run: SeenRun, now: number): Promise<ReadonlyMap<string, DiffStat>>;
}

export function followDiffs(open: () => Promise<WorkerDiffs>): DiffFollower {
  let opened: Promise<WorkerDiffs> | undefined;
  let runId: string | undefined;
  let known: ReadonlyMap<string, DiffStat> = new Map();
  /** When and in which state each Worker was last asked for. */
  const asked = new Map<string, { of: string; at: number }>();

  const isDue = (worker: WorkerState, now: number): boolean => {
    if (worker.attempts === 0) return false;
    const before = asked.get(worker.id);
    if (before?.of !== stateOf(worker)) return true;
    return worker.now.status === "running" && now - before.at >= AGAIN_MS;
  };

  return {
    async look(run, now) {
      if (run.id !== runId) {
        runId = run.id;
        known = new Map();
        asked.clear();
      }
      const due = run.state.workers
        .filter((worker) => isDue(worker, now))
        .sort((a, b) => (asked.get(a.id)?.at ?? 0) - (asked.get(b.id)?.at ?? 0))[0];
      if (!due) return known;
      asked.set(due.id, { of: stateOf(due), at: now });
      opened ??= open();
      const size = await (await opened).sizeOf(run, due);
      const next = new Map(known);
      if (size) next.set(due.id, { ...size, at: now });
      else next.delete(due.id);
      known = next;
      return known;
    },
  };
}

/** Changes when the Worker's work may have moved to another place. */
function stateOf({ attempts, now, endedAt }: WorkerState): string {
  return [attempts, now.status, now.status === "running" ? "" : endedAt].join(":");
}
