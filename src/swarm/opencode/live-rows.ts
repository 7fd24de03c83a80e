import type { Language } from "../../kit/sentence.ts";
import { runOpen, type WorkerState } from "../core/run/state.ts";
import { shownStatus, type WorkerRow, workerRows } from "../core/text/dashboard.ts";
import { WORDS } from "../core/text/messages.ts";
import { shownPartId } from "../core/text/shown-part.ts";
import type { MessagePlace } from "./live-stage.ts";
import type { Project } from "./project.ts";

/** A text in the Commander's message that people see and the model does not. */
export function shownText(place: MessagePlace, text: string) {
  const { sessionID, messageID } = place;
  const id = shownPartId(messageID, "text");
  return { id, sessionID, messageID, type: "text" as const, text };
}

interface RunningRow {
  state: {
    input: Record<string, unknown>;
    title?: string;
    metadata?: Record<string, unknown>;
    time: { start: number };
  };
}

/** When and in which language something is drawn; `now` in epoch milliseconds. */
export interface Drawn {
  readonly now: number;
  readonly language: Language;
}

/** A row that said "running", with the end that the journal knows; a Worker it does not know was left behind. */
export function closedRow(
  { now, language }: Drawn,
  row: RunningRow,
  worker: WorkerState | undefined,
): Record<string, unknown> {
  const { input, metadata, time } = row.state;
  const words = WORDS[language].status;
  const end = worker?.endedAt ?? now;
  const ended = { input, metadata, time: { ...time, end } };
  if (worker?.now.status !== "completed")
    return {
      ...row,
      state: { status: "error", ...ended, error: words[endOf(worker)] },
    };
  const title = row.state.title ?? worker.spec.feature;
  return { ...row, state: { status: "completed", ...ended, title, output: words.completed } };
}

/** What the row's attempt came to. A Worker that the journal does not know, or that works again, left it behind. */
function endOf(worker: WorkerState | undefined): WorkerRow["status"] {
  const status = worker?.now.status;
  return worker && (status === "failed" || status === "cancelled")
    ? shownStatus(worker, true)
    : "failed";
}

/** A row that OpenCode draws like its own sub-agents; spinner, current tool, count and time come from the host. */
export function liveRow(
  project: Project,
  place: MessagePlace,
  worker: WorkerState,
): Record<string, unknown> | undefined {
  const sessionID = worker.home?.sessionID;
  if (sessionID === undefined || worker.startedAt === undefined) return undefined;
  const { state } = project.swarm.run;
  const words = WORDS[project.language.now].status;
  const row = workerRows(state, project.swarm.clock.now()).find(({ id }) => id === worker.id);
  const isAtWork = worker.now.status === "running" && runOpen(state);
  const label = `${worker.id} ${worker.spec.feature}`;
  const status = row ? words[row.status] : "";
  const input = { description: label, subagent_type: "worker", prompt: worker.spec.feature };
  const metadata = { sessionId: sessionID, parentSessionId: place.sessionID };
  const base = {
    id: shownPartId(place.messageID, worker.id),
    ...place,
    type: "tool",
    tool: "task",
    callID: `aegis_${worker.id}_${worker.attempts}`,
  };
  const time = { start: worker.startedAt };
  if (isAtWork)
    return {
      ...base,
      state: { status: "running", input, title: `${label} ${status}`, metadata, time },
    };
  const ended = { ...time, end: worker.endedAt ?? project.swarm.clock.now() };
  return worker.now.status === "completed"
    ? {
        ...base,
        state: { status: "completed", input, title: label, output: status, metadata, time: ended },
      }
    : { ...base, state: { status: "error", input, error: status, metadata, time: ended } };
}
