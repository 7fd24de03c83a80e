import { dependencyOrder, sameSpec, type WorkerSpec } from "../plan/plan.ts";
import type { WorkerState } from "./state.ts";

/** A changed plan keeps finished Workers with an unchanged task; all others start again under their old id. */
export function plannedWorkers(before: WorkerState[], specs: readonly WorkerSpec[]): WorkerState[] {
  const ids = new Set(before.map(({ id }) => id));
  let last = 0;
  const fresh = (): string => {
    do last += 1;
    while (ids.has(workerId(last)));
    return workerId(last);
  };
  return dependencyOrder(specs).map((spec) => {
    const old = before.find((worker) => worker.spec.name === spec.name);
    if (old?.now.status === "completed" && sameSpec(old.spec, spec)) return old;
    return {
      id: old?.id ?? fresh(),
      spec,
      now: { status: "planned" },
      attempts: old?.attempts ?? 0,
      retries: 0,
      nudges: 0,
      freeRetries: 0,
      pauses: 0,
      refusedReports: 0,
      scopeRequests: [],
      refusedCalls: 0,
      ...(old?.home ? { home: old.home } : {}),
    };
  });
}

function workerId(number: number): string {
  return `w${String(number).padStart(2, "0")}`;
}
