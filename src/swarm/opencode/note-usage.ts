import { type RunState, runOpen } from "../core/run/state.ts";
import { workerOfSession } from "../core/run/workers-of.ts";
import { isShownPart } from "../core/text/shown-part.ts";
import type { UsageLine, UsedCall, UsedTokens } from "../core/usage.ts";
import { actorOf } from "./actor.ts";
import type { HostEvent } from "./host-event.ts";

import type { Project } from "./project.ts";

type Part = Extract<HostEvent, { type: "message.part.updated" }>["properties"]["part"];
type ToolPart = Extract<Part, { callID: string }>;
type Answer = Extract<HostEvent, { type: "message.updated" }>["properties"]["info"];

/** Notes what an event shows of the use of the model and of tools. Never throws. */
export function noteUsage(project: Project, sessionID: string, event: HostEvent): void {
  try {
    if (event.type === "message.part.updated") noteCall(project, sessionID, event.properties.part);
    if (event.type === "message.updated") noteAnswer(project, sessionID, event.properties.info);
  } catch (error) {
    project.usage.failed(error);
  }
}

function noteCall(project: Project, session: string, part: Part): void {
  if (!("callID" in part) || !part.messageID || isShownPart({ id: part.id ?? "" })) return;
  const { messageID: message, id = part.callID } = part;
  project.usage.call({ session, message, id }, usedCall(part));
}

function noteAnswer(project: Project, session: string, info: Answer): void {
  const ended = endedAnswer(info);
  const runId = ended && runOf(project.swarm.run.state, ended.startedAt);
  const whose = whoseSession(project, session);
  if (ended && runId !== undefined && whose)
    project.usage.answer(runId, { v: 1, session, ...whose, ...ended });
}

/** What an answer tells of itself; undefined for one that goes on, and for the user's messages. */
function endedAnswer({ id, role, time, tokens, error }: Answer) {
  if (role !== "assistant" || !id || time?.completed === undefined) return undefined;
  return {
    ...{ message: id, startedAt: time.created, endedAt: time.completed },
    ...(tokens ? { tokens: usedTokens(tokens) } : {}),
    ...(error ? { error: error.name } : {}),
  };
}

/** The run to which an answer belongs that began at this time; the answer that ends a run ends after it. */
function runOf(state: RunState, startedAt: number): string | undefined {
  return runOpen(state) || startedAt <= (state.endedAt ?? 0) ? state.runId : undefined;
}

/** Undefined for agents that are not ours. */
export function whoseSession(
  project: Project,
  sessionID: string,
): Pick<UsageLine, "agent" | "parent" | "worker"> | undefined {
  const actor = actorOf(project, sessionID);
  if (actor.role === "other") return undefined;
  const parent = project.sessions.known(sessionID)?.parent;
  const ofParent = parent && workerOfSession(project.swarm.run.state, parent)?.spec.name;
  const worker = actor.role === "worker" ? actor.worker : ofParent;
  return {
    agent: actor.role,
    ...(parent === undefined ? {} : { parent }),
    ...(worker ? { worker } : {}),
  };
}

/** A model may make up a name of any length. */
const LONGEST_NAME = 100;

function usedCall({ tool, state }: ToolPart): UsedCall {
  const { start, end } = state.time ?? {};
  return {
    tool: tool.slice(0, LONGEST_NAME),
    status: state.status,
    ...(start === undefined ? {} : { startedAt: start }),
    ...(end === undefined ? {} : { endedAt: end }),
  };
}

function usedTokens({
  input,
  output,
  reasoning,
  cache,
}: NonNullable<Answer["tokens"]>): UsedTokens {
  return { input, output, reasoning, cacheRead: cache.read, cacheWrite: cache.write };
}
