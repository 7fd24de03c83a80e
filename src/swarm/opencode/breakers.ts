import { failWorker } from "../app/fail-worker.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { Project } from "./project.ts";
import type { CallCount } from "./session-views.ts";
import type { GuardedCall } from "./tool-call.ts";

/** Tools that wait or only look; an agent may call them any number of times. */
const PATIENT = new Set(["worker_wait", "worker_status", "question"]);

/** Stops loops and too many calls of a run's agents; the user stops other agents themselves. */
export async function tooMany(project: Project, call: GuardedCall): Promise<Denial | undefined> {
  const { actor, tool, args } = call;
  if (actor.role === "other") return undefined;
  const { limits } = project.swarm.config;
  const count = project.sessions.of(call.sessionID).counted(`${tool} ${JSON.stringify(args)}`);
  if (PATIENT.has(tool)) return undefined;
  if (actor.role === "worker") await failLooping(project, actor.worker, count);
  if (count.inARow >= limits.identicalCalls)
    return deny(
      "LOOP_DETECTED",
      `This is the same ${tool} call for the ${count.inARow}th time in a row.`,
      "Its result will not change. Try another way, or report what blocks you.",
    );
  const used = count.total > limits.toolCalls && actor.role === "worker";
  // A Worker at its limit may still report.
  return used && tool !== "worker_report"
    ? deny(
        "TOOL_LIMIT",
        `All ${limits.toolCalls} tool calls are used up.`,
        "Call worker_report with the finished work, or stop.",
      )
    : undefined;
}

/** Fails a Worker that repeats a call twice as often as allowed, or that goes on past its limit of calls. */
async function failLooping(
  { swarm }: Project,
  worker: string,
  { inARow, total }: CallCount,
): Promise<void> {
  const { limits } = swarm.config;
  if (inARow >= 2 * limits.identicalCalls)
    await failWorker(swarm, worker, "LOOP", `the same tool call ${inARow} times in a row`);
  if (total > limits.toolCalls + 20)
    await failWorker(swarm, worker, "LOOP", `${total} tool calls without an end`);
}

/** More calls than one message holds: the model has read several times that it must stop. */
const CLOSED_CALLS = 10;

/** Ends the session of a closed Worker that goes on calling tools. */
export function endClosed(project: Project, sessionID: string): void {
  if (!project.sessions.of(sessionID).closedCall(CLOSED_CALLS)) return;
  project.swarm.host
    .abort(sessionID)
    .catch((error) => project.log("warn", `closed Worker: ${String(error)}`));
}
