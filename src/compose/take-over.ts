import type { ProcessLease } from "../adapters/process-lease.ts";
import { recoverRun } from "../app/recovery.ts";
import type { Swarm } from "../app/swarm.ts";
import { runOpen } from "../core/state.ts";
import { AegisError } from "../errors.ts";
import type { Project } from "../opencode/project.ts";

/**
 * Makes this process the owner of the project's open run and recovers it, or throws PROJECT_IN_USE while
 * the process that works on it is alive: two would write one journal. From then on the lease follows the
 * runs: taken when one starts, given back when it ends.
 */
export async function takeOver(
  swarm: Swarm,
  lease: ProcessLease,
  log: Project["log"],
): Promise<void> {
  const { run } = swarm;
  if (runOpen(run.state)) {
    const other = await lease.heldByOther();
    if (other !== undefined)
      throw new AegisError(
        "PROJECT_IN_USE",
        `A run of this project is open in another OpenCode (process ${other}).`,
        "Go on there, or end that process and try again.",
      );
    await lease.take();
    const interrupted = await recoverRun(swarm);
    if (interrupted.length > 0) await log("warn", `interrupted Workers: ${interrupted.join(", ")}`);
    if (!runOpen(run.state)) await lease.release();
  }
  run.onChange((state, event) => {
    const change =
      event.type === "RUN_STARTED"
        ? lease.take()
        : state.phase === "DONE"
          ? lease.release()
          : undefined;
    change?.catch((error) => log("warn", `lease: ${String(error)}`));
  });
}
