import { shortened } from "../../../kit/width.ts";
import type { WorkerState } from "../run/state.ts";

/** Columns that the Worker's task may fill. */
const TASK_COLUMNS = 40;

/**
 * The title of a Worker's session, as OpenCode lists it: role, Worker and task, the task in the words of the plan. The
 * child navigator of OpenCode shows only what stands between "@" and " subagent", and only letters of `\w`.
 */
export function workerSessionTitle({ id, spec }: Pick<WorkerState, "id" | "spec">): string {
  const name = spec.name.replace(/\W/g, "_");
  const task = shortened(spec.feature.replace(/\s+/g, " ").trim(), TASK_COLUMNS);
  return `Worker ${id} ${spec.name}: ${task} (@${id}_${name} subagent)`;
}
