import { workerNamed } from "../core/run/state.ts";
import { stageBegunBy } from "../core/run/worker-stage.ts";
import type { Run } from "./run.ts";

/**
 * Notes in the journal that a Worker begins to implement. Call it when a call is allowed and has not
 * begun; of two calls side by side only the first is noted. A refusal of the note stops no call.
 */
export async function observeStage(
  run: Run,
  worker: string,
  call: { tool: string; command?: string | undefined },
): Promise<void> {
  const stage = stageBegunBy(workerNamed(run.state, worker), call);
  if (stage) await run.submit({ type: "WORKER_STAGE", worker, stage });
}
