import { stageBegunBy } from "../core/run/worker-stage.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import type { Run } from "./run.ts";

/**
 * Notes in the journal that a Worker begins to implement. Call this after a tool call is allowed and before
 * it begins. Of two calls at the same time only the first is noted. A refused note does not stop the call.
 */
export async function observeStage(
  run: Run,
  worker: string,
  call: { tool: string; command?: string | undefined },
): Promise<void> {
  const stage = stageBegunBy(workerNamed(run.state, worker), call);
  if (stage) await run.submit({ type: "WORKER_STAGE", worker, stage });
}
