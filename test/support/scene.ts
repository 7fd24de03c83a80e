import { vi } from "vitest";
import { newestText } from "../../src/scripted-model/chat-request.ts";
import type { RecordedRequest } from "../../src/scripted-model/request-log.ts";
import type { Arena } from "./arena.ts";
import type { Ground } from "./ground.ts";
import type { Talk } from "./talk.ts";

/** Requests of one session in order, without OpenCode's own title requests. */
export function requestsOf(arena: Arena, session: string): RecordedRequest[] {
  return arena.model.requests.filter((r) => r.session === session && r.agent !== "title");
}

/** The text that the model read before its answer number `step`: tool results or messages. */
export function readAt(arena: Arena, session: string, step: number): string {
  const request = requestsOf(arena, session).findLast((r) => r.step === step);
  if (!request) throw new Error(`no request for step ${step}`);
  return newestText(request.body);
}

/** Resolves when the Commander has been asked for answer number `step` and is idle afterwards. */
export async function idleAfter(arena: Arena, talk: Talk, ground: Ground, step: number) {
  await arena.model.waitFor(
    (r) => r.session === talk.session && r.agent === "commander" && r.step === step && r.closed,
    240_000,
  );
  await until(async () => {
    const status = (await arena.host.api("GET", "/session/status", undefined, {
      directory: ground.dir,
    })) as Record<string, { type: string }>;
    return (status[talk.session]?.type ?? "idle") === "idle";
  });
}

/** Resolves when a fact holds that no event reports; fails after six minutes. */
export function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const check = async () => {
    if (!(await holds())) throw new Error(`not yet: ${String(holds)}`);
  };
  return vi.waitFor(check, { timeout: 360_000, interval: 50 });
}

/** Resolves when the Commander has said exactly this text. */
export function untilSaid(talk: Talk, text: string): Promise<void> {
  return until(async () => (await talk.texts()).includes(text));
}

/** Resolves when a tool of the session is running. */
export async function toolRuns(arena: Arena, session: string, tool: string): Promise<void> {
  await arena.host.waitEvent(({ type, properties }) => {
    const part = properties["part"] as
      | { type?: string; tool?: string; sessionID?: string; state?: { status?: string } }
      | undefined;
    return (
      type === "message.part.updated" &&
      part?.sessionID === session &&
      part.tool === tool &&
      part.state?.status === "running"
    );
  }, 240_000);
}

/** Texts of a session's user messages, including hidden texts. */
export async function userTexts(talk: Talk): Promise<string[]> {
  return (await talk.messages())
    .filter(({ info }) => info.role === "user")
    .map(({ parts }) => parts.map((part) => String(part["text"] ?? "")).join("\n"));
}
