import { AegisError } from "../../kit/errors.ts";
import type { Lease } from "../../kit/lease.ts";
import { recoverRun } from "../app/recovery.ts";
import type { Swarm } from "../app/swarm.ts";
import { runOpen } from "../core/run/state.ts";
import type { Project } from "../opencode/project.ts";

/**
 * Makes this process the owner of the project's open run and recovers the run. Throws PROJECT_IN_USE while
 * another process works on the run, because two processes must not write one journal. A run that starts later
 * claims the lease itself and releases it when the run ends.
 */
export async function takeOver(swarm: Swarm, lease: Lease, log: Project["log"]): Promise<void> {
  const { run } = swarm;
  if (!runOpen(run.state)) return;
  if (lease.claim() === "held")
    throw new AegisError(
      "PROJECT_IN_USE",
      `A run of this project is open in another OpenCode (process ${lease.holder() ?? "unknown"}).`,
      "Continue there, or end that process and try again.",
    );
  const interrupted = await recoverRun(swarm);
  if (interrupted.length > 0) await log("warn", `interrupted Workers: ${interrupted.join(", ")}`);
}
