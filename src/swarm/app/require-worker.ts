import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { RunState, WorkerState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";

/** The Worker of the approved plan with this name or id, or a refusal that lists the plan's names. */
export function requireWorker(
  state: RunState,
  name: string,
): { worker: WorkerState } | { denial: Denial } {
  const worker = workerNamed(state, name);
  if (worker) return { worker };
  const names = state.workers.map(({ spec }) => spec.name).join(", ");
  return {
    denial: deny(
      "UNKNOWN_WORKER",
      say(
        `The approved plan has no Worker ${name}${names ? `; it has ${names}` : ""}.`,
        `승인된 계획에 Worker ${name}이(가) 없습니다.${names ? ` 계획에 있는 Worker: ${names}.` : ""}`,
      ),
      "Call worker_status for the names.",
    ),
  };
}
