import type { Fault } from "../core/breaker/requests.ts";
import { isShownPart } from "../core/text/shown-part.ts";
import { revisionFor } from "./breakers.ts";
import type { HostEvent } from "./host-event.ts";
import type { Project } from "./project.ts";
import type { ToolCall, ToolOutput } from "./tool-call.ts";

/**
 * In place of a call that the host cannot run (an unknown tool, unreadable arguments) it calls this tool. Agents
 * without a right to it, as ours, get an error that names the tools on offer.
 */
const INVALID = "invalid";

/** Counts what an event shows of an answer that led to no call that ran. */
export function countEvent(project: Project, sessionID: string, event: HostEvent): void {
  if (event.type === "message.part.updated") {
    const { part } = event.properties;
    if ("callID" in part && !isShownPart({ id: part.id ?? "" }))
      countPart(project, sessionID, part);
    return;
  }
  const { fault, id } = faultSeen(event);
  if (fault) project.sessions.of(sessionID).counts.fault(fault, id);
}

function countPart(project: Project, sessionID: string, part: ToolPart): void {
  const { counts } = project.sessions.of(sessionID);
  const fault = faultOf(part);
  if (fault) counts.fault(fault, part.id);
  const { error } = part.state;
  if (error === undefined) return;
  const revision = revisionFor(project, sessionID);
  counts.result({ callID: part.callID, result: error, revision });
}

function faultSeen(event: HostEvent): { fault?: Fault | undefined; id?: string | undefined } {
  switch (event.type) {
    case "message.updated": {
      const { id, role, finish = "", summary } = event.properties.info;
      return role === "assistant" && summary !== true ? { fault: FINISHES[finish], id } : {};
    }
    case "session.status":
      return "next" in event.properties.status ? { fault: "serverError" } : {};
    case "session.error":
      return { fault: ERRORS[event.properties.error?.name ?? ""] };
    default:
      return {};
  }
}

/** Counts a call that returned without an error. */
export function countReturned(project: Project, call: ToolCall, output: ToolOutput): void {
  const { counts } = project.sessions.of(call.sessionID);
  if (call.tool === INVALID) return;
  counts.ran();
  const revision = revisionFor(project, call.sessionID);
  counts.result({ callID: call.callID, result: String(output.output), revision });
}

type Part = Extract<HostEvent, { type: "message.part.updated" }>["properties"]["part"];
type ToolPart = Extract<Part, { callID: string }>;

/** How an answer without a call that ran ended; an answer with calls ends otherwise. */
const FINISHES: Readonly<Record<string, Fault>> = {
  length: "cutAnswer",
  stop: "wordsOnly",
  unknown: "endlessAnswer",
};

const ERRORS: Readonly<Record<string, Fault>> = {
  ContextOverflowError: "contextTooLong",
  APIError: "serverError",
};

function faultOf({ tool, state }: ToolPart): Fault | undefined {
  const { status, input, error = "" } = state;
  if (tool === INVALID && status === "completed")
    return /unavailable tool/i.test(input?.error ?? "") ? "unknownTool" : "unreadableCall";
  if (status !== "error") return undefined;
  if (error.includes("[AEGIS ")) return "refusedCall";
  const [, offered] = error.split("unavailable tool 'invalid'. Available tools: ");
  if (offered === undefined) return "failedCall";
  return offered.split(/[,.] ?/).includes(tool) ? "unreadableCall" : "unknownTool";
}
