import type { HostClient } from "../adapters/opencode-host.ts";
import type { RunState, WorkerState } from "../core/run/state.ts";
import { isShownPart } from "../core/text/shown-part.ts";
import { closedRow } from "../opencode/live-rows.ts";
import type { Project } from "../opencode/project.ts";

/**
 * Closes the rows of Workers that an ended process left "running" in the transcript: each gets the end that the journal
 * knows. A Worker never runs at a start, so that no row may say so.
 */
export async function redrawRows(project: Project, client: HostClient): Promise<void> {
  const { state } = project.swarm.run;
  for (const sessionID of sessionsOf(state)) {
    const { data } = await client.session.messages({ sessionID });
    for (const { parts } of data ?? [])
      for (const part of parts) {
        if (part.type !== "tool" || !isShownPart(part) || part.state.status !== "running") continue;
        const running = { ...part, state: part.state };
        const worker = workerOf(state, part.state.metadata?.["sessionId"]);
        const closed = closedRow(project, running, worker);
        const { id, messageID } = part;
        const place = { sessionID, messageID, partID: id };
        await client.part.update({ ...place, part: closed as never });
      }
  }
}

/** The sessions in which the Commander may have shown the run's Workers. */
function sessionsOf({ sessionID, approved }: RunState): string[] {
  return [...new Set([sessionID, approved?.sessionID].filter((id) => id !== undefined))];
}

function workerOf({ workers }: RunState, sessionID: unknown): WorkerState | undefined {
  return workers.find(({ home }) => home?.sessionID === sessionID);
}
