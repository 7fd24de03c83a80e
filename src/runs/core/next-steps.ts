import type { AgentCalls } from "../../swarm/core/live-calls.ts";
import { type RunState, runOpen } from "../../swarm/core/run/state.ts";
import { stoppedWorkers } from "../../swarm/core/run/stopped.ts";
import { retriesUsedUp } from "../../swarm/core/run/worker-guards.ts";

/** The process that the lease names. */
export interface Driver {
  pid: number;
  alive: boolean;
}

/** What only the user can do now. */
export type UsersTurn =
  | { what: "answer-plan"; workers: number; change: boolean }
  | { what: "decide-worker"; worker: string }
  | { what: "resume-workers"; workers: string[] }
  | { what: "wake-commander" }
  | { what: "start-opencode" };

/** What OpenCode does when somebody starts it here now. */
export type OnResume =
  | { what: "driven"; pid: number }
  | { what: "settle-commit" }
  | { what: "record-commit"; commit: string }
  | { what: "settle-writes"; calls: number }
  | { what: "reset-integration" }
  | { what: "interrupt"; workers: string[] }
  | { what: "queued"; workers: string[] }
  | { what: "go-on"; phase: RunState["phase"] };

/** `commander`: what the Commander does now, if a living driver has seen it. */
export function usersTurn(
  state: RunState,
  driver: Driver | undefined,
  commander?: AgentCalls,
): UsersTurn[] {
  if (!runOpen(state)) return [];
  const steps = stepsIn(state, driver);
  // In DESIGN the Commander's own words say what it waits for.
  const isAtWork = state.workers.some(({ now }) => AT_WORK.has(now.status));
  const rests = commander?.restingSince !== undefined && driver?.alive === true;
  return rests && steps.length === 0 && !isAtWork && state.phase !== "DESIGN"
    ? [{ what: "wake-commander" }]
    : steps;
}

const AT_WORK: ReadonlySet<string> = new Set(["queued", "running"]);

function stepsIn(state: RunState, driver: Driver | undefined): UsersTurn[] {
  const { proposal, approved, workers } = state;
  const stuck = workers.filter(
    (worker) => worker.now.status === "failed" && retriesUsedUp(state, worker),
  );
  const stopped = stoppedWorkers(state).map(({ spec }) => spec.name);
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
    ...(stopped.length > 0 ? [{ what: "resume-workers", workers: stopped } as const] : []),
    ...stuck.map(({ spec }) => ({ what: "decide-worker", worker: spec.name }) as const),
  ];
}

/** The same steps as `recoverRun`, read from the journal and from git; empty if a start would do nothing. */
export function onResume(
  state: RunState,
  driver: Driver | undefined,
  { isLanded, hasCutLanding }: { isLanded: boolean; hasCutLanding: boolean },
): OnResume[] {
  const cut: OnResume[] = hasCutLanding ? [{ what: "settle-commit" }] : [];
  if (driver?.alive) return runOpen(state) ? [{ what: "driven", pid: driver.pid }] : [];
  if (!runOpen(state)) return cut;
  const { prepared, phase, integration } = state;
  if (prepared && isLanded) return [...cut, { what: "record-commit", commit: prepared.commit }];
  const calls = phase === "FOUNDATION" ? (state.foundationWrites?.open.length ?? 0) : 0;
  const named = (status: "running" | "queued") =>
    state.workers.filter(({ now }) => now.status === status).map(({ spec }) => spec.name);
  const [running, queued] = [named("running"), named("queued")];
  return [
    ...cut,
    ...(calls > 0 ? [{ what: "settle-writes", calls } as const] : []),
    ...(integration && phase === "FINAL_QA" ? [{ what: "reset-integration" } as const] : []),
    ...(running.length > 0 ? [{ what: "interrupt", workers: running } as const] : []),
    ...(queued.length > 0 ? [{ what: "queued", workers: queued } as const] : []),
    { what: "go-on", phase },
  ];
}
