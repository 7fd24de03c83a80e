import type { HostClient } from "../adapters/opencode-host.ts";
import { cleanUp } from "../app/cleanup.ts";
import { startWorkers } from "../app/start-workers.ts";
import type { Effect } from "../core/run/machine.ts";
import type { RunState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/state.ts";
import { liveRow } from "../opencode/live-rows.ts";
import { phaseCard } from "../opencode/phase-card.ts";
import { type Project, sessionOf } from "../opencode/project.ts";

/** Carries out what decisions ask for, one after another, so that worktrees are made one at a time. */
export function effectPerformer(log: Project["log"]): {
  perform: (effect: Effect, state: RunState) => void;
  attach: (project: Project, client: HostClient) => void;
} {
  let queue: Promise<unknown> = Promise.resolve();
  let target: Project | undefined;
  const perform = (effect: Effect): void => {
    const project = target;
    if (!project) return;
    // Stopping must not wait until a start with its set-up is through.
    if (effect.type === "STOP_WORKER") {
      carryOut(project, effect).catch((error) => log("error", `STOP_WORKER: ${String(error)}`));
      return;
    }
    queue = queue
      .then(() => carryOut(project, effect))
      .catch((error) => log("error", `${effect.type}: ${String(error)}`));
  };
  return {
    perform,
    attach(project, client) {
      target = project;
      project.swarm.run.onChange((_state, event) => {
        if ("worker" in event) drawRow(project, client, event.worker);
        if (event.type === "WORKER_STARTED") startCounting(project, event.sessionID);
      });
    },
  };
}

async function carryOut(project: Project, effect: Effect): Promise<void> {
  const { swarm } = project;
  switch (effect.type) {
    case "START_WORKERS":
      return startWorkers(swarm, effect.names);
    case "STOP_WORKER": {
      const sessionID = workerNamed(swarm.run.state, effect.worker)?.home?.sessionID;
      return sessionID ? swarm.host.abort(sessionID) : undefined;
    }
    case "WAKE_COMMANDER":
      return wake(project);
    case "CLEAN_UP":
      return cleanUp(swarm);
  }
}

/** All Workers are at an end. A waiting call returns by itself; an idle Commander is woken, once. */
async function wake(project: Project): Promise<void> {
  const { swarm } = project;
  const sessionID = project.stage?.sessionID ?? swarm.run.state.sessionID;
  if (project.waiting > 0 || project.oneShot || project.disposing || !sessionID) return;
  if (project.sessions.get(sessionID)?.stoppedByUser) return;
  // The user has just spoken: that turn sees the run as it is now.
  if ((await swarm.host.lastTurn(sessionID, swarm.top)).busy) return;
  await swarm.host.prompt({
    sessionID,
    agent: "commander",
    text: `All Workers are at an end.\n${phaseCard(swarm.run.state)}`,
    synthetic: true,
  });
}

/** Drawing is for people only: when it fails, the run goes on. */
function drawRow(project: Project, client: HostClient, name: string): void {
  const worker = workerNamed(project.swarm.run.state, name);
  if (!worker) return;
  // One attempt stays in one message: a row left behind elsewhere would go on saying "running".
  const attempt = `${worker.id}:${worker.attempts}`;
  const stage = project.rows.get(attempt) ?? project.stage;
  if (stage) project.rows.set(attempt, stage);
  const part = stage ? liveRow(project, stage, worker) : undefined;
  if (!stage || !part) return;
  client.part
    .update({
      sessionID: stage.sessionID,
      messageID: stage.messageID,
      partID: String(part["id"]),
      part: part as never,
    })
    .catch((error) => project.log("warn", `live row: ${String(error)}`));
}

/** Limits hold per attempt. */
function startCounting(project: Project, sessionID: string): void {
  const view = sessionOf(project, sessionID);
  view.toolCalls = 0;
  view.closedCalls = 0;
  view.repeated = { call: "", times: 0 };
}
