import type { ToolDefinition } from "@opencode-ai/plugin";
import { z } from "zod";
import { alike } from "../../../kit/sentence.ts";
import { cancelWorker } from "../../app/cancel-worker.ts";
import { dispatchWorkers } from "../../app/dispatch-workers.ts";
import { requireWorker } from "../../app/require-worker.ts";
import { sendToWorker } from "../../app/send-to-worker.ts";
import { failureReason } from "../../core/run/end-reason.ts";
import { type RunState, runOpen } from "../../core/run/state.ts";
import { isStopped } from "../../core/run/stopped.ts";
import { openWorkers, workerNamed } from "../../core/run/workers-of.ts";
import type { Project } from "../project.ts";
import { type Answer, define, type ToolContext } from "./define.ts";
import { overview } from "./overview.ts";

const Name = z.string().describe("Worker name from the plan");

/** Tools of DISPATCH and MONITORING: start, wait, look, steer, retry, stop. */
export function workerTools(project: () => Promise<Project>): Record<string, ToolDefinition> {
  return {
    dispatch_workers: define("dispatch_workers", project, {
      description: "Start the approved Workers (only: a part of them). Takes names, not new specs.",
      args: { only: z.array(z.string()).optional() },
      run: async (here, { only }, context) => {
        const denial = await dispatchWorkers(here.swarm, only);
        return denial ? { denial } : started(here, context);
      },
    }),
    worker_wait: define("worker_wait", project, {
      description:
        "Wait until a Worker comes to an end (change) or all have (all); returns the dashboard.",
      args: {
        until: z.enum(["change", "all"]),
        minutes: z.number().positive().max(240).optional(),
      },
      run: async (here, { until, minutes }, context) => {
        await waitFor(here, until, (minutes ?? 120) * 60_000, context);
        return overview(here);
      },
    }),
    worker_status: define("worker_status", project, {
      description: "The dashboard now.",
      args: {},
      run: async (here) => overview(here),
    }),
    worker_output: define("worker_output", project, {
      description: "What a Worker said last, its report or failure, and its QA output.",
      args: { worker: Name },
      run: output,
    }),
    worker_send: define("worker_send", project, {
      description: "Steer a running Worker; it reads the message at its next step.",
      args: { worker: Name, message: z.string() },
      run: async (here, { worker, message }) => {
        const sent = await sendToWorker(here.swarm, worker, message);
        return "denial" in sent ? sent : `Sent to ${sent.sentTo}, which reads it at its next step.`;
      },
    }),
    worker_retry: define("worker_retry", project, {
      description:
        "Send an ended Worker back to work: say what is wrong and what right looks like. At most twice.",
      args: { worker: Name, instructions: z.string() },
      run: async (here, { worker, instructions }, context) => {
        const target = workerNamed(here.swarm.run.state, worker);
        const name = target?.spec.name ?? worker;
        const late = here.supervisor.noTimeLeft(name);
        if (late) return { denial: late };
        const spoken = await here.transcript.userMessages(context.sessionID);
        const spokenAt = Math.max(0, ...spoken.map(({ createdAt }) => createdAt));
        const retried = { type: "WORKER_RETRIED", worker: name, instructions, spokenAt } as const;
        const denial = await here.inTurn(() => here.swarm.run.submit(retried));
        return denial ? { denial } : started(here, context);
      },
    }),
    worker_cancel: define("worker_cancel", project, {
      description: "Stop a Worker for good; its diff is kept. Its feature then needs a new plan.",
      args: { worker: Name, reason: z.string() },
      run: async (here, { worker, reason }) => {
        const denial = await cancelWorker(here.swarm, worker, alike(reason));
        return denial ? { denial } : overview(here);
      },
    }),
  };
}

/** In a one-shot run the session ends with the turn, so starting implies waiting. */
async function started(here: Project, context: ToolContext): Promise<Answer> {
  here.stage.moveTo(context);
  if (here.oneShot) await waitFor(here, "all", 240 * 60_000, context);
  return overview(here);
}

/** Waits for the change, the time limit or Esc; Esc ends the wait, not the Workers. */
async function waitFor(
  here: Project,
  until: "change" | "all",
  ms: number,
  context: ToolContext,
): Promise<void> {
  const { run } = here.swarm;
  here.startQueued();
  const ended = (state: RunState) =>
    state.workers.filter(({ now }) => !["planned", "queued", "running"].includes(now.status))
      .length;
  const before = ended(run.state);
  const over = (state: RunState) =>
    !runOpen(state) ||
    state.phase !== "MONITORING" ||
    openWorkers(state).every(({ now }) => now.status === "planned") ||
    (until === "change" && ended(state) !== before);
  here.stage.settleIn(context);
  await here.stage.wait(() => run.until(over, ms, context.abort));
}

async function output(here: Project, { worker }: { worker: string }): Promise<Answer> {
  const target = requireWorker(here.swarm.run.state, worker);
  if ("denial" in target) return target;
  const { id, spec, home, now } = target.worker;
  const last =
    home?.sessionID === undefined
      ? undefined
      : await here.swarm.host.lastTurn(home.sessionID, home.directory);
  const facts =
    now.status === "completed"
      ? `Report: ${now.result.summary}\nFiles: ${now.result.files.join(", ")}\n${now.result.qa.map((qa) => `"${qa.command}" exit ${qa.exitCode}\n${qa.tail.slice(-1500)}`).join("\n")}`
      : now.status === "failed"
        ? `${isStopped(target.worker) ? "Stopped" : "Failed"}: ${failureReason(now.failure).en}${now.failure.commit ? `\nIts diff is kept as ${now.failure.commit.slice(0, 12)}.` : ""}`
        : `Status: ${now.status}`;
  return `${id} ${spec.name}\n${facts}\nIts last message: ${last?.text.slice(-1500) || "(nothing)"}`;
}
