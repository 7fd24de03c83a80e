import type { Part } from "@opencode-ai/sdk/v2/client";
import type { HostClient } from "../adapters/opencode-host.ts";
import type { RunState, WorkerState } from "../core/run/state.ts";
import { board } from "../core/show/board.ts";
import { isBoard, isShownPart } from "../core/text/shown-part.ts";
import { closedRow, type Drawn } from "../opencode/live-rows.ts";

/** The run of a checkout, as its conversations have to show it. */
export interface RowsOf extends Drawn {
  readonly top: string;
  readonly state: RunState;
}

/**
 * Closes what an ended process left open in the transcript: each row that says "running" gets the end that the state
 * knows, and the table of the Workers is drawn again. A Worker never runs at a start, so that no row may say so.
 * `mayWrite` is asked before each write: the first no ends it.
 */
export async function redrawRows(
  client: HostClient,
  run: RowsOf,
  mayWrite: () => Promise<boolean> = async () => true,
): Promise<void> {
  for (const sessionID of await sessionsOf(run, client)) {
    const { data } = await client.session.messages({ sessionID });
    for (const { parts } of data ?? [])
      for (const part of parts) {
        const drawn = redrawn(run, part);
        if (drawn === undefined) continue;
        const { id, messageID } = part;
        if (!(await mayWrite())) return;
        await client.part.update({ sessionID, messageID, partID: id, part: drawn as never });
      }
  }
}

function redrawn(run: RowsOf, part: Part): object | undefined {
  const { state, now, language } = run;
  if (part.type === "text" && isBoard(part, state.runId ?? "")) {
    const text = board(state, now, language);
    return text === part.text ? undefined : { ...part, text };
  }
  if (part.type !== "tool" || !isShownPart(part) || part.state.status !== "running")
    return undefined;
  const worker = workerOf(state, part.state.metadata?.["sessionId"]);
  return closedRow(run, { ...part, state: part.state }, worker);
}

/**
 * The sessions in which the Commander may have shown the run's Workers: a person may go on with a run in a new
 * conversation. These are the user's sessions of this checkout that have changed since the run's start.
 */
async function sessionsOf({ top, state }: RowsOf, client: HostClient): Promise<string[]> {
  const { sessionID, approved, startedAt } = state;
  const { data } = await client.session.list({
    directory: top,
    roots: true,
    ...(startedAt === undefined ? {} : { start: startedAt }),
  });
  const known = [sessionID, approved?.sessionID].filter((id) => id !== undefined);
  return [...new Set([...known, ...(data ?? []).map(({ id }) => id)])];
}

function workerOf({ workers }: RunState, sessionID: unknown): WorkerState | undefined {
  return workers.find(({ home }) => home?.sessionID === sessionID);
}
