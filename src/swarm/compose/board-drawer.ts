import { inTurnQueue } from "../../kit/in-turn.ts";
import type { HostClient } from "../adapters/opencode-host.ts";
import type { RunEvent } from "../core/run/events.ts";
import { board } from "../core/show/board.ts";
import { boardName, shownPartId } from "../core/text/shown-part.ts";
import type { MessagePlace } from "../opencode/live-stage.ts";
import type { Project } from "../opencode/project.ts";

/** Draws the table of a run's Workers where their rows are, and draws it again when a Worker's status changes. */
export function boardDrawer(project: Project, client: HostClient): (event: RunEvent) => void {
  const inTurn = inTurnQueue();
  let shown: { place: MessagePlace; id: string; text: string } | undefined;

  const draw = async (): Promise<void> => {
    const { run, clock } = project.swarm;
    const { now } = project.stage;
    const { runId, workers } = run.state;
    if (now.state !== "set" || runId === undefined || workers.length === 0) return;
    const { place } = now;
    const id = shownPartId(place.messageID, boardName(runId));
    const text = board(run.state, clock.now(), project.language.now);
    if (shown?.id === id && shown.text === text) return;
    // A table that stands further up would not change any more. The table of an earlier run is finished and stays.
    if (shown && shown.id !== id && shown.id.endsWith(boardName(runId)))
      await client.part.delete({ ...shown.place, partID: shown.id });
    shown = { place, id, text };
    await client.part.update({ ...place, partID: id, part: { ...place, id, type: "text", text } });
  };

  return (event) => {
    if (!("worker" in event) && !ENDS.has(event.type)) return;
    inTurn(draw).catch((error: unknown) => project.log("warn", `board: ${String(error)}`));
  };
}

/** Events that change the status of several Workers. */
const ENDS: ReadonlySet<RunEvent["type"]> = new Set(["WORKERS_SETTLED", "RUN_ABORTED"]);
