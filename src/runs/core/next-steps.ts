import { RETRY_LIMIT } from "../../swarm/core/run/guards.ts";
import { type RunState, runOpen } from "../../swarm/core/run/state.ts";

/** The process that the lease names. */
export interface Driver {
  pid: number;
  alive: boolean;
}

/** What only the user can do now. */
export type UsersTurn =
  | { what: "answer-plan"; workers: number; change: boolean }
  | { what: "decide-worker"; worker: string }
  | { what: "start-opencode" };

/** What OpenCode does when somebody starts it here now. */
export type OnResume =
  | { what: "driven"; pid: number }
  | { what: "record-commit"; commit: string }
  | { what: "settle-writes"; calls: number }
  | { what: "reset-integration" }
  | { what: "interrupt"; workers: string[] }
  | { what: "queued"; workers: string[] }
  | { what: "go-on"; phase: RunState["phase"] };

export function usersTurn(state: RunState, driver: Driver | undefined): UsersTurn[] {
  if (!runOpen(state)) return [];
  const { proposal, approved, workers } = state;
  const stuck = workers.filter(
    ({ now, retries }) => now.status === "failed" && retries >= RETRY_LIMIT,
  );
  return [
    ...(driver?.alive ? [] : [{ what: "start-opencode" } as const]),
    ...(proposal
      ? [
          {
            what: "answer-plan",
            workers: proposal.plan.workers.length,
            change: approved !== undefined,
          } as const,
        ]
      : []),
    ...stuck.map(({ spec }) => ({ what: "decide-worker", worker: spec.name }) as const),
  ];
}

/** The same steps as `recoverRun`, read from the journal and from where HEAD is; empty if no run is open. */
export function onResume(
  state: RunState,
  driver: Driver | undefined,
  head: string | undefined,
): OnResume[] {
  if (!runOpen(state)) return [];
  if (driver?.alive) return [{ what: "driven", pid: driver.pid }];
  const { prepared, phase, integration } = state;
  if (prepared && prepared.commit === head)
    return [{ what: "record-commit", commit: prepared.commit }];
  const calls = phase === "FOUNDATION" ? (state.foundationWrites?.open.length ?? 0) : 0;
  const named = (status: "running" | "queued") =>
    state.workers.filter(({ now }) => now.status === status).map(({ spec }) => spec.name);
  const [running, queued] = [named("running"), named("queued")];
  return [
    ...(calls > 0 ? [{ what: "settle-writes", calls } as const] : []),
    ...(integration && phase === "FINAL_QA" ? [{ what: "reset-integration" } as const] : []),
    ...(running.length > 0 ? [{ what: "interrupt", workers: running } as const] : []),
    ...(queued.length > 0 ? [{ what: "queued", workers: queued } as const] : []),
    { what: "go-on", phase },
  ];
}
