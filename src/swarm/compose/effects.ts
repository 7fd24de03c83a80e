import type { HostClient } from "../adapters/opencode-host.ts";
import { cleanUp } from "../app/cleanup.ts";
import { startWorkers } from "../app/start-workers.ts";
import type { RunEvent } from "../core/run/events.ts";
import type { Effect } from "../core/run/machine.ts";
import type { RunState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { liveRow } from "../opencode/live-rows.ts";
import { phaseCard } from "../opencode/phase-card.ts";
import type { Project } from "../opencode/project.ts";
import { boardDrawer } from "./board-drawer.ts";

/** Carries out the effects of decisions one after another, so that we make one worktree at a time. */
export function effectPerformer(log: Project["log"]): {
  perform: (effect: Effect, state: RunState) => void;
  attach: (project: Project, client: HostClient) => void;
} {
  let queue: Promise<unknown> = Promise.resolve();
  let target: Project | undefined;
  const perform = (effect: Effect): void => {
    const project = target;
    if (!project) return;
    // A stop must not wait for the start and set-up of another Worker.
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
      const drawBoard = boardDrawer(project, client);
      project.swarm.run.onChange((_state, event) => {
        for (const name of drawnAt(project, event)) drawRow(project, client, name);
        drawBoard(event);
        if (event.type === "WORKER_STARTED") project.sessions.of(event.sessionID).attemptStarted();
        // What a Worker asked in vain while the server failed is no runaway.
        const sessionID =
          event.type === "WORKER_RESUMED" &&
          workerNamed(project.swarm.run.state, event.worker)?.home?.sessionID;
        if (sessionID) project.sessions.of(sessionID).counts.addressed();
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

/** After all Workers have ended, wakes an idle Commander once. A call that waits returns by itself. */
async function wake(project: Project): Promise<void> {
  const { swarm } = project;
  const { now } = project.stage;
  const sessionID = now.state === "set" ? now.place.sessionID : swarm.run.state.sessionID;
  if (project.stage.awaited() || project.oneShot || project.openings.suspended || !sessionID)
    return;
  if (project.sessions.known(sessionID)?.stoppedByUser) return;
  // If the user has just spoken, that turn sees the run as it is now.
  if ((await swarm.host.lastTurn(sessionID, swarm.top)).busy) return;
  await swarm.host.prompt({
    sessionID,
    agent: "commander",
    text: `All Workers have ended.\n${phaseCard(swarm.run.state)}`,
    synthetic: true,
  });
}

/** The Workers whose rows an event changes; an abort ends all that still run. */
function drawnAt({ swarm }: Project, event: RunEvent): string[] {
  if ("worker" in event) return [event.worker];
  if (event.type !== "RUN_ABORTED") return [];
  return swarm.run.state.workers.flatMap(({ spec, now }) =>
    now.status === "running" ? [spec.name] : [],
  );
}

/** Draws a Worker's row for people; if drawing fails, the run goes on. */
function drawRow(project: Project, client: HostClient, name: string): void {
  const worker = workerNamed(project.swarm.run.state, name);
  if (!worker) return;
  const place = project.stage.placeOf(
    `${project.swarm.run.state.runId}:${worker.id}:${worker.attempts}`,
  );
  const part = place ? liveRow(project, place, worker) : undefined;
  if (!place || !part) return;
  client.part
    .update({ ...place, partID: String(part["id"]), part: part as never })
    .catch((error) => project.log("warn", `live row: ${String(error)}`));
}
