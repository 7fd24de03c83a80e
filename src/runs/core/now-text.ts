import type { AgentCalls, LiveCall, LiveCalls } from "../../swarm/core/live-calls.ts";
import type { RunState } from "../../swarm/core/run/state.ts";
import { workerNamed } from "../../swarm/core/run/workers-of.ts";
import { duration } from "../../swarm/core/text/dashboard.ts";
import { oneLine } from "./look.ts";
import type { RunWords } from "./run-words.ts";

/** The calls of a Worker at work. Undefined if the Worker does not work, or if the driver has not seen it. */
export function callsOfWorker(
  calls: LiveCalls | undefined,
  state: RunState,
  name: string,
): AgentCalls | undefined {
  return workerNamed(state, name)?.now.status === "running" ? calls?.workers[name] : undefined;
}

/** What an agent does, as far as it was seen, for example "edit src/a.ts (12s)". `now` is in epoch milliseconds. */
export function nowText(
  { call, answeringSince, restingSince }: AgentCalls,
  words: RunWords,
  now: number,
): string | undefined {
  const runs = call !== undefined && call.endedAt === undefined;
  if (runs) return `${callText(call)} (${since(call.startedAt, now)})`;
  const after = call && words.now.after(callText(call), call.status === "error");
  const state =
    answeringSince !== undefined
      ? words.now.answers(since(answeringSince, now))
      : restingSince !== undefined && words.now.rests(since(restingSince, now));
  if (state) return [state, ...(after ? [after] : [])].join(", ");
  return after && `${after} (${words.now.ago(since(call?.endedAt ?? now, now))})`;
}

function callText({ tool, about, helper }: LiveCall): string {
  const call = about === undefined ? tool : `${tool} ${about}`;
  return oneLine(helper === undefined ? call : `${helper}: ${call}`);
}

function since(at: number, now: number): string {
  return duration(Math.max(0, (now - at) / 1000));
}
