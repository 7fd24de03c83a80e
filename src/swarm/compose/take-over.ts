import { AegisError } from "../../kit/errors.ts";
import type { Lease } from "../../kit/lease.ts";
import { say } from "../../kit/sentence.ts";
import { leftBehind, recoverRun } from "../app/recovery.ts";
import type { Swarm } from "../app/swarm.ts";
import { runOpen } from "../core/run/state.ts";
import type { Found } from "../core/text/recovered.ts";
import type { Project } from "../opencode/project.ts";

/**
 * Makes this process the owner of what is left of the project's run, and recovers it. Throws PROJECT_IN_USE while
 * another process works on an open run, because two processes must not write one journal. A run that starts later
 * claims the lease itself and releases it when the run ends.
 */
export async function takeOver(
  swarm: Swarm,
  lease: Lease,
  log: Project["log"],
): Promise<Found | undefined> {
  const { run } = swarm;
  if (!(await leftBehind(swarm))) return undefined;
  if (lease.claim() === "held") {
    // Another process is at work, and what it leaves is its own to clear.
    if (!runOpen(run.state)) return undefined;
    throw new AegisError(
      "PROJECT_IN_USE",
      say(
        `A run of this project is open in another OpenCode (process ${lease.holder() ?? "unknown"}).`,
        `이 프로젝트의 실행을 다른 OpenCode(프로세스 ${lease.holder() ?? "?"})가 맡고 있습니다.`,
      ),
      say(
        "Continue there, or end that process and try again.",
        "그쪽에서 계속하거나 그 프로세스를 종료한 뒤 다시 시도하세요.",
      ),
    );
  }
  try {
    const found = await recoverRun(swarm);
    await log("warn", `recovered: ${JSON.stringify(found)}`);
    return found;
  } finally {
    if (!runOpen(run.state)) lease.release();
  }
}
