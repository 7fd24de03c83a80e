import { runOpen, workerOfSession } from "../core/run/state.ts";
import type { UsageLine, UsedCall } from "../core/usage.ts";
import type { UsageLog } from "../ports.ts";
import { actorOf } from "./actor.ts";
import type { HostEvent } from "./host-event.ts";
import { isLiveRow } from "./live-rows.ts";
import type { Project } from "./project.ts";

/** Notes what each finished answer of the run's agents has used. Never throws, and no caller waits for it. */
export interface UsageWatch {
  observe(project: Project, sessionID: string, event: HostEvent): void;
}

type Part = Extract<HostEvent, { type: "message.part.updated" }>["properties"]["part"];
type Answer = Extract<HostEvent, { type: "message.updated" }>["properties"]["info"];

/** `report` hears of the first line that cannot be written; the run goes on without figures. */
export function usageWatch(log: UsageLog, report: (problem: string) => void): UsageWatch {
  /** The calls of the answer that each session is writing, by the ids of their parts. */
  const calls = new Map<string, { message: string; parts: Map<string, UsedCall> }>();
  const noted = new Set<string>();
  let reported = false;
  const failed = (error: unknown): void => {
    if (!reported) report(`figures of the run cannot be written: ${String(error)}`);
    reported = true;
  };
  const noteCall = (sessionID: string, part: Part): void => {
    if (!("callID" in part) || !part.messageID || isLiveRow({ id: part.id ?? "" })) return;
    const { messageID: message } = part;
    if (noted.has(message)) return;
    const known = calls.get(sessionID);
    const answer = known?.message === message ? known : { message, parts: new Map() };
    calls.set(sessionID, answer);
    answer.parts.set(part.id ?? part.callID, usedCall(part));
  };
  const noteAnswer = (project: Project, sessionID: string, info: Answer): void => {
    const { id, role, time } = info;
    if (role !== "assistant" || !id || time?.completed === undefined || noted.has(id)) return;
    const { state } = project.swarm.run;
    const ofRun = runOpen(state) || time.created <= (state.endedAt ?? 0);
    const actor = actorOf(project, sessionID);
    if (state.runId === undefined || !ofRun || actor.role === "other") return;
    noted.add(id);
    const own = calls.get(sessionID);
    const parent = project.sessions.known(sessionID)?.parent;
    const worker =
      actor.role === "worker" ? actor.worker : parent && workerOfSession(state, parent)?.spec.name;
    const line: UsageLine = {
      ...{ v: 1, message: id, session: sessionID, agent: actor.role },
      ...(parent === undefined ? {} : { parent }),
      ...(worker === undefined || worker === "" ? {} : { worker }),
      ...{ startedAt: time.created, endedAt: time.completed },
      ...(info.tokens ? { tokens: usedTokens(info.tokens) } : {}),
      ...(info.error ? { error: info.error.name } : {}),
      calls: own?.message === id ? [...own.parts.values()] : [],
    };
    calls.delete(sessionID);
    log.append(state.runId, line).catch(failed);
  };
  return {
    observe(project, sessionID, event) {
      try {
        if (event.type === "message.part.updated") noteCall(sessionID, event.properties.part);
        if (event.type === "message.updated") noteAnswer(project, sessionID, event.properties.info);
      } catch (error) {
        failed(error);
      }
    },
  };
}

/** A model may make up a name of any length. */
const LONGEST_NAME = 100;

function usedCall({ tool, state }: Extract<Part, { callID: string }>): UsedCall {
  const { start, end } = state.time ?? {};
  return {
    tool: tool.slice(0, LONGEST_NAME),
    status: state.status,
    ...(start === undefined ? {} : { startedAt: start }),
    ...(end === undefined ? {} : { endedAt: end }),
  };
}

function usedTokens({ input, output, reasoning, cache }: NonNullable<Answer["tokens"]>) {
  return { input, output, reasoning, cacheRead: cache.read, cacheWrite: cache.write };
}
