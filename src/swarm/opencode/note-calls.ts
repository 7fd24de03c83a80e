import { aboutCall } from "../core/live-calls.ts";
import { runOpen } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { isShownPart } from "../core/text/shown-part.ts";
import type { Whose } from "./call-watch.ts";
import type { HostEvent } from "./host-event.ts";
import { whoseSession } from "./note-usage.ts";
import type { Project } from "./project.ts";

type Part = Extract<HostEvent, { type: "message.part.updated" }>["properties"]["part"];

type Answer = Extract<HostEvent, { type: "message.updated" }>["properties"]["info"];

/** Notes what an event shows of what an agent does now. Never throws. */
export function noteCalls(project: Project, sessionID: string, event: HostEvent): void {
  try {
    if (event.type === "session.idle") project.calls.idle(sessionID, project.swarm.clock.now());
    const { runId } = project.swarm.run.state;
    const whose = agentIn(project, sessionID);
    if (runId === undefined || !runOpen(project.swarm.run.state) || !whose) return;
    const place = { runId, sessionID, whose };
    if (event.type === "message.part.updated") noteCall(project, place, event.properties.part);
    if (event.type === "message.updated") noteAnswer(project, place, event.properties.info);
  } catch (error) {
    project.calls.failed(error);
  }
}

function agentIn(project: Project, sessionID: string): Whose | undefined {
  const seen = whoseSession(project, sessionID);
  if (!seen) return undefined;
  const { agent, worker } = seen;
  const helper = agent === "scout" || agent === "librarian" ? agent : undefined;
  return {
    ...(worker === undefined ? {} : { worker }),
    ...(helper === undefined ? {} : { helper }),
  };
}

interface Place {
  readonly runId: string;
  readonly sessionID: string;
  readonly whose: Whose;
}

function noteAnswer(
  project: Project,
  { runId, sessionID, whose }: Place,
  { role, time }: Answer,
): void {
  if (role !== "assistant" || !time) return;
  const since = time.completed === undefined ? time.created : undefined;
  project.calls.answer(runId, sessionID, whose, since);
}

function noteCall(project: Project, { runId, sessionID, whose }: Place, part: Part): void {
  if (!("callID" in part) || isShownPart({ id: part.id ?? "" })) return;
  const { tool, callID: id, state } = part;
  const { start = project.swarm.clock.now(), end } = state.time ?? {};
  const hasEnded = state.status === "completed" || state.status === "error";
  const about = aboutCall(state.input ?? {}, directoryOf(project, whose));
  project.calls.call(runId, sessionID, whose, {
    ...{ id, tool: tool.slice(0, 100), status: state.status, startedAt: start },
    ...(about === undefined ? {} : { about }),
    ...(whose.helper === undefined ? {} : { helper: whose.helper }),
    ...(hasEnded ? { endedAt: end ?? project.swarm.clock.now() } : {}),
  });
}

function directoryOf({ swarm }: Project, { worker }: Whose): string | undefined {
  if (worker === undefined) return swarm.top;
  return workerNamed(swarm.run.state, worker)?.home?.directory;
}
