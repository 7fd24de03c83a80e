import { type RunState, runOpen, type WorkerState } from "./state.ts";

/** Finds a Worker by name, or by id if no Worker has that name. */
export function workerNamed(state: RunState, name: string): WorkerState | undefined {
  return (
    state.workers.find(({ spec }) => spec.name === name) ??
    state.workers.find(({ id }) => id === name)
  );
}

export function workerOfSession(state: RunState, sessionID: string): WorkerState | undefined {
  return state.workers.find(({ home }) => home?.sessionID === sessionID);
}

/** Workers that will still end by themselves; a Worker that waits for a failed Worker will not. */
export function openWorkers(state: RunState): WorkerState[] {
  return state.workers.filter(
    (worker) =>
      worker.now.status === "planned" ||
      worker.now.status === "running" ||
      (worker.now.status === "queued" && blockedBy(state, worker) === undefined),
  );
}

/** The failed or cancelled Worker that a queued Worker waits for, directly or through others. */
export function blockedBy(state: RunState, worker: WorkerState): string | undefined {
  for (const name of worker.spec.depends_on ?? []) {
    const needed = workerNamed(state, name);
    if (!needed) continue;
    if (needed.now.status === "failed" || needed.now.status === "cancelled") return name;
    const deeper = needed.now.status === "queued" ? blockedBy(state, needed) : undefined;
    if (deeper) return deeper;
  }
  return undefined;
}

/** True if a Worker is paused: it waits for the model server. */
export function someWait(state: RunState): boolean {
  if (!runOpen(state)) return false;
  return state.workers.some(({ now }) => now.status === "running" && now.paused !== undefined);
}

/** Workers without an accepted result, for any reason. */
export function unfinishedWorkers(state: RunState): WorkerState[] {
  return state.workers.filter(({ now }) => now.status !== "completed");
}

/** Queued Workers whose dependencies are all completed, in plan order. */
export function startableWorkers(state: RunState): WorkerState[] {
  return state.workers.filter(
    ({ now, spec }) =>
      now.status === "queued" &&
      (spec.depends_on ?? []).every((name) => workerNamed(state, name)?.now.status === "completed"),
  );
}

/** The newest accepted commit of every completed Worker. */
export function completedCommits(state: RunState): Record<string, string> {
  const commits: Record<string, string> = {};
  for (const { spec, now } of state.workers)
    if (now.status === "completed") commits[spec.name] = now.result.commit;
  return commits;
}

/** True if the plan allows an empty diff, or if the integrated tree holds work of the Worker already. */
export function mayChangeNothing(state: RunState, name: string): boolean {
  const spec = workerNamed(state, name)?.spec;
  return spec?.may_change_nothing === true || state.integration?.applied[name] !== undefined;
}
