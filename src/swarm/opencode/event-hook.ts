import type { Hooks } from "@opencode-ai/plugin";
import type { Signal } from "../app/supervisor.ts";
import { workerOfSession } from "../core/run/state.ts";
import { continueIdle } from "./completion-hook.ts";
import type { Project } from "./project.ts";
import { sessionOf } from "./project.ts";

/** An event as it really arrives: more types than the SDK's union lists. */
interface HostEvent {
  type: string;
  properties?: Record<string, unknown>;
}

/**
 * Feeds what the host reports into the supervisor and the session views. OpenCode does not wait for this
 * hook, so it never rejects: a failure is written to the host's log.
 */
export function watchEvents(project: Project): NonNullable<Hooks["event"]> {
  return async ({ event }) => {
    try {
      await observe(project, event as HostEvent);
    } catch (error) {
      await project.log("error", `event ${(event as HostEvent).type}: ${String(error)}`);
    }
  };
}

async function observe(project: Project, event: HostEvent): Promise<void> {
  const properties = event.properties ?? {};
  const sessionID = sessionIdOf(properties);
  if (sessionID === undefined || project.disposing) return;
  noteSession(project, event, sessionID, properties);
  const signal = signalOf(event, properties);
  project.supervisor.observe(ownerOf(project, sessionID, properties), signal);
  const failed = failedCall(event, properties);
  if (failed) {
    await project.shell.end(sessionID, failed);
    await project.swarm.groundwork.end({ sessionID, callID: failed });
  }
  if (event.type === "permission.asked") await project.settleAsk(sessionID, properties);
  if (event.type === "question.rejected") project.asking.delete(sessionID);
  if (event.type !== "session.idle") return;
  await project.shell.endSession(sessionID);
  await project.swarm.groundwork.endSession(sessionID);
  project.asking.delete(sessionID);
  await continueIdle(project, sessionID);
}

/** A Scout's sign of life is its Worker's: the parent waits for it in silence. */
function ownerOf(project: Project, sessionID: string, properties: Record<string, unknown>): string {
  const info = properties["info"] as { parentID?: string } | undefined;
  const parent = info?.parentID ?? project.parents.get(sessionID);
  if (info?.parentID) project.parents.set(sessionID, info.parentID);
  return parent && workerOfSession(project.swarm.run.state, parent) ? parent : sessionID;
}

function noteSession(
  project: Project,
  event: HostEvent,
  sessionID: string,
  properties: Record<string, unknown>,
): void {
  const view = sessionOf(project, sessionID);
  const info = properties["info"] as { parentID?: string; error?: { name?: string } } | undefined;
  if (event.type === "session.created" && info?.parentID) view.child = true;
  const error = properties["error"] as { name?: string } | undefined;
  // An abort before the answer begins is no session.error: only the message it ends tells of it.
  const aborted = event.type === "message.updated" ? info?.error : error;
  if (aborted?.name === "MessageAbortedError") view.stoppedByUser = true;
  if (event.type === "question.rejected") view.stoppedByUser = true;
}

/** A call that failed inside the host has no end but this; one that has ended is not open any more. */
function failedCall(event: HostEvent, properties: Record<string, unknown>): string | undefined {
  if (event.type !== "message.part.updated") return undefined;
  const part = properties["part"] as {
    type?: string;
    tool?: string;
    callID?: string;
    state?: { status?: string };
  };
  const failed = part?.type === "tool" && part.state?.status === "error";
  return failed ? part.callID : undefined;
}

function signalOf(event: HostEvent, properties: Record<string, unknown>): Signal {
  if (event.type === "session.idle") return { kind: "idle" };
  if (event.type === "session.status") {
    const status = properties["status"] as { type?: string; next?: number; message?: string };
    if (status?.type === "retry")
      return { kind: "retry", until: Number(status.next ?? 0), message: status.message ?? "" };
  }
  if (event.type === "session.error") {
    const error = properties["error"] as { name?: string; data?: { message?: string } } | undefined;
    return { kind: "error", name: error?.name ?? "Error", message: error?.data?.message ?? "" };
  }
  return { kind: "activity" };
}

function sessionIdOf(properties: Record<string, unknown>): string | undefined {
  const info = properties["info"] as { id?: string; sessionID?: string } | undefined;
  const part = properties["part"] as { sessionID?: string } | undefined;
  const found = properties["sessionID"] ?? part?.sessionID ?? info?.sessionID ?? info?.id;
  return typeof found === "string" ? found : undefined;
}
