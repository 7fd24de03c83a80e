import type { ToolDefinition } from "@opencode-ai/plugin";
import { z } from "zod";
import { deny } from "../../core/run/denial.ts";
import { openWorkers, type RunState, runOpen, workerNamed } from "../../core/run/state.ts";
import type { Project } from "../project.ts";
import { type Answer, define, type ToolContext } from "./define.ts";
import { overview } from "./overview.ts";

const Name = z.string().describe("Worker name from the plan");

/** DISPATCH and MONITORING: start, wait, look, steer, send back, stop. */
export function workerTools(project: () => Promise<Project>): Record<string, ToolDefinition> {
  return {
    dispatch_workers: define("dispatch_workers", project, {
      description: "Start the approved Workers (only: a part of them). Takes names, not new specs.",
      args: { only: z.array(z.string()).optional() },
      run: dispatch,
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
      run: send,
    }),
    worker_retry: define("worker_retry", project, {
      description:
        "Send an ended Worker back to work: say what is wrong and what right looks like. At most twice.",
      args: { worker: Name, instructions: z.string() },
      run: async (here, { worker, instructions }, context) => {
        const target = workerNamed(here.swarm.run.state, worker);
        const name = target?.spec.name ?? worker;
        const denial = await here.inTurn(() =>
          here.swarm.run.submit({ type: "WORKER_RETRIED", worker: name, instructions }),
        );
        return denial ? { denial } : started(here, context);
      },
    }),
    worker_cancel: define("worker_cancel", project, {
      description: "Stop a Worker for good; its diff is kept. Its feature then needs a new plan.",
      args: { worker: Name, reason: z.string() },
      run: async (here, { worker, reason }) => {
        const target = workerNamed(here.swarm.run.state, worker);
        if (!target) return unknown(here.swarm.run.state, worker);
        const { run } = here.swarm;
        const cancelled = { type: "WORKER_CANCELLED", worker: target.spec.name } as const;
        const refused = run.refusal(cancelled);
        if (refused) return { denial: refused };
        const commit = await here.keepWork(target);
        const denial = await run.submit({
          ...cancelled,
          reason,
          ...(commit ? { commit } : {}),
        });
        return denial ? { denial } : overview(here);
      },
    }),
  };
}

async function dispatch(
  here: Project,
  { only }: { only?: string[] | undefined },
  context: ToolContext,
): Promise<Answer> {
  const { run, model } = here.swarm;
  const planned = run.state.workers.filter(({ now }) => now.status === "planned");
  const names = only?.length ? only : planned.map(({ spec }) => spec.name);
  const refused = run.refusal({ type: "WORKERS_DISPATCHED" });
  if (refused) return { denial: refused };
  const server = await model.probe();
  if (!server.up)
    return {
      denial: deny(
        "MODEL_SERVER_DOWN",
        `The model server ${server.url} does not answer (${server.why}). No worktree was made.`,
        "Tell the user to start it (oh-my-qwencoder start-vllm), then call dispatch_workers again.",
      ),
    };
  const denial = await run.submit({ type: "WORKERS_DISPATCHED", names });
  return denial ? { denial } : started(here, context);
}

/** In a one-shot run the session ends with the turn, so starting implies waiting. */
async function started(here: Project, context: ToolContext): Promise<Answer> {
  here.stage = { sessionID: context.sessionID, messageID: context.messageID };
  if (here.oneShot) await waitFor(here, "all", 240 * 60_000, context);
  return overview(here);
}

/** Ends at the change, at the limit or with Esc; Esc ends the wait, not the Workers. */
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
  here.stage ??= { sessionID: context.sessionID, messageID: context.messageID };
  here.waiting += 1;
  try {
    await run.until(over, ms, context.abort);
  } finally {
    here.waiting -= 1;
  }
}

async function output(here: Project, { worker }: { worker: string }): Promise<Answer> {
  const target = workerNamed(here.swarm.run.state, worker);
  if (!target) return unknown(here.swarm.run.state, worker);
  const { home, now } = target;
  const last =
    home?.sessionID === undefined
      ? undefined
      : await here.swarm.host.lastTurn(home.sessionID, home.directory);
  const facts =
    now.status === "completed"
      ? `Report: ${now.result.summary}\nFiles: ${now.result.files.join(", ")}\n${now.result.qa.map((qa) => `"${qa.command}" exit ${qa.exitCode}\n${qa.tail.slice(-1500)}`).join("\n")}`
      : now.status === "failed"
        ? `Failed (${now.failure.failure}): ${now.failure.why}${now.failure.commit ? `\nIts diff is kept as ${now.failure.commit.slice(0, 12)}.` : ""}`
        : `Status: ${now.status}`;
  return `${target.id} ${target.spec.name}\n${facts}\nIt said last: ${last?.text.slice(-1500) || "(nothing)"}`;
}

async function send(
  here: Project,
  { worker, message }: { worker: string; message: string },
): Promise<Answer> {
  const target = workerNamed(here.swarm.run.state, worker);
  if (!target) return unknown(here.swarm.run.state, worker);
  if (target.now.status !== "running" || target.home?.sessionID === undefined)
    return {
      denial: deny(
        "WORKER_NOT_RUNNING",
        `${worker} is ${target.now.status}.`,
        "Use worker_retry for one that has ended.",
      ),
    };
  await here.swarm.host.prompt({
    sessionID: target.home.sessionID,
    agent: "worker",
    text: `From the Commander: ${message}`,
    synthetic: false,
  });
  return `Sent to ${target.spec.name}; it reads it at its next step.`;
}

function unknown(state: RunState, worker: string): Answer {
  const names = state.workers.map(({ spec }) => spec.name).join(", ");
  return {
    denial: deny(
      "UNKNOWN_WORKER",
      `The approved plan has no Worker ${worker}${names ? `; it has ${names}` : ""}.`,
      "Call worker_status for the names.",
    ),
  };
}
