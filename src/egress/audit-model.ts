import { setTimeout as pause } from "node:timers/promises";
import type { RecordedRequest } from "../scripted-model/request-log.ts";
import type { Improviser } from "../scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../scripted-model/server.ts";
import { CODE_ANSWER, END_MARK } from "./core/languages.ts";
import type { StandIn } from "./core/namespace.ts";
import { nextAnswer } from "./core/tool-calls.ts";

/** The words of the user by which the model knows what to do; everybody else is an agent of a `task`. */
export const PROMPTS = {
  headless: "Outbound audit: call every tool.",
  terminal: "Outbound audit: show code.",
} as const;

/** The scripted model at all addresses of the user's model servers. */
export interface AuditModel {
  readonly changes: boolean;
  /** Base URL of the first one. */
  readonly url: string;
  /** Every turn so far; without the titles and summaries that OpenCode asks for on its own. */
  turns(): readonly RecordedRequest[];
  /** Resolves when an answer to a turn of which `wanted` holds was sent whole; false after `limitMs` or at `signal`. */
  answered(
    wanted: (turn: RecordedRequest) => boolean,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<boolean>;
  stop(): Promise<void>;
}

const LOOK_MS = 50;

/** `changes`: whether the model calls tools that change the project. */
export async function startAuditModel(
  standIns: readonly StandIn[],
  { changes }: { changes: boolean },
): Promise<AuditModel> {
  const script = improviser(changes);
  const servers: ModelServer[] = [];
  for (const { address: host, port } of standIns)
    servers.push(await startModelServer({ script, host, port, servesAnyModel: true }));
  const turns = () => servers.flatMap(({ requests }) => requests.filter(isTurn));
  return {
    changes,
    url: servers[0]?.url ?? "",
    turns,
    async answered(wanted, limitMs, signal) {
      const limit = Date.now() + limitMs;
      while (!turns().some((turn) => turn.answered && wanted(turn))) {
        if (Date.now() > limit || signal?.aborted) return false;
        await pause(LOOK_MS);
      }
      return true;
    },
    async stop() {
      for (const server of servers) await server.stop();
    },
  };
}

function improviser(changes: boolean): Improviser {
  return ({ first, answered, tools }) => {
    if (first.includes(PROMPTS.terminal)) return { text: CODE_ANSWER };
    if (!first.includes(PROMPTS.headless)) return { text: END_MARK };
    const answer = nextAnswer(tools, answered, changes);
    return "text" in answer ? answer : { calls: [answer.call] };
  };
}

function isTurn({ agent }: RecordedRequest): boolean {
  return agent !== "title" && agent !== "compaction";
}
