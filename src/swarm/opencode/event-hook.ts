import type { Hooks } from "@opencode-ai/plugin";
import type { Signal } from "../app/supervisor.ts";
import { runOpen } from "../core/run/state.ts";
import { workersAtWork } from "../core/run/stopped.ts";
import { workerOfSession } from "../core/run/workers-of.ts";
import { WORDS } from "../core/text/messages.ts";
import { actorOf } from "./actor.ts";
import { endCall, endSession } from "./call-end.ts";
import { continueIdle } from "./completion-hook.ts";
import { countEvent } from "./event-counts.ts";
import type { HostEvent, SessionEvent } from "./host-event.ts";
import { noteCalls } from "./note-calls.ts";
import { noteUsage } from "./note-usage.ts";
import type { Project } from "./project.ts";
import type { SessionView } from "./session-views.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * Passes the host's events to the supervisor and the session views. OpenCode does not wait for this hook, so
 * the hook never rejects and writes a failure to the host's log.
 */
export function watchEvents(project: Project): NonNullable<Hooks["event"]> {
  return async ({ event }) => {
    const seen = project.readEvent(event);
    if (!seen) return;
    if (project.openings.suspended) return freeTree(project, seen);
    try {
      await observe(project, seen);
    } catch (error) {
      await project.log("error", `event ${event.type}: ${String(error)}`);
    }
  };
}

/** Also while the project is suspended, a call that ends must not keep others waiting for its tree. */
function freeTree({ trees }: Project, { sessionID, event }: SessionEvent): void {
  const failed = event?.type === "message.part.updated" && failedCall(event.properties.part);
  if (failed) trees.leave({ ...failed, sessionID });
  if (event?.type === "session.idle") trees.leaveSession(sessionID);
}

async function observe(project: Project, { sessionID, event }: SessionEvent): Promise<void> {
  const view = project.sessions.of(sessionID);
  const before = view.stoppedByUser;
  if (event) noteSession(view, event);
  if (!before && event && endsByEscape(event)) await tellOfWorkers(project, sessionID);
  if (event) countEvent(project, sessionID, event);
  if (event) noteUsage(project, sessionID, event);
  if (event) noteCalls(project, sessionID, event);
  project.supervisor.observe(watchedSession(project, sessionID, view), signalOf(event));
  const failed = event?.type === "message.part.updated" && failedCall(event.properties.part);
  if (failed) await endCall(project, { ...failed, sessionID });
  if (event?.type === "permission.asked") await project.settleAsk(sessionID, event.properties);
  if (event?.type === "question.rejected") project.questions.drop(sessionID);
  if (event?.type !== "session.idle") return;
  await endSession(project, sessionID);
  await continueIdle(project, sessionID);
}

/** A Worker is silent while it waits for its Scout, so a Scout's events count as the Worker's. */
function watchedSession(project: Project, sessionID: string, { parent }: SessionView): string {
  return parent && workerOfSession(project.swarm.run.state, parent) ? parent : sessionID;
}

function noteSession(view: SessionView, event: HostEvent): void {
  switch (event.type) {
    case "session.created":
    case "session.updated": {
      const { parentID } = event.properties.info;
      if (parentID) view.childOf(parentID);
      break;
    }
    case "session.error":
      stopIfAborted(view, event.properties.error);
      break;
    // An abort before the answer begins causes no session.error; only the message records it.
    case "message.updated":
      stopIfAborted(view, event.properties.info.error);
      break;
    case "question.rejected":
      view.stopped();
  }
}

function stopIfAborted(view: SessionView, error: { name: string } | undefined): void {
  if (isAbort(error)) view.stopped();
}

function isAbort(error: { name: string } | undefined): boolean {
  return error?.name === "MessageAbortedError";
}

/** Esc comes as one of two events, or as both; a stop of ours is noted in the view before. */
function endsByEscape(event: HostEvent): boolean {
  if (event.type === "session.error") return isAbort(event.properties.error);
  return event.type === "message.updated" && isAbort(event.properties.info.error);
}

/** Esc ends only the Commander's turn: says so while Workers go on. */
async function tellOfWorkers(project: Project, sessionID: string): Promise<void> {
  const { state } = project.swarm.run;
  if (!runOpen(state) || actorOf(project, sessionID).role !== "commander") return;
  const { length } = workersAtWork(state);
  if (length > 0) await project.toast([WORDS[project.language.now].workersGoOn(length)]);
}

type Part = Extract<HostEvent, { type: "message.part.updated" }>["properties"]["part"];

/** A call that failed inside the host, for which no `tool.execute.after` fires. */
function failedCall(part: Part): Omit<ToolCall, "sessionID"> | undefined {
  if (!("callID" in part) || part.state.status !== "error") return undefined;
  const { tool, callID } = part;
  return { tool, callID };
}

function signalOf(event: HostEvent | undefined): Signal {
  if (event?.type === "session.idle") return { kind: "idle" };
  if (event?.type === "session.status") {
    const { status } = event.properties;
    return "next" in status
      ? { kind: "retry", until: status.next, message: status.message }
      : { kind: "status" };
  }
  if (event?.type === "session.error") {
    const { error } = event.properties;
    return { kind: "error", name: error?.name ?? "Error", message: error?.data?.message ?? "" };
  }
  return { kind: "activity" };
}
